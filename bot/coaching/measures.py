"""The shares that rubric.toml gives points for: each from 0 to 1, each from the account of the call alone."""

from collections.abc import Callable

from bot.call import Outcome, Phase
from bot.coaching.account import Account
from bot.coaching.rubric import Limits
from bot.craft import CALMING, Conduct, Signal

_LISTENING = (Signal.INVITE_STORY, Signal.ACKNOWLEDGE, Signal.CONFIRM_UNDERSTANDING, Signal.EMPATHIZE)
_REPAIR = (Signal.STATE_ACTION, Signal.OFFER_COMPENSATION, Signal.BE_HONEST)
_FACTS_FOR_FULL_MARKS = 3
_AGREED = (Outcome.RESOLVED, Outcome.SETTLED)


def story_heard(account: Account, _: Limits) -> float:
    """How much of the story came out, as far as somebody listened."""
    told = len(account.beats) / len(account.persona.story)
    return told * min(1.0, account.used(*_LISTENING) / 2)


def facts_named(account: Account, _: Limits) -> float:
    named = sum(Conduct.NAMED_FACT in t.conduct and not t.hollow and not t.heated for t in account.turns)
    return min(1.0, named / _FACTS_FOR_FULL_MARKS)


def care_then_question(account: Account, _: Limits) -> float:
    """A caring sentence and a question in one message, while the customer still tells (T8)."""
    caring = (Signal.EMPATHIZE, Signal.APOLOGIZE, Signal.ACKNOWLEDGE)
    asking = (Signal.CLARIFY, Signal.INVITE_STORY)
    early = (Phase.VENTING, Phase.TELLING, Phase.EXPLORING)
    return float(
        any(
            t.phase in early and any(t.worth(s) == 1 for s in caring) and any(t.worth(s) == 1 for s in asking)
            for t in account.turns
        )
    )


def apology_early(account: Account, limits: Limits) -> float:
    first = account.first(Signal.APOLOGIZE)
    return 0.0 if first is None else max(0.0, 1 - max(0, first.number - limits.apology_early) / 5)


def apology_parts(account: Account, _: Limits) -> float:
    """R5: regret, responsibility and repair; a part in the message of the apology counts in full, elsewhere half."""
    if account.first(Signal.APOLOGIZE) is None:
        return 0.0
    parts = 0.2
    for signals, weight in (((Signal.TAKE_OWNERSHIP,), 0.5), (_REPAIR, 0.3)):
        together = any(t.worth(Signal.APOLOGIZE) and t.has(*signals) for t in account.turns)
        parts += weight if together else weight / 2 * min(1.0, account.used(*signals))
    return parts


def understood(account: Account, limits: Limits) -> float:
    """The key facts were on the table when the first offer was made; without an offer they count half."""
    keys = {f.id for f in account.persona.facts if f.key and f.known}
    keys -= {row.fact for row in account.persona.case if row.fact}
    offered = min((o.turn for o in account.offers if o.verdict != "refused"), default=None)
    before = {f.fact for f in account.told if offered is None or f.turn < offered}
    share = len(keys & before) / len(keys) if keys else 1.0
    return share * (1.0 if offered is not None else 0.5) * engaged(account, limits)


def fitting_offer(account: Account, _: Limits) -> float:
    """Something was offered, within the authority, that would solve the case (1) or settle it (0.7)."""
    settlement, good = account.persona.settlement, account.standing.keys()
    honest = Signal.OVERPROMISE not in {s for t in account.turns for s in t.signals}
    share = 0.0
    if any(set(need) <= good for need in settlement.resolved_by):
        share = 1.0
    elif any(set(need) <= good for need in settlement.settles_for):
        share = 0.7
    elif good:
        share = 0.3
    return share if honest else share * 0.8


def timed(account: Account, _: Limits) -> float:
    """T9: every standing offer that needs a time has one."""
    waiting = [o for o in account.standing.values() if account.persona.remedy(o.remedy).needs_time]
    if not account.standing:
        return 0.0
    if not waiting:
        return 1.0 if account.used(Signal.GIVE_TIMEFRAME) else 0.5
    later = {t.number for t in account.turns if t.worth(Signal.GIVE_TIMEFRAME)}
    return sum(bool(o.when) or any(n > o.turn for n in later) for o in waiting) / len(waiting)


def extra(account: Account, _: Limits) -> float:
    """T20: a gesture on top where there is one to give, or a choice (R3)."""
    kinds = {account.persona.remedy(r).kind for r in account.standing}
    chosen = any(t.shows("options_given") for t in account.turns)
    possible = any(r.kind == "extra" and r.authority == "agent" for r in account.persona.remedies)
    return float("extra" in kinds or chosen or (not possible and bool(account.standing)))


def engaged(account: Account, limits: Limits) -> float:
    good = sum(any(t.worth(s) == 1 for s in CALMING) for t in account.turns)
    return min(1.0, good / limits.engaged_after)


def civil(account: Account, limits: Limits) -> float:
    """T13, T14: the share of messages without an unkind word; one message alone proves little."""
    unkind = ("be_hostile", "argue", "blame_customer", "dismiss", "shouted", "curt", "stuffed")
    clean = sum(not any(t.shows(cause) for cause in unkind) for t in account.turns)
    return clean / max(len(account.turns), limits.engaged_after)


def briskness(account: Account, limits: Limits) -> float:
    """T16: counts only when something came of it; half where it was merely attempted."""
    spare = len(account.turns) - len(account.persona.story) - limits.brisk_turns
    span = max(1, limits.slow_turns - limits.brisk_turns)
    share = 1 - min(1.0, max(0.0, spare / span))
    if account.outcome in _AGREED:
        return share
    return 0.3 * share * engaged(account, limits)


def calmed(account: Account, limits: Limits) -> float:
    """How far the anger came down from the start to the end; nothing if it ended higher."""
    span = account.start.anger - limits.calm_enough
    if not account.turns or span <= 0:
        return float(account.end.anger <= limits.calm_enough and bool(account.turns))
    return max(0.0, min(1.0, (account.start.anger - account.end.anger) / span))


def closed_well(account: Account, _: Limits) -> float:
    """T21: the customer was asked whether it suits, after there was something to suit, and the last word was kind."""
    offered = min((o.turn for o in account.offers if o.verdict in ("heard", "no_time")), default=None)
    if offered is None or not account.turns:
        return 0.0
    asked = any(t.number >= offered and t.worth(Signal.CHECK_AGREEMENT) for t in account.turns)
    last = account.turns[-1]
    warm = not last.heated and last.has(
        Signal.THANK, Signal.USE_NAME, Signal.CHECK_AGREEMENT, Signal.EMPATHIZE, Signal.BUILD_ALLIANCE
    )
    return 0.7 * asked + 0.3 * warm


MEASURES: dict[str, Callable[[Account, Limits], float]] = {
    measure.__name__: measure
    for measure in (
        story_heard,
        facts_named,
        care_then_question,
        apology_early,
        apology_parts,
        understood,
        fitting_offer,
        timed,
        extra,
        engaged,
        civil,
        briskness,
        calmed,
        closed_well,
    )
}
"""By the name that rubric.toml uses."""
