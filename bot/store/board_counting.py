"""Keeps the boards' sums beside the calls, in the same transaction: when one ends, is reviewed, or is deleted.

A change makes the rows anew that its call belongs to, from the day of the call on. The usual change is a call that ends
now: then this is one day, the last one, of four scopes.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.board_rows import (
    ALL,
    HERE,
    SUMS,
    BoardCall,
    BoardCallRow,
    BoardMemberRow,
    BoardScopeRow,
    BoardSumRow,
    BoardTotalRow,
    Scope,
    day_sums,
    scopes_of,
)
from bot.store.challenge_rows import TEAM, SharedInputRow
from bot.store.tables import CallRow

Terms = Callable[[str, str], tuple[int, int, int]]
"""Weight, handicap and pass mark of a call by its difficulty and mode."""


async def count_call(session: AsyncSession, call_id: str, counts: BoardCall, at: datetime) -> None:
    """Let a call that has just ended count; not one that several people shared, which is nobody's own work."""
    call = await session.get(CallRow, call_id)
    shared = select(SharedInputRow.call_id).where(SharedInputRow.call_id == call_id).limit(1)
    if call is None or call.trainee_id.startswith(TEAM):
        return
    if await session.get(BoardCallRow, call_id) is not None or await session.scalar(shared) is not None:
        return
    row = BoardCallRow(
        call_id=call_id,
        member_id=await member_number(session, call.guild_id or HERE, call.trainee_id, call.trainee_name),
        ended_at=at.astimezone(UTC),
        challenge_id=call.challenge_id or ALL,
        persona_id=call.persona_id,
        difficulty=call.difficulty,
        weight=counts.weight,
        handicap=counts.handicap,
        pass_mark=counts.pass_mark,
        score=counts.score,
        peak=counts.peak,
        settled=counts.settled,
    )
    session.add(row)
    await session.flush()
    await _recount(session, [row])


async def rescore(session: AsyncSession, scores: Mapping[str, int]) -> None:
    """Let calls count with another score, after people reviewed them; calls that do not count are left out."""
    changed = []
    for call_id, score in scores.items():
        row = await session.get(BoardCallRow, call_id)
        if row is not None and row.score != score:
            row.score = score
            changed.append(row)
    await session.flush()
    await _recount(session, changed)


@asynccontextmanager
async def uncounting(session: AsyncSession, *which: ColumnElement[bool]) -> AsyncIterator[None]:
    """Take the calls that are deleted inside out of the sums; `which` are conditions on `calls`."""
    query = select(BoardCallRow).join(CallRow, CallRow.id == BoardCallRow.call_id).where(*which)
    gone = list(await session.scalars(query))
    for row in gone:
        session.expunge(row)
    yield
    await _recount(session, gone)
    for member in {row.member_id for row in gone}:
        await _leave_if_idle(session, member)


async def forget_board_member(session: AsyncSession, member_id: str) -> None:
    """Delete a person from the boards of all servers, with what they allowed there."""
    numbers = await session.scalars(select(BoardMemberRow.id).where(BoardMemberRow.member_id == member_id))
    for number in list(numbers):
        await _delete_sums(session, number)
    await session.execute(delete(BoardMemberRow).where(BoardMemberRow.member_id == member_id))


async def forget_boards(session: AsyncSession) -> None:
    """Delete all boards."""
    for table in (BoardSumRow, BoardTotalRow, BoardCallRow, BoardMemberRow, BoardScopeRow):
        await session.execute(delete(table))


async def _recount(session: AsyncSession, changed: Sequence[BoardCallRow]) -> None:
    """Make the rows anew that these calls (new, changed or gone) belong to, from their days on."""
    for member in {row.member_id for row in changed}:
        own = [row for row in changed if row.member_id == member]
        since = min(row.ended_at for row in own).date()
        later = await session.scalars(
            select(BoardCallRow)
            .where(BoardCallRow.member_id == member, BoardCallRow.ended_at >= _midnight(since))
            .order_by(BoardCallRow.ended_at, BoardCallRow.call_id)
        )
        by_scope = defaultdict(list)
        for row in later:
            for scope in scopes_of(row):
                by_scope[scope].append(row)
        guild_id = await session.scalar(select(BoardMemberRow.guild_id).where(BoardMemberRow.id == member))
        scopes = {scope for row in own for scope in scopes_of(row)}
        numbers = {await _scope(session, guild_id or HERE, scope): by_scope[scope] for scope in scopes}
        await _sum_up(session, member, since, numbers)


