"""The debrief: what a call was, what made it so, and the one thing to do next. Built from the account of the call.

It holds values only; debrief_text.py and debrief_json.py write them down, picture.py draws the curve.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.call import Call, Mood, Outcome, Reason
from bot.coaching.account import Account, Turn, account_of
from bot.coaching.better import Better, Improver
from bot.coaching.causes import did, tip
from bot.coaching.coverage import Covered, Use, coverage
from bot.coaching.marking import was_hard
from bot.coaching.note import NoteCheck, check_note
from bot.coaching.quoting import words
from bot.coaching.rubric import Rubric, load_rubric
from bot.coaching.score import Score, score_of
from bot.coaching.wording import load_wording
from bot.craft import TECHNIQUES

_MOST_STRENGTHS = 3
_MOST_ADVICE = 4
_BEST, _WORST = 2, 3
"""Turning points shown: so many that calmed most, so many that heated most."""
_HARD_FAIL_COST = 100
_OMISSIONS = frozenset(("no_apology",))
"""Causes that cost because something was not said."""
_HARD_FAIL_CAUSES = {
    "insult": "be_hostile",
    "asked_secret": "asked_secret",
    "dismissed_furious": "dismiss",
    "safety": "safety_ignored",
}
"""The cause behind a hard fail, where it is always the same one."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the mood curve: after message `turn`, 0 being the start."""

    turn: int
    mood: Mood
    delta: int
    message: bool = True
    """False where time alone moved the mood."""


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A moment that changed much: the words, what they did, and what would have been better."""

    turn: int
    text: str
    """The whole message; empty where nobody spoke."""
    quote: str
    before: Mood
    after: Mood
    reasons: tuple[Reason, ...]
    """Largest first."""
    technique: str
    """The technique that decided, T1-T24."""
    why: str
    better: Better | None = None

    @property
    def delta(self) -> int:
        return self.after.anger - self.before.anger


@dataclass(frozen=True, slots=True)
class Remark:
    """A strength, or something to improve, with the words that show it."""

    technique: str
    name: str
    turn: int
    """0 where it is about the whole call."""
    quote: str
    points: int
    """Points of anger: what it calmed or cost. For something missed: how much it matters."""
    text: str
    better: Better | None = None
    next: str = ""
    """What to do about it in the next call; empty for a strength."""
    lacks: bool = False
    """Something was missing, so that a better sentence must hold it."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """Everything that is shown after a call."""

    persona: str
    company: str
    outcome: Outcome | None
    turns: int
    seconds: float
    score: Score
    next: str
    """The one thing to do next."""
    curve: tuple[Point, ...]
    turning_points: tuple[TurningPoint, ...]
    strengths: tuple[Remark, ...]
    improve: tuple[Remark, ...]
    coverage: tuple[Covered, ...]
    stars: int
    """What the customer would give, 1-5; 0 for a stopped call."""
    remembered: str
    """What the stars come from: the worst moment and the end."""
    costs: str
    """What this outcome costs the company, or brings it (T24)."""
    reaches: str
    """What works with this customer."""
    reset: str
    """A word to let it go after a hard call (T23); else empty."""
    hints: int
    notes: tuple[NoteCheck, ...]


def debrief(call: Call, *, better: bool = True) -> Debrief:
    """The debrief of a call. Without `better` no other sentences are tried, which is quicker."""
    account, rubric = account_of(call), load_rubric()
    score = score_of(account)
    covered = coverage(account)
    improver = Improver(call, account) if better and score.total is not None else None
    improve = _improve(account, covered, score, improver)
    return Debrief(
        persona=call.persona.name,
        company=call.persona.company,
        outcome=account.outcome,
        turns=len(account.turns),
        seconds=account.seconds,
        score=score,
        next=_next(account, improve, score),
        curve=curve(account),
        turning_points=_turning_points(account, rubric, improver),
        strengths=_strengths(account),
        improve=improve,
        coverage=covered,
        stars=stars(account, rubric),
        remembered=_remembered(account),
        costs=_costs(account),
        reaches=call.persona.reaches,
        reset=_reset(account, rubric),
        hints=account.hints,
        notes=tuple(check_note(call, text) for text in account.notes),
    )


def curve(account: Account) -> tuple[Point, ...]:
    """The mood after each message, and where time alone moved it."""
    moved: list[tuple[float, int, Mood, Mood, bool]] = [
        (t.at, t.number, t.before, t.after, True) for t in account.turns
    ]
    moved += [(t.at, t.turn, t.before, t.after, False) for t in account.timed]
    points = [Point(0, account.start, 0)]
    for _, turn, before, after, message in sorted(moved, key=lambda m: (m[0], m[4])):
        points.append(Point(turn, after, after.anger - before.anger, message))
    return tuple(points)


def stars(account: Account, rubric: Rubric) -> int:
    """R17: the customer's rating by the worst moment and the end, bounded by how it ended."""
    if account.outcome is Outcome.STOPPED:
        return 0
    weights = rubric.stars
    weighted = weights.worst * account.worst + weights.end * account.end.anger
    most = weights.most.get(account.outcome, 3.0) if account.outcome else 3.0
    return max(1, min(round(5 - 4 * weighted / 100), int(most)))


