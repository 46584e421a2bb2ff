"""What trainers asked people to practise: the assignments, whom they reach, and the calls that may fulfil them.

Whether somebody has passed is worked out from their calls; only what must outlive those calls is kept here.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.assignment_rows import (
    Assigned,
    Assignment,
    AssignmentCustomerRow,
    AssignmentMemberRow,
    AssignmentRow,
    Work,
)
from bot.store.database import Database
from bot.store.erasing import UNKNOWN
from bot.store.mark_rows import PastScore, ScoreRow, past_score, scored_of
from bot.store.marks import reviews_of
from bot.store.plain import columns_of, portions, value_of
from bot.store.tables import CallRow

_PEOPLE_AT_ONCE = 5000
"""Few enough for one question, and so many that a server needs one or two."""


class StoredAssignments:
    """The stored assignments."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, assignment: Assignment, members: Sequence[Assigned]) -> None:
        """Store an assignment with those whom it reaches, together or not at all."""
        async with self._database.write() as session:
            session.add(AssignmentRow(**_columns(assignment)))
            await session.flush()
            session.add_all(
                AssignmentCustomerRow(assignment_id=assignment.id, persona_id=persona, place=place)
                for place, persona in enumerate(assignment.customers)
            )
            session.add_all(_member_row(one) for one in members)

    async def get(self, assignment_id: str) -> Assignment | None:
        async with self._database.read() as session:
            found = await _assignments(session, AssignmentRow.id == assignment_id)
            return found[0] if found else None

    async def of_server(self, guild_id: str | None) -> list[Assignment]:
        """All of a server, those due first at the head; withdrawn and past ones too."""
        async with self._database.read() as session:
            return await _assignments(session, AssignmentRow.guild_id == guild_id)

    async def members(self, guild_id: str | None) -> dict[str, str]:
        """Everybody of a server who has an assignment: the name by the id."""
        query = (
            select(AssignmentMemberRow.member_id, AssignmentMemberRow.member_name)
            .join(AssignmentRow, AssignmentRow.id == AssignmentMemberRow.assignment_id)
            .where(AssignmentRow.guild_id == guild_id, AssignmentMemberRow.left_at.is_(None))
            .order_by(AssignmentMemberRow.assigned_at)
        )
        async with self._database.read() as session:
            return {row.member_id: row.member_name for row in await session.execute(query)}

    async def work(
        self,
        guild_id: str | None,
        *,
        assignment_id: str | None = None,
        member_ids: Collection[str] | None = None,
        due_after: datetime | None = None,
    ) -> list[tuple[Assignment, list[Work]]]:
        """Assignments of a server with what each person did for them; of one, and of some people, where named.

        A handful of questions to the database, however many people there are. Who left the role is left out.
        """
        which: list[ColumnElement[bool]] = [AssignmentRow.guild_id == guild_id]
        if assignment_id is not None:
            which.append(AssignmentRow.id == assignment_id)
        if due_after is not None:
            which.append(AssignmentRow.due_at > due_after)
        where = [*which, AssignmentMemberRow.left_at.is_(None)]
        if member_ids is not None:
            where.append(AssignmentMemberRow.member_id.in_(member_ids))
        async with self._database.read() as session:
            people: dict[str, list[Assigned]] = {}
            rows = (
                select(AssignmentMemberRow)
                .join(AssignmentRow, AssignmentRow.id == AssignmentMemberRow.assignment_id)
                .where(*where)
                .order_by(AssignmentMemberRow.member_name, AssignmentMemberRow.member_id)
            )
            for row in await session.scalars(rows):
                people.setdefault(row.assignment_id, []).append(value_of(Assigned, row))
            tries = await _tries(session, guild_id, where, [one for given in people.values() for one in given])
            return [
                (
                    found,
                    [Work(who, tuple(tries.get((found.id, who.member_id), ()))) for who in people.get(found.id, ())],
                )
                for found in await _assignments(session, *which)
                if member_ids is None or found.id in people
            ]

    async def roles(self, guild_id: str, now: datetime) -> set[str]:
        """The roles that have an assignment which still runs."""
        query = select(AssignmentRow.role_id).where(
            AssignmentRow.guild_id == guild_id, AssignmentRow.withdrawn_at.is_(None), AssignmentRow.due_at > now
        )
        async with self._database.read() as session:
            return {role_id for role_id in await session.scalars(query) if role_id is not None}

    async def of_role(self, guild_id: str, role_id: str, now: datetime) -> list[tuple[Assignment, list[Assigned]]]:
        """The assignments of a role that still run, with everybody whom they ever reached."""
        async with self._database.read() as session:
            found = await _assignments(
                session,
                AssignmentRow.guild_id == guild_id,
                AssignmentRow.role_id == role_id,
                AssignmentRow.withdrawn_at.is_(None),
                AssignmentRow.due_at > now,
            )
            rows = select(AssignmentMemberRow).where(AssignmentMemberRow.assignment_id.in_([one.id for one in found]))
            people = [value_of(Assigned, row) for row in await session.scalars(rows)]
            return [(one, [who for who in people if who.assignment_id == one.id]) for one in found]

    async def reach(self, joined: Sequence[Assigned], left: Sequence[Assigned], now: datetime) -> None:
        """Add those who joined a role, take back those who had left it, and let go those who leave it now."""
        async with self._database.write() as session:
            for one in joined:
                row = await session.get(AssignmentMemberRow, (one.assignment_id, one.member_id))
                if row is None:
                    session.add(_member_row(one))
                else:
                    row.left_at = None
            for one in left:
                await session.execute(
                    update(AssignmentMemberRow).where(*_key(one.assignment_id, one.member_id)).values(left_at=now)
                )

    async def withdraw(self, assignment_id: str, now: datetime) -> None:
        """Withdraw an assignment; the first time counts."""
        async with self._database.write() as session:
            await session.execute(
                update(AssignmentRow)
                .where(AssignmentRow.id == assignment_id, AssignmentRow.withdrawn_at.is_(None))
                .values(withdrawn_at=now)
            )

    async def to_remind(self, now: datetime) -> list[Assignment]:
        """The assignments whose reminder is due and that are not over, where somebody is still to be reminded."""
        async with self._database.read() as session:
            waiting = select(AssignmentMemberRow).where(AssignmentMemberRow.assignment_id == AssignmentRow.id, _waits())
            return await _assignments(
                session,
                AssignmentRow.remind_at <= now,
                AssignmentRow.due_at > now,
                AssignmentRow.withdrawn_at.is_(None),
                waiting.exists(),
            )

    async def next_reminder(self, after: datetime) -> datetime | None:
        """The first time after this one at which a reminder is due."""
        query = select(func.min(AssignmentRow.remind_at)).where(
            AssignmentRow.remind_at > after, AssignmentRow.withdrawn_at.is_(None)
        )
        async with self._database.read() as session:
            found: datetime | None = await session.scalar(query)
            return found

    async def claim_reminders(self, assignment_id: str, now: datetime) -> set[str]:
        """Mark everybody who waits for this reminder as reminded; whoever asks next finds nobody. Returns their ids.

        Who got the assignment after the time of its reminder has only just been told, and is not among them.
        """
        remind_at = select(AssignmentRow.remind_at).where(AssignmentRow.id == assignment_id).scalar_subquery()
        async with self._database.write() as session:
            claimed = await session.scalars(
                update(AssignmentMemberRow)
                .where(
                    AssignmentMemberRow.assignment_id == assignment_id,
                    _waits(),
                    AssignmentMemberRow.assigned_at < remind_at,
                )
                .values(reminded_at=now)
                .returning(AssignmentMemberRow.member_id)
                .execution_options(synchronize_session=False)
            )
            return set(claimed)

    async def release_reminder(self, assignment_id: str, member_id: str) -> None:
        """The reminder did not reach them."""
        async with self._database.write() as session:
            await session.execute(
                update(AssignmentMemberRow).where(*_key(assignment_id, member_id)).values(reminded_at=None)
            )

    async def keep_passed(self, passed: Sequence[tuple[str, str, datetime]]) -> None:
        """Keep that somebody passed: assignment, member, when."""
        async with self._database.write() as session:
            for assignment_id, member_id, at in passed:
                await session.execute(
                    update(AssignmentMemberRow).where(*_key(assignment_id, member_id)).values(passed_at=at)
                )


