"""The score of a call: points by the rules of rubric.toml, hard fails, bands. The same events give the same score."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.call import Call, MoodState, Outcome
from bot.coaching.account import Account, account_of
from bot.coaching.measures import MEASURES
from bot.coaching.rubric import HardFail, PartRules, Rubric, Rule, load_rubric, rubric_version
from bot.craft import Conduct, Signal


class Part(NamedTuple):
    """What one part of the score got, of how much."""

    score: int
    of: int


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one call. `total` is None for a stopped call: it is never scored."""

    total: int | None
    band: str
    """gold, silver, bronze or none."""
    parts: dict[str, Part]
    """They add up to the total."""
    hard_fails: tuple[str, ...] = ()
    """Ids of the hard fails, whether or not there was anything left to take away."""
    notes: tuple[str, ...] = ()
    """One sentence for each hard fail."""
    uncapped: int | None = None
    """What it would have been without the hard fails."""
    rubric: str = ""
    """Hash of the rubric that made it."""


def score(call: Call, rubric: Rubric | None = None) -> Score:
    """Score a call; one that is not over yet is scored as it stands."""
    return score_of(account_of(call), rubric)


def score_of(account: Account, rubric: Rubric | None = None) -> Score:
    """Score an account by the rubric that ships, or by another."""
    version = rubric_version() if rubric is None else ""
    rubric = rubric or load_rubric()
    if account.outcome is Outcome.STOPPED:
        return Score(None, "none", {}, rubric=version)
    earned = {name: _points(part, account, rubric) for name, part in rubric.parts.items()}
    before = sum(earned.values())
    fails = [fail for fail in rubric.hard_fails if HARD_FAILS[fail.id](account)]
    biting = [fail for fail in fails if not fail.quiet or before > fail.cap]
    points = _capped(earned, biting)
    total = sum(points.values())
    return Score(
        total,
        rubric.bands.of(total),
        {name: Part(points[name], part.of) for name, part in rubric.parts.items()},
        tuple(fail.id for fail in biting),
        tuple(fail.says for fail in biting),
        before,
        version,
    )


def _points(part: PartRules, account: Account, rubric: Rubric) -> int:
    raw = sum(rule.points * min(rule.most, _measure(rule, account, rubric)) for rule in part.rules)
    return round(max(0.0, min(float(part.of), raw)))


def _measure(rule: Rule, account: Account, rubric: Rubric) -> float:
    if rule.used:
        return account.used(*rule.used)
    if rule.shown:
        return sum(account.shown(cause) for cause in rule.shown)
    if rule.outcome:
        return float(account.outcome in rule.outcome)
    return MEASURES[rule.share](account, rubric.limits)


def _capped(earned: dict[str, int], fails: list[HardFail]) -> dict[str, int]:
    """First the parts that a hard fail voids, then all alike until the lowest cap is kept."""
    points = dict(earned)
    cap = min((fail.cap for fail in fails), default=100)
    for fail in fails:
        for name in fail.voids:
            points[name] = 0
    total = sum(points.values())
    if total <= cap:
        return points
    exact = {name: value * cap / total for name, value in points.items()}
    points = {name: int(value) for name, value in exact.items()}
    rest = sorted(exact, key=lambda name: points[name] - exact[name])
    for name in rest[: cap - sum(points.values())]:
        points[name] += 1
    return points


def _insulted(account: Account) -> bool:
    return any(t.has(Signal.BE_HOSTILE) and not t.doubtful(Signal.BE_HOSTILE) for t in account.turns)


def _asked_secret(account: Account) -> bool:
    return account.shown("asked_secret") > 0


def _empty_promise(account: Account) -> bool:
    """Known to be empty when it was made (the file says what may not be promised), or found out later."""
    if account.shown(Conduct.BEYOND_AUTHORITY):
        return True
    plain = any(t.has(Signal.OVERPROMISE) and not t.doubtful(Signal.OVERPROMISE) for t in account.turns)
    return plain and account.shown("promise_found_out") > 0


def _dismissed_furious(account: Account) -> bool:
    furious = (t for t in account.turns if t.before.state is MoodState.FURIOUS)
    return any(t.has(Signal.DISMISS) and not t.doubtful(Signal.DISMISS) for t in furious)


def _unsafe(account: Account) -> bool:
    safety = account.persona.safety
    return safety is not None and safety.beat in account.beats and safety.remedy not in account.standing


def _unresolved(account: Account) -> bool:
    return account.outcome not in (Outcome.RESOLVED, Outcome.SETTLED)


HARD_FAILS: dict[str, Callable[[Account], bool]] = {
    "insult": _insulted,
    "asked_secret": _asked_secret,
    "safety": _unsafe,
    "empty_promise": _empty_promise,
    "dismissed_furious": _dismissed_furious,
    "unresolved": _unresolved,
}
"""By the id that rubric.toml uses."""
