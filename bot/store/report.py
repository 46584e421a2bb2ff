"""What a team's report reads: who is in the team, their scored calls, and what was said where it cost.

The calls of a few people at a time, so that a team of any size fits; never a question to the database for each person.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.challenge_rows import TEAM
from bot.store.database import Database
from bot.store.mark_rows import (
    ObservationRow,
    PartReviewRow,
    PastScore,
    Scored,
    ScoreRow,
    StoredReview,
    parts_of,
    review_of,
)
from bot.store.plain import portions
from bot.store.tables import CallRow, EventRow, PersonaVersionRow

_STOPPED = "stopped"
_CALLS_AT_ONCE = 200
"""Whose events are read together."""


@dataclass(frozen=True, slots=True)
class CallFilter:
    """Which calls are looked at. A server sees its own and no other's; None is the command line of this machine."""

    guild_id: str | None
    since: datetime | None = None
    """Calls that ended from then on …"""
    until: datetime | None = None
    """… and before then."""
    persona_id: str | None = None
    difficulty: str | None = None
    member_ids: frozenset[str] | None = None
    """Calls of these people only; all where none are named."""


@dataclass(frozen=True, slots=True)
class Practiser:
    """Somebody who ever ended a call in this server."""

    id: str
    name: str
    """The one that they bore in their last call."""
    calls: int
    """Ended ones of every kind."""
    last: datetime
    """When their last call ended, whatever the filter says."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One message that moved the mood, as it was stored."""

    call_id: str
    trainee_id: str
    trainee_name: str
    persona_id: str
    persona_version: str
    text: str
    reasons: tuple[dict[str, Any], ...]
    """`cause`, `delta`, `quote`, `technique` of each."""