async def forget_member(session: AsyncSession, person_id: str) -> None:
    """Somebody's assignments go with the person; those that they gave to others stay, without their name."""
    await session.execute(delete(AssignmentMemberRow).where(AssignmentMemberRow.member_id == person_id))
    gave = update(AssignmentRow).where(AssignmentRow.trainer_id == person_id)
    await session.execute(gave.values(trainer_id="", trainer_name=UNKNOWN))


async def forget_assignments(session: AsyncSession) -> None:
    """Delete every assignment."""
    await session.execute(delete(AssignmentRow))


async def _assignments(session: AsyncSession, *where: ColumnElement[bool]) -> list[Assignment]:
    rows = list(
        await session.scalars(select(AssignmentRow).where(*where).order_by(AssignmentRow.due_at, AssignmentRow.id))
    )
    customers: dict[str, list[str]] = {}
    asked = (
        select(AssignmentCustomerRow)
        .join(AssignmentRow, AssignmentRow.id == AssignmentCustomerRow.assignment_id)
        .where(*where)
        .order_by(AssignmentCustomerRow.place)
    )
    for row in await session.scalars(asked):
        customers.setdefault(row.assignment_id, []).append(row.persona_id)
    return [
        Assignment(customers=tuple(customers.get(row.id, ())), **{name: getattr(row, name) for name in _NAMES})
        for row in rows
    ]


