"""Patience, trust and leaving: what moves the call, what wears it out, and when the customer goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.call.events import OfferWeighed, Outcome, Reason
from bot.call.feeling import Feeling, Push
from bot.call.hearing import Hearing
from bot.call.rules import Rules
from bot.call.talk import Talk
from bot.craft import HEATING, Conduct, Signal

_MOVES_ONCE = (
    Signal.INVITE_STORY,
    Signal.EMPATHIZE,
    Signal.APOLOGIZE,
    Signal.TAKE_OWNERSHIP,
    Signal.CONFIRM_UNDERSTANDING,
    Signal.BUILD_ALLIANCE,
)
"""Signals that move the call the first time; after that only facts, offers and times do."""
_MOVES_TWICE = (Signal.ACKNOWLEDGE, Signal.STATE_ACTION, Signal.BE_HONEST, Signal.COURTEOUS_HOLD)
_LISTENS = (Signal.INVITE_STORY, Signal.CONFIRM_UNDERSTANDING)
_GOOD_OFFERS = ("noted", "no_time", "heard")
_RUDE = (Signal.BE_HOSTILE, Signal.DISMISS, Signal.BLAME_CUSTOMER, Signal.ARGUE)


@dataclass(slots=True)
class Patience:
    """Decides on progress, and on leaving. `pushes` reads, `remember` changes."""

    rules: Rules
    talk: Talk
    feeling: Feeling

    def progress(self, hearing: Hearing, offers: Sequence[OfferWeighed], *, story_told: bool) -> bool:
        """Whether the message moved anything: listening does while there is a story, repeating and reciting never."""
        if hearing.repeated or hearing.stuffed:
            return False
        used = self.talk.used
        return bool(
            any(o.verdict in _GOOD_OFFERS for o in offers)
            or (hearing.has(*_LISTENS) and not story_told)
            or any(hearing.has(s) and not used[s] for s in _MOVES_ONCE)
            or any(hearing.has(s) and used[s] < 2 for s in _MOVES_TWICE)
            or any(a.fact not in self.talk.told for a in hearing.asked)
            or hearing.named
            or (hearing.has(Signal.GIVE_TIMEFRAME) and not used[Signal.GIVE_TIMEFRAME])
            or self.talk.agreed
        )

    def pushes(self, hearing: Hearing, *, progress: bool) -> list[Push]:
        rules = self.rules.rules
        pushes: list[Push] = []
        if not progress and self.talk.turn > 1:
            amount = min(rules["no_progress"] + rules["no_progress_step"] * self.talk.idle, rules["no_progress_most"])
            pushes.append(Push("no_progress", float(amount), "", "R3"))
        pressing = hearing.has(Signal.CLARIFY, Signal.STATE_ACTION, Signal.CHECK_AGREEMENT)
        if pressing and self.talk.turn > 1 and not self.feeling.heard:
            pushes.append(Push("unheard", float(rules["unheard"]), "", "R1"))
        return pushes

    def remember(self, hearing: Hearing, reasons: Sequence[Reason], *, progress: bool) -> None:
        """After the mood moved: trust and patience follow."""
        trust, patience = self.rules.trust, self.rules.patience
        causes = {r.cause for r in reasons}
        signals = hearing.reading.signals
        for cause in (*signals, *hearing.conduct, *(("firm_step",) if "firm_step" in causes else ())):
            self.feeling.trusts(trust.get(str(cause), 0))
        self.feeling.trusts(trust["heating"] * len(hearing.heating()))
        change = patience["turn"]
        change += patience["progress"] if progress else patience["no_progress"] * (self.talk.turn > 1)
        change += patience["heating"] * sum(s in signals for s in HEATING if s is not Signal.OVERPROMISE)
        change += patience["be_hostile"] * (Signal.BE_HOSTILE in signals)
        change += patience["apology_worn_out"] * ("apology_worn_out" in causes)
        change += patience["repeated_self"] * hearing.repeated
        change += patience["interrupted"] * (Conduct.INTERRUPTED in hearing.conduct)
        if hearing.stuffed:
            self.feeling.trusts(trust["stuffed"])
            change += patience["stuffed"]
        self.feeling.loses_patience(change)
        self.talk.idle = 0 if progress else self.talk.idle + 1
        self.talk.fresh_harm |= Conduct.INTERRUPTED in hearing.conduct

    def leaves(self, hearing: Hearing) -> Outcome | None:
        """How the customer leaves after this message, if they do (R20: they are not too nice)."""
        limits, feeling, talk = self.rules.limits, self.feeling, self.talk
        heated = bool(hearing.heating()) or Conduct.SHOUTED in hearing.conduct
        if talk.warned and heated and feeling.anger >= limits.walk_from:
            return Outcome.WALKED_OUT
        if feeling.patience <= 0 or talk.turn >= limits.most_turns:
            rude = sum(talk.used[s] for s in _RUDE) >= 2
            if feeling.anger >= limits.walk_not_escalate_from or rude:
                return Outcome.WALKED_OUT
            return None if talk.agreed else Outcome.ESCALATED
        return None