class TeamCalls:
    """The stored calls of a team."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def practisers(self, wanted: CallFilter) -> list[Practiser]:
        """Everybody who ever ended a call in this server; of its filters only `member_ids` counts. In order of id."""
        last = (
            select(
                CallRow.trainee_id.label("who"),
                func.max(CallRow.ended_at).label("last"),
                func.count().label("calls"),
            )
            .where(*_where(CallFilter(wanted.guild_id, member_ids=wanted.member_ids)), CallRow.ended_at.is_not(None))
            .group_by(CallRow.trainee_id)
            .subquery()
        )
        # A look-up for each person: a join would read all calls for the few names.
        name = (
            select(func.max(CallRow.trainee_name))
            .where(
                CallRow.guild_id == wanted.guild_id,
                CallRow.trainee_id == last.c.who,
                CallRow.ended_at == last.c.last,
            )
            .scalar_subquery()
        )
        query = select(last.c.who, name, last.c.calls, last.c.last).order_by(last.c.who)
        async with self._database.read() as session:
            return [Practiser(*row) for row in (await session.execute(query)).all()]

    async def servers(self) -> list[str]:
        """The servers where anybody ever played."""
        query = select(CallRow.guild_id).where(CallRow.guild_id.is_not(None)).distinct()
        async with self._database.read() as session:
            return sorted(one for one in await session.scalars(query) if one is not None)

    async def customers(self, guild_id: str | None) -> set[str]:
        """The customers who were ever played with in this server."""
        async with self._database.read() as session:
            return set(await session.scalars(select(CallRow.persona_id).where(CallRow.guild_id == guild_id).distinct()))

    async def past(self, wanted: CallFilter) -> dict[str, list[PastScore]]:
        """The scored calls by person, each person's oldest first. Two questions to the database.

        The parts of a score are there where people reviewed one of them.
        """
        uses = (
            select(func.aggregate_strings(ObservationRow.technique + literal(":") + ObservationRow.use, ","))
            .where(ObservationRow.call_id == CallRow.id)
            .scalar_subquery()
        )
        query = (
            select(
                CallRow.id,
                CallRow.trainee_id,
                func.coalesce(CallRow.ended_at, ScoreRow.scored_at),
                CallRow.persona_id,
                CallRow.difficulty,
                CallRow.mode,
                CallRow.from_call,
                ScoreRow.total,
                ScoreRow.band,
                ScoreRow.rubric,
                ScoreRow.end_anger,
                ScoreRow.hard,
                uses,
            )
            .join(ScoreRow, ScoreRow.call_id == CallRow.id)
            .where(*_where(wanted))
            .order_by(CallRow.trainee_id, CallRow.ended_at, CallRow.created_at, CallRow.id)
        )
        past: dict[str, list[PastScore]] = {}
        async with self._database.read() as session:
            rows = (await session.execute(query)).all()
            reviewed = await _reviewed(session, wanted)
        for id_, who, ended_at, persona, difficulty, mode, origin, total, band, rubric, anger, hard, seen in rows:
            parts, reviews = reviewed.get(id_, ({}, ()))
            used = dict(one.split(":", 1) for one in seen.split(",")) if seen else {}
            scored = Scored(total, band, parts, used, rubric, anger, hard)
            past.setdefault(who, []).append(
                PastScore(id_, ended_at, persona, difficulty, mode, origin is not None, scored, None, reviews)
            )
        return past

    async def spoken(self, wanted: CallFilter, most: int) -> AsyncIterator[list[Spoken]]:
        """The messages that moved the mood in the `most` latest calls, some calls at a time, the latest first.

        Tries again are left out, because they repeat what was said before; stopped calls are nobody's business.
        """
        query = (
            select(
                CallRow.id,
                CallRow.trainee_id,
                CallRow.trainee_name,
                CallRow.persona_id,
                CallRow.persona_version,
            )
            .where(
                *_where(wanted),
                CallRow.ended_at.is_not(None),
                CallRow.outcome != _STOPPED,
                CallRow.from_call.is_(None),
            )
            .order_by(CallRow.ended_at.desc(), CallRow.id)
            .limit(most)
        )
        async with self._database.read() as session:
            calls = (await session.execute(query)).all()
            for portion in portions(calls, _CALLS_AT_ONCE):
                events = (
                    select(EventRow.call_id, EventRow.kind, EventRow.data)
                    .where(EventRow.call_id.in_([call.id for call in portion]), EventRow.kind.in_(("agent", "mood")))
                    .order_by(EventRow.call_id, EventRow.number)
                )
                said: dict[tuple[str, int], str] = {}
                moved: dict[str, list[tuple[str, tuple[dict[str, Any], ...]]]] = {}
                for call_id, kind, data in (await session.execute(events)).all():
                    turn = (call_id, int(data["turn"]))
                    if kind == "agent":
                        said[turn] = data["text"]
                    else:
                        moved.setdefault(call_id, []).append((said.get(turn, ""), tuple(data["reasons"])))
                yield [Spoken(*call, text, reasons) for call in portion for text, reasons in moved.get(call.id, ())]

    async def personas(self, versions: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """The files of these customers, by id and version, as they were played."""
        query = select(PersonaVersionRow).where(
            PersonaVersionRow.persona_id.in_({id_ for id_, _ in versions}),
            PersonaVersionRow.version.in_({version for _, version in versions}),
        )
        async with self._database.read() as session:
            return {(row.persona_id, row.version): row.source_text for row in await session.scalars(query)}


def _where(wanted: CallFilter) -> Sequence[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [
        CallRow.guild_id == wanted.guild_id,
        CallRow.trainee_id.not_like(f"{TEAM}%"),  # what a team played together is nobody's own
    ]
    if wanted.since is not None:
        where.append(CallRow.ended_at >= wanted.since)
    if wanted.until is not None:
        where.append(CallRow.ended_at < wanted.until)
    if wanted.persona_id is not None:
        where.append(CallRow.persona_id == wanted.persona_id)
    if wanted.difficulty is not None:
        where.append(CallRow.difficulty == wanted.difficulty)
    if wanted.member_ids is not None:
        where.append(CallRow.trainee_id.in_(wanted.member_ids))
    return where


async def _reviewed(
    session: AsyncSession, wanted: CallFilter
) -> dict[str, tuple[dict[str, tuple[int, int]], tuple[StoredReview, ...]]]:
    """The machine's parts and what people gave, of the calls that were reviewed; the oldest review first."""
    query = (
        select(PartReviewRow, ScoreRow.parts)
        .join(CallRow, CallRow.id == PartReviewRow.call_id)
        .join(ScoreRow, ScoreRow.call_id == PartReviewRow.call_id)
        .where(*_where(wanted))
        .order_by(PartReviewRow.reviewed_at, PartReviewRow.reviewer_id, PartReviewRow.part)
    )
    found: dict[str, tuple[dict[str, tuple[int, int]], tuple[StoredReview, ...]]] = {}
    for row, parts in (await session.execute(query)).all():
        before = found.get(row.call_id, ({}, ()))[1]
        found[row.call_id] = (parts_of(parts), (*before, review_of(row)))
    return found
