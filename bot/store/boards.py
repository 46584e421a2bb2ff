"""The queries of the leaderboards, and what people let peers see of themselves there."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Subquery, and_, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.store.board_counting import Terms, member_number, recount_member, scope_query
from bot.store.board_rows import (
    HERE,
    SUMS,
    BoardMember,
    BoardMemberRow,
    BoardScopeRow,
    BoardSumRow,
    BoardTotalRow,
    Placed,
    Ranking,
    Scope,
)
from bot.store.database import Database
from bot.store.plain import portions


class BoardReader:
    """The boards of one server as they are at one moment."""

    def __init__(self, session: AsyncSession, guild_id: str | None) -> None:
        self._session = session
        self._guild = guild_id or HERE

    async def scope(self, scope: Scope) -> int | None:
        """The number of a scope; None where no call belongs to it."""
        number: int | None = await self._session.scalar(scope_query(self._guild, scope))
        return number

    async def placed(
        self,
        scope: int,
        days: tuple[date | None, date | None],
        ranking: Ranking,
        wanted: tuple[int, int, str, int],
        members: Collection[int] | None = None,
    ) -> list[Placed]:
        """Places on a board of the calls from the first of `days` to the last, both included; None is open.

        Of all places those from a number to another, and those of a member (by id) and so many neighbours on each side:
        `wanted`. `members` are the numbers of those who are looked at, None for everybody.
        """
        first, last, member_id, neighbours = wanted
        sums = _sums(scope, *days, members).subquery()
        figures = _figures(sums, ranking)
        best = figures.c.figure if ranking.lowest_first else figures.c.figure.desc()
        order = (best, figures.c.calls.desc(), figures.c.member_id)
        places = select(
            figures,
            func.row_number().over(order_by=order).label("number"),
            func.rank().over(order_by=best).label("rank"),
            func.count().over().label("listed"),
        ).cte("places")
        own = (
            select(places.c.number)
            .join(BoardMemberRow, BoardMemberRow.id == places.c.member_id)
            .where(BoardMemberRow.member_id == member_id)
            .scalar_subquery()
        )
        query = (
            select(places, *_MEMBER)
            .join(BoardMemberRow, BoardMemberRow.id == places.c.member_id)
            .where(
                or_(places.c.number.between(first, last), places.c.number.between(own - neighbours, own + neighbours))
            )
            .order_by(places.c.number)
        )
        return [
            Placed(row.number, row.rank, int(row.figure), row.calls, row.listed, BoardMember(*row[-len(_MEMBER) :]))
            for row in await self._session.execute(query)
        ]

    async def counted(self, scope: int, days: tuple[date | None, date | None], ranking: Ranking, member: int) -> int:
        """How many calls of a member count, whether or not they have a place."""
        sums = _sums(scope, *days, [member]).subquery()
        return int(await self._session.scalar(select(ranking.counted(sums.c))) or 0)

    async def members(self, ids: Collection[str]) -> list[BoardMember]:
        """The members of these ids; those whom the boards do not know are left out."""
        found: list[BoardMember] = []
        for some in portions(list(ids)):
            found += await self._members(BoardMemberRow.member_id.in_(some))
        return found

    async def everybody(self) -> list[BoardMember]:
        """All members, whether or not they have a place on any board."""
        return await self._members()

    async def customers(self) -> set[str]:
        """The ids of the customers that were played with."""
        query = select(BoardScopeRow.persona_id).where(BoardScopeRow.guild_id == self._guild).distinct()
        return {*await self._session.scalars(query)} - {""}

    async def _members(self, *which: ColumnElement[bool]) -> list[BoardMember]:
        rows = await self._session.execute(select(*_MEMBER).where(BoardMemberRow.guild_id == self._guild, *which))
        return [BoardMember(*row) for row in rows]


_MEMBER = (
    BoardMemberRow.id.label("member_number"),
    BoardMemberRow.member_id.label("person_id"),
    BoardMemberRow.name,
    BoardMemberRow.named,
)
"""As a BoardMember."""


class Boards:
    """The stored boards."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def read(self, guild_id: str | None) -> AsyncIterator[BoardReader]:
        """The boards of one server; nothing of another one can be asked of them."""
        async with self._database.read() as session:
            yield BoardReader(session, guild_id)

    async def servers(self) -> list[str]:
        """The servers that have boards."""
        query = select(BoardMemberRow.guild_id).where(BoardMemberRow.guild_id != HERE).distinct()
        async with self._database.read() as session:
            return sorted(await session.scalars(query))

    async def name(self, guild_id: str | None, member_id: str, name: str, *, named: bool) -> None:
        """Keep whether peers may read this person's name in this server."""
        async with self._database.write() as session:
            number = await member_number(session, guild_id or HERE, member_id, name)
            await session.execute(update(BoardMemberRow).where(BoardMemberRow.id == number).values(named=named))

    async def recount(self, terms: Terms) -> int:
        """Make all sums anew from the calls, a member a transaction; returns how many calls count."""
        async with self._database.read() as session:
            members = list(await session.scalars(select(BoardMemberRow.id)))
        counted = 0
        for member in members:
            async with self._database.write() as session:
                counted += await recount_member(session, member, terms)
        return counted


def _sums(scope: int, first: date | None, last: date | None, members: Collection[int] | None) -> Select[Any]:
    """For each member the row at the end of the last day less the row before the first one; columns as in SUMS."""
    total, since = aliased(BoardTotalRow), aliased(BoardSumRow)
    until: Any = total
    query = select(total.member_id).where(total.scope_id == scope)
    if members is not None:  # written into the question: a role may have more members than a question takes values
        numbers: BindParameter[list[int]] = bindparam("members", list(members), expanding=True, literal_execute=True)
        query = query.where(total.member_id.in_(numbers))
    if last is not None:
        until = aliased(BoardSumRow)
        query = query.join(until, _row_at(until, total, scope, last.toordinal()))
    before: dict[str, ColumnElement[int]] = {}
    if first is not None:
        query = query.outerjoin(since, _row_at(since, total, scope, first.toordinal() - 1))
        before = {name: func.coalesce(getattr(since, name), 0) for name in SUMS}
        query = query.where(until.day >= first.toordinal())
    amounts: dict[str, ColumnElement[int]] = {
        name: getattr(until, name) - before[name] if before else getattr(until, name) for name in SUMS
    }
    # A run may have begun before the first day; only its calls of these days count.
    amounts["run"] = case((until.run < amounts["calls"], until.run), else_=amounts["calls"])
    return query.add_columns(*(amount.label(name) for name, amount in amounts.items()))


def _figures(sums: Subquery, ranking: Ranking) -> Subquery:
    counted = ranking.counted(sums.c)
    figure = ranking.figure(sums.c).label("figure")
    return select(sums.c.member_id, counted.label("calls"), figure).where(counted >= ranking.least).subquery()


def _row_at(row: type[BoardSumRow], total: type[BoardTotalRow], scope: int, day: int) -> ColumnElement[bool]:
    """The member's latest row up to the end of a day."""
    other = aliased(BoardSumRow)
    latest = select(func.max(other.day)).where(
        other.scope_id == scope, other.member_id == total.member_id, other.day <= day
    )
    return and_(
        row.scope_id == scope,
        row.member_id == total.member_id,
        row.day == latest.correlate(total).scalar_subquery(),
    )