# -- moments


def _turning_points(account: Account, rubric: Rubric, improver: Improver | None) -> tuple[TurningPoint, ...]:
    least = rubric.limits.turning_point
    moments = [_of_turn(t) for t in account.turns]
    moments += [
        TurningPoint(t.turn, "", "", t.before, t.after, _largest(t.reasons), _technique(t.reasons), _why(t.reasons))
        for t in account.timed
    ]
    best = sorted((m for m in moments if m.delta <= -least), key=lambda m: m.delta)[:_BEST]
    worst = sorted((m for m in moments if m.delta >= least), key=lambda m: -m.delta)[:_WORST]
    last = account.turns[-1] if account.turns else None
    if last and account.outcome in (Outcome.WALKED_OUT, Outcome.ESCALATED):
        leaving = next(m for m in moments if m.turn == last.number and m.text)
        if leaving not in worst and leaving not in best:  # here they left, also where the anger could not rise
            worst.append(leaving)
    chosen = sorted((*best, *worst), key=lambda m: (m.turn, not m.text))
    if improver is None:
        return tuple(chosen)
    return tuple(_with_better(m, improver) if m in worst and m.text else m for m in chosen)


def _with_better(moment: TurningPoint, improver: Improver) -> TurningPoint:
    return replace(moment, better=improver.better(moment.turn))


def _of_turn(turn: Turn) -> TurningPoint:
    reasons = _largest(turn.reasons)
    decisive = [r for r in reasons if (r.delta > 0) == (turn.delta > 0)] or list(reasons)
    # A reason may quote an earlier message: the promise that is found out now. That is not what this one says.
    quote = words(next((r.quote for r in decisive if r.quote and r.quote in turn.text), ""), turn.text)
    unmoved = tuple(f.signal.value for f in turn.found if not turn.reasons)
    return TurningPoint(
        turn.number,
        turn.text,
        quote,
        turn.before,
        turn.after,
        reasons,
        _technique(decisive),
        _why(decisive) if decisive else _listed(unmoved),
    )


