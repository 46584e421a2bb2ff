"""Calls that are over, stored as the desk stores them, and the boards' figures worked out from what is stored."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import select

from bot import coaching
from bot.coaching import Board
from bot.customers import Difficulty
from bot.desk import Actor, Narrowing, Role
from bot.store import BoardCall, Calls, PersonaVersion, Progress, Scored, StoredEvent, StoredInput
from bot.store.challenge_rows import SharedInputRow
from bot.store.mark_rows import PartReviewRow, ScoreRow
from bot.store.tables import CallRow, EventRow
from tests.store.test_calls import record

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
SERVER = "4001"
SETTLED = ("resolved", "settled")
WEIGHTS = {"easy": 2, "normal": 3, "hard": 4, "extreme": 5}
HANDICAPS = {"easy": -12, "normal": 0, "hard": 7, "extreme": 14}


@dataclass(frozen=True)
class Ended:
    """A call as a test tells it."""

    id: str
    trainee: str = "jo"
    at: datetime = NOON
    score: int = 60
    difficulty: str = "normal"
    mode: str = "practice"
    outcome: str = "resolved"
    peak: int = 80
    customer: str = "marta"
    server: str | None = SERVER
    challenge: str | None = None
    from_call: str | None = None


async def store(calls: Calls, told: Ended) -> str:
    """Let a call begin and end."""
    call = record(
        told.id,
        created_at=told.at,
        trainee_id=told.trainee,
        trainee_name=told.trainee.title(),
        guild_id=told.server,
        persona_id=told.customer,
        difficulty=told.difficulty,
        mode=told.mode,
        from_call=told.from_call,
        challenge_id=told.challenge,
    )
    events = [
        StoredEvent(1, 1, "mood", {"after": {"anger": told.peak - 9}}),
        StoredEvent(2, 1, "mood", {"after": {"anger": told.peak}}),
    ]
    persona = PersonaVersion(told.customer, "v1", "")
    await calls.add(call, persona, StoredInput(1, "open", 0.0), events, Progress(0, 0.0))
    await calls.append(told.id, StoredInput(2, "end", 9.0), [], progress(told))
    return told.id


def progress(told: Ended) -> Progress:
    """How such a call ends."""
    if told.outcome == "stopped":
        return Progress(3, 9.0, "stopped", None, told.at)
    half = told.score // 2
    parts = {"Listening": (half, 50), "Solving": (told.score - half, 50)}
    scored = Scored(told.score, coaching.band_of(told.score), parts, {}, "r1", 20, hard=False)
    terms = coaching.board_terms(Difficulty(told.difficulty), exam=told.mode == "exam")
    counts = BoardCall(terms.weight, terms.handicap, terms.pass_mark, told.score, told.peak, told.outcome in SETTLED)
    return Progress(3, 9.0, told.outcome, told.score, told.at, scored, None if told.from_call is not None else counts)


def reader(id_: str = "jo", *roles: Role, server: str | None = SERVER) -> Actor:
    return Actor(id_, id_.title(), server, frozenset(roles or {Role.MEMBER}))


LEAD = reader("lea", Role.LEAD)


# -- the same figures, from the stored calls alone


@dataclass
class Played:
    """The calls of one member that count, the oldest first."""

    weights: list[int] = field(default_factory=list)
    scores: list[int] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)
    settled: list[bool] = field(default_factory=list)


async def figures(calls: Calls, board: Board, narrowing: Narrowing, now: datetime) -> dict[str, tuple[int, int]]:
    """Tenths and number of calls of everybody with a place in SERVER."""
    found: dict[str, Played] = defaultdict(Played)
    first, last = _days(narrowing, now)
    async with calls.database.read() as session:
        rows = (
            await session.execute(
                select(CallRow, ScoreRow)
                .join(ScoreRow, ScoreRow.call_id == CallRow.id)
                .where(CallRow.guild_id == SERVER, CallRow.from_call.is_(None))
                .where(CallRow.id.not_in(select(SharedInputRow.call_id)))
                .order_by(CallRow.ended_at, CallRow.id)
            )
        ).all()
        for call, score in rows:
            assert call.ended_at is not None
            if not (
                first <= call.ended_at.date() <= last
                and narrowing.customer in {"", call.persona_id}
                and narrowing.difficulty in {"", call.difficulty}
                and narrowing.challenge in {"", call.challenge_id}
                and (narrowing.members is None or call.trainee_id in narrowing.members)
            ):
                continue
            given = await session.execute(
                select(PartReviewRow.part, PartReviewRow.score)
                .where(PartReviewRow.call_id == call.id)
                .order_by(PartReviewRow.reviewed_at, PartReviewRow.reviewer_id, PartReviewRow.part)
            )
            machine = {name: points for name, (points, _) in score.parts.items()}
            events = await session.scalars(select(EventRow.data).where(EventRow.call_id == call.id))
            played = found[call.trainee_id]
            played.weights.append(WEIGHTS[call.difficulty] * (2 if call.mode == "exam" else 1))
            played.scores.append(coaching.reviewed_total(machine, [(part, value) for part, value in given]))
            played.peaks.append(max(data["after"]["anger"] for data in events) - HANDICAPS[call.difficulty])
            played.settled.append(call.outcome in SETTLED)
    told = {member: _FIGURES[board](played) for member, played in found.items()}
    return {
        member: (math.floor(figure * 10 + Fraction(1, 2)), count)
        for member, (figure, count) in told.items()
        if figure is not None and count >= 3
    }


def _days(narrowing: Narrowing, now: datetime) -> tuple[date, date]:
    back = {"week": 6, "month": 29, "quarter": 89}.get(narrowing.period)
    first = date.min if back is None else (now - timedelta(days=back)).date()
    since = date.fromisoformat(narrowing.since) if narrowing.since else first
    return since, date.fromisoformat(narrowing.until) if narrowing.until else date.max


def _mean(weights: Iterable[int], values: Iterable[int]) -> Fraction | None:
    pairs = list(zip(weights, values, strict=True))
    total = sum(weight for weight, _ in pairs)
    return Fraction(sum(weight * value for weight, value in pairs), total) if total else None


def _score(played: Played) -> tuple[Fraction | None, int]:
    return _mean(played.weights, played.scores), len(played.scores)


def _resolved(played: Played) -> tuple[Fraction | None, int]:
    return _mean(played.weights, [100 * well for well in played.settled]), len(played.scores)


def _calmest(played: Played) -> tuple[Fraction | None, int]:
    kept = [(w, p) for w, p, well in zip(played.weights, played.peaks, played.settled, strict=True) if well]
    return _mean([w for w, _ in kept], [p for _, p in kept]), len(kept)


def _streak(played: Played) -> tuple[Fraction | None, int]:
    run = 0
    for score in played.scores:
        run = run + 1 if coaching.band_of(score) != "none" else 0
    return Fraction(run), len(played.scores)


def _improvement(played: Played) -> tuple[Fraction | None, int]:
    """Weighed least squares about the means."""
    count = len(played.scores)
    middle, mean = _mean(played.weights, range(count)), _mean(played.weights, played.scores)
    if middle is None or mean is None:
        return None, count
    triples = list(zip(played.weights, range(count), played.scores, strict=True))
    across = sum((w * (x - middle) * (y - mean) for w, x, y in triples), Fraction())
    spread = sum((w * (x - middle) ** 2 for w, x, _ in triples), Fraction())
    return (across / spread * (count - 1) if spread else None), count


_FIGURES: dict[Board, Callable[[Played], tuple[Fraction | None, int]]] = {
    Board.SCORE: _score,
    Board.IMPROVEMENT: _improvement,
    Board.CALMEST: _calmest,
    Board.RESOLVED: _resolved,
    Board.STREAK: _streak,
}