async def _sum_up(session: AsyncSession, member: int, since: date, calls: Mapping[int, Sequence[BoardCallRow]]) -> None:
    """Write the rows of a member in these scopes anew, from the day `since` on."""
    day = since.toordinal()
    rows: list[dict[str, int]] = []
    totals: list[dict[str, int]] = []
    for scope, own in calls.items():
        before = await _last_before(session, member, scope, day)
        sums = list(day_sums(own, before))
        rows += [_values(member, scope, row) for row in sums]
        if sums or before is not None:
            totals.append(_values(member, scope, sums[-1] if sums else before or ()))
    for table, which in ((BoardSumRow, BoardSumRow.day >= day), (BoardTotalRow, true())):
        await session.execute(delete(table).where(table.member_id == member, table.scope_id.in_(calls), which))
    for table, values in ((BoardSumRow, rows), (BoardTotalRow, totals)):
        if values:
            await session.execute(insert(table.__table__), values)  # type: ignore[arg-type]


async def _last_before(session: AsyncSession, member: int, scope: int, day: int) -> Sequence[int] | None:
    """The row of the last day before this one, as `day_sums` takes it."""
    query = (
        select(BoardSumRow.day, *(getattr(BoardSumRow, name) for name in SUMS), BoardSumRow.run)
        .where(BoardSumRow.scope_id == scope, BoardSumRow.member_id == member, BoardSumRow.day < day)
        .order_by(BoardSumRow.day.desc())
        .limit(1)
    )
    row = (await session.execute(query)).first()
    return None if row is None else tuple(row)


def _values(member: int, scope: int, row: Sequence[int]) -> dict[str, int]:
    return {"scope_id": scope, "member_id": member, **dict(zip(("day", *SUMS, "run"), row, strict=True))}


async def _delete_sums(session: AsyncSession, member: int) -> None:
    """Delete everything that was added up of a member."""
    server = select(BoardMemberRow.guild_id).where(BoardMemberRow.id == member).scalar_subquery()
    scopes = select(BoardScopeRow.id).where(BoardScopeRow.guild_id == server)
    for table in (BoardSumRow, BoardTotalRow):
        await session.execute(delete(table).where(table.scope_id.in_(scopes), table.member_id == member))


async def recount_member(session: AsyncSession, member: int, terms: Terms) -> int:
    query = (
        select(BoardCallRow, CallRow.mode)
        .join(CallRow, CallRow.id == BoardCallRow.call_id)
        .where(BoardCallRow.member_id == member)
        .order_by(BoardCallRow.ended_at, BoardCallRow.call_id)
    )
    calls: list[BoardCallRow] = []
    for row, mode in (await session.execute(query)).all():
        row.weight, row.handicap, row.pass_mark = terms(row.difficulty, mode)
        calls.append(row)
    await session.flush()
    await _delete_sums(session, member)
    await _recount(session, calls)
    return len(calls)


async def _leave_if_idle(session: AsyncSession, member: int) -> None:
    """Nothing is kept of somebody without calls who has not said anything about their name."""
    left = await session.scalar(select(BoardCallRow.call_id).where(BoardCallRow.member_id == member).limit(1))
    if left is None:
        await session.execute(
            delete(BoardMemberRow).where(BoardMemberRow.id == member, BoardMemberRow.named.is_(False))
        )


async def member_number(session: AsyncSession, guild_id: str, member_id: str, name: str) -> int:
    """The number of a member, who bears this name now."""
    row = await session.scalar(
        select(BoardMemberRow).where(BoardMemberRow.guild_id == guild_id, BoardMemberRow.member_id == member_id)
    )
    if row is None:
        row = BoardMemberRow(guild_id=guild_id, member_id=member_id, name=name, named=False)
        session.add(row)
    row.name = name
    await session.flush()
    return row.id


async def _scope(session: AsyncSession, guild_id: str, scope: Scope) -> int:
    number = await session.scalar(scope_query(guild_id, scope))
    if number is None:
        row = BoardScopeRow(guild_id=guild_id, **scope._asdict())
        session.add(row)
        await session.flush()
        return row.id
    return int(number)


def scope_query(guild_id: str, scope: Scope) -> Select[Any]:
    return select(BoardScopeRow.id).where(
        BoardScopeRow.guild_id == guild_id,
        BoardScopeRow.challenge_id == scope.challenge_id,
        BoardScopeRow.persona_id == scope.persona_id,
        BoardScopeRow.difficulty == scope.difficulty,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
