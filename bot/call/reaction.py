"""To what the customer reacts first: the occasion of a reply's first sentence."""

from collections.abc import Mapping, Sequence

from bot.call.events import Reason
from bot.call.hearing import Hearing
from bot.craft import HEATING, Conduct, Signal

_SPOKEN_CONDUCT = (
    Conduct.INTERRUPTED,
    Conduct.SHOUTED,
    Conduct.REPEATED_SELF,
    Conduct.BROKE_HOLD_PROMISE,
    Conduct.LONG_HOLD,
    Conduct.TOO_LONG,
    Conduct.SLOW_REPLY,
    Conduct.OFF_TOPIC,
    Conduct.NO_APOLOGY,
)
_SAID_ANYHOW = (Conduct.REPEATED_SELF, Conduct.OFF_TOPIC)
_GRAVE_RULES = ("asked_secret", "promise_found_out")
_WORN_RULES = ("stuffed", "apology_worn_out", "empathy_worn_out")
_POLITE = (Signal.USE_NAME, Signal.THANK)
_RULE_OCCASION = {"promise_found_out": "promise_broken"}
_BY_WEIGHT = (  # which calming signal is answered first when several weigh the same
    Signal.CONFIRM_UNDERSTANDING,
    Signal.APOLOGIZE,
    Signal.TAKE_OWNERSHIP,
    Signal.EMPATHIZE,
    Signal.BE_HONEST,
    Signal.STATE_ACTION,
    Signal.OFFER_COMPENSATION,
    Signal.ACKNOWLEDGE,
    Signal.INVITE_STORY,
    Signal.GIVE_TIMEFRAME,
    Signal.BUILD_ALLIANCE,
    Signal.COURTEOUS_HOLD,
    Signal.CHECK_AGREEMENT,
    Signal.THANK,
    Signal.CLARIFY,
    Signal.USE_NAME,
)


def reaction_to(hearing: Hearing, reasons: Sequence[Reason], *, tells_on: bool) -> str:
    """The occasion of the first sentence: what hurt most, else what did most good, else what kind of message it was.

    Empty where the message only asks for the story, and nothing of it follows (`tells_on`).
    """
    heats = {r.cause: r.delta for r in reasons if r.delta > 0}
    return _what_hurt(hearing, heats) or _what_helped(hearing, reasons, tells_on=tells_on) or _what_it_was(hearing)


def _what_hurt(hearing: Hearing, heats: Mapping[str, int]) -> str:
    grave = next((rule for rule in _GRAVE_RULES if rule in heats), None)
    if grave:
        return _RULE_OCCASION.get(grave, grave)
    stings = [f.signal for f in hearing.heating()]
    worst = max((heats.get(s.value, 0) for s in stings), default=0)
    if Conduct.INTERRUPTED in hearing.conduct and heats.get("interrupted", 0) >= worst:
        return Conduct.INTERRUPTED.value
    if stings:
        return max(stings, key=lambda s: (heats.get(s.value, 0), -HEATING.index(s))).value
    if "limit_set" in hearing.topics:
        return "limit_set"
    worn = next((rule for rule in _WORN_RULES if rule in heats), None)
    if worn and not hearing.repeated:
        return worn
    spoken = (c for c in _SPOKEN_CONDUCT if c in hearing.conduct and (c.value in heats or c in _SAID_ANYHOW))
    conduct = next(spoken, None)
    if conduct is not None:
        return conduct.value
    return Conduct.PREMATURE_SOLUTION.value if hearing.premature else ""


def _what_helped(hearing: Hearing, reasons: Sequence[Reason], *, tells_on: bool) -> str:
    calming = {r.cause: -r.delta for r in reasons if r.delta < 0}
    found = [f.signal for f in hearing.calming() if tells_on or f.signal is not Signal.INVITE_STORY]
    if not found:
        return Conduct.NAMED_FACT.value if Conduct.NAMED_FACT in hearing.conduct else ""
    best = max(found, key=lambda s: (calming.get(s.value, 0), -_BY_WEIGHT.index(s)))
    return "greeting" if best in _POLITE and "greeting" in hearing.topics else best.value


def _what_it_was(hearing: Hearing) -> str:
    if hearing.asked:
        return Signal.CLARIFY.value
    if "vague_offer" in hearing.topics:
        return "offer_vague"
    if "greeting" in hearing.topics:
        return "greeting"
    return "" if hearing.has(Signal.INVITE_STORY) else "filler"