def _largest(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple(sorted(reasons, key=lambda r: -abs(r.delta)))


def _technique(reasons: Iterable[Reason]) -> str:
    return next((r.technique for r in _largest(reasons) if r.technique), "")


def _why(reasons: Iterable[Reason]) -> str:
    return _listed(tuple(dict.fromkeys(r.cause for r in _largest(reasons)))[:2])


def _listed(causes: tuple[str, ...]) -> str:
    return " and ".join(did(cause) for cause in causes[:2]) or did("no_progress")


# -- remarks


def _strengths(account: Account) -> tuple[Remark, ...]:
    """What calmed most, by technique: an unkind message has no strengths."""
    gained: dict[str, int] = defaultdict(int)
    best: dict[str, tuple[int, Turn, Reason]] = {}
    for turn in account.turns:
        for reason in turn.reasons:
            if reason.delta >= 0 or turn.heated or turn.hollow or reason.cause == "beyond_authority":
                continue
            gained[reason.technique] -= reason.delta
            if reason.technique not in best or reason.delta < best[reason.technique][0]:
                best[reason.technique] = (reason.delta, turn, reason)
    ranked = sorted(gained, key=lambda key: (-gained[key], key))[:_MOST_STRENGTHS]
    return tuple(
        Remark(
            key,
            TECHNIQUES[key].name if key in TECHNIQUES else "",
            best[key][1].number,
            words(best[key][2].quote, best[key][1].text),
            gained[key],
            f"You {did(best[key][2].cause)}.",
        )
        for key in ranked
    )


def _improve(
    account: Account, covered: tuple[Covered, ...], score: Score, improver: Improver | None
) -> tuple[Remark, ...]:
    """What cost most and what was missing, the most important first, one remark a technique."""
    if account.outcome is Outcome.STOPPED:
        return ()
    remarks = [*_costly(account), *_failed(account, score), *_missed(covered)]
    remarks.sort(key=lambda r: (-r.points, r.turn))
    once = list({r.technique: r for r in reversed(remarks)}.values())[::-1]
    once = sorted(once, key=lambda r: (-r.points, r.turn))[:_MOST_ADVICE]
    if improver is None:
        return tuple(once)
    return tuple(_with_sentence(r, improver) for r in once)


def _with_sentence(remark: Remark, improver: Improver) -> Remark:
    found = improver.for_technique(remark.technique) if remark.lacks else improver.better(remark.turn)
    return replace(remark, better=found)


def _costly(account: Account) -> list[Remark]:
    cost: dict[str, int] = defaultdict(int)
    worst: dict[str, tuple[int, int, str]] = {}
    technique: dict[str, str] = {}
    moved = [(t.number, t.reasons, t.text) for t in account.turns] + [(t.turn, t.reasons, "") for t in account.timed]
    for number, reasons, text in moved:
        for reason in reasons:
            if reason.delta <= 0:
                continue
            cost[reason.cause] += reason.delta
            technique[reason.cause] = reason.technique
            if reason.delta > worst.get(reason.cause, (0, 0, ""))[0]:
                worst[reason.cause] = (reason.delta, number if text else 0, words(reason.quote, text))
    return [
        _remark(cause, technique[cause], worst[cause][1], worst[cause][2], points) for cause, points in cost.items()
    ]


def _failed(account: Account, score: Score) -> list[Remark]:
    """Hard fails come first, also where the anger had no room left to rise."""
    remarks = []
    for fail in score.hard_fails:
        cause = _HARD_FAIL_CAUSES.get(fail, "")
        if fail == "empty_promise":
            cause = "promise_found_out" if account.shown("promise_found_out") else "beyond_authority"
        turn = next((t for t in account.turns if cause and t.shows(cause)), None)
        if turn is not None:
            technique = next(key for key, t in TECHNIQUES.items() if cause in t.causes)
            quote = words(turn.quote(cause), turn.text)
            remarks.append(_remark(cause, technique, turn.number, quote, _HARD_FAIL_COST))
    return remarks


def _missed(covered: tuple[Covered, ...]) -> list[Remark]:
    return [
        Remark(c.technique, c.name, 0, "", c.weight, c.missed, next=c.next, lacks=True)
        for c in covered
        if c.use is Use.MISSED
    ]


def _remark(cause: str, technique: str, turn: int, quote: str, points: int) -> Remark:
    name = TECHNIQUES[technique].name if technique in TECHNIQUES else ""
    subject = f"Message {turn}" if turn else "The wait" if "silence" in cause or "hold" in cause else "This"
    advice = tip(cause)
    text = f"{subject} {did(cause)}. {advice}".strip()
    return Remark(technique, name, turn, quote, points, text, next=advice, lacks=not turn or cause in _OMISSIONS)


# -- the words around


def _next(account: Account, improve: tuple[Remark, ...], score: Score) -> str:
    words = load_wording()
    if account.outcome is Outcome.STOPPED:
        return words.next_stopped
    if not account.turns:
        return words.next_nothing_said
    if not improve or (score.band == "gold" and improve[0].points < _HARD_FAIL_COST and improve[0].points <= 4):
        return words.next_gold
    return improve[0].next or improve[0].text


def _remembered(account: Account) -> str:
    words = load_wording()
    if not account.turns:
        return words.remembered_nothing
    return words.remembered.format(worst=account.worst, end=account.end.anger, state=account.end.state.value)


def _costs(account: Account) -> str:
    if account.outcome is None or account.outcome is Outcome.STOPPED:
        return ""
    text: str = getattr(account.persona.aftermath, account.outcome.value)
    return text


def _reset(account: Account, rubric: Rubric) -> str:
    """T23: after a call that ended hot, or that the trainee had to stop."""
    words = load_wording()
    if account.outcome is Outcome.STOPPED:
        return words.reset_stopped
    return words.reset if was_hard(account, rubric) else ""