async def _tries(
    session: AsyncSession, guild_id: str | None, where: Sequence[ColumnElement[bool]], people: Sequence[Assigned]
) -> dict[tuple[str, str], list[PastScore]]:
    """The scored calls that bear on assignments, by assignment and member. Tries again are none, nor stopped calls."""
    if not people:
        return {}
    ids = sorted({one.member_id for one in people})
    since = min(one.assigned_at for one in people)
    query = (
        select(AssignmentMemberRow.assignment_id, AssignmentMemberRow.member_id, CallRow, ScoreRow)
        .join(AssignmentRow, AssignmentRow.id == AssignmentMemberRow.assignment_id)
        .join(AssignmentCustomerRow, AssignmentCustomerRow.assignment_id == AssignmentRow.id)
        .join(
            CallRow,
            (CallRow.guild_id == guild_id)
            & (CallRow.trainee_id == AssignmentMemberRow.member_id)
            & (CallRow.persona_id == AssignmentCustomerRow.persona_id)
            & (CallRow.ended_at >= AssignmentMemberRow.assigned_at),
        )
        .join(ScoreRow, ScoreRow.call_id == CallRow.id)
        # People and time are said once more, so that no plan begins with all calls of the server.
        .where(*where, CallRow.from_call.is_(None), CallRow.ended_at >= since)
        .order_by(CallRow.ended_at, CallRow.created_at, CallRow.id)
    )
    rows = [
        row
        for some in portions(ids, _PEOPLE_AT_ONCE)
        for row in await session.execute(query.where(CallRow.trainee_id.in_(some)))
    ]
    reviews = await reviews_of(session, list({call.id for _, _, call, _ in rows}))
    tries: dict[tuple[str, str], list[PastScore]] = {}
    for assignment_id, member_id, call, score in rows:
        tries.setdefault((assignment_id, member_id), []).append(
            past_score(call, scored_of(score, {}), score, rating=None, reviews=reviews.get(call.id, ()))
        )
    return tries


def _waits() -> ColumnElement[bool]:
    """Nobody reminded them yet, and the assignment is still theirs."""
    return AssignmentMemberRow.reminded_at.is_(None) & AssignmentMemberRow.left_at.is_(None)


def _key(assignment_id: str, member_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return AssignmentMemberRow.assignment_id == assignment_id, AssignmentMemberRow.member_id == member_id


_NAMES = tuple(name for name in Assignment.__dataclass_fields__ if name != "customers")


def _columns(assignment: Assignment) -> dict[str, Any]:
    return {name: getattr(assignment, name) for name in _NAMES}


def _member_row(one: Assigned) -> AssignmentMemberRow:
    return AssignmentMemberRow(**columns_of(one), reminded_at=None)
