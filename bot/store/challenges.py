"""The queries about challenges. A change of state is written together with the notice that tells of it.

Every change that may be asked for twice (by a timer, a button and a restart) says which state it starts from; only the
first one takes place.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.calls import PersonaVersion, keep_version
from bot.store.challenge_rows import (
    Attempt,
    Author,
    ChallengeMemberRow,
    ChallengeNoticeRow,
    ChallengeRow,
    Member,
    Notice,
    SharedInputRow,
    StoredChallenge,
)
from bot.store.database import Database
from bot.store.mark_rows import ScoreRow
from bot.store.plain import columns_of, value_of
from bot.store.tables import CallRow, EventRow


class Challenges:
    """The stored challenges, their members, and what is to be told of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- challenges

    async def add(self, challenge: StoredChallenge, persona: PersonaVersion, notices: Sequence[Notice] = ()) -> None:
        """Store a new challenge with the customer's file as it stands: everybody meets that one."""
        async with self._database.write() as session:
            await keep_version(session, persona, challenge.created_at)
            session.add(ChallengeRow(**columns_of(challenge)))
            await session.flush()
            tell(session, challenge.id, notices)

    async def get(self, challenge_id: str, guild_id: str | None) -> StoredChallenge | None:
        """The challenge, if it belongs to that server (None: to the command line of this machine)."""
        async with self._database.read() as session:
            row = await session.get(ChallengeRow, challenge_id)
            return None if row is None or row.guild_id != guild_id else value_of(StoredChallenge, row)

    async def of_server(self, guild_id: str | None, *, states: Collection[str] | None = None) -> list[StoredChallenge]:
        """The challenges of a server, the newest first."""
        query = select(ChallengeRow).where(ChallengeRow.guild_id == guild_id)
        if states is not None:
            query = query.where(ChallengeRow.state.in_(states))
        query = query.order_by(ChallengeRow.created_at.desc(), ChallengeRow.id)
        async with self._database.read() as session:
            return [value_of(StoredChallenge, row) for row in await session.scalars(query)]

    async def unfinished(self) -> list[StoredChallenge]:
        """Everything that is not closed, of all servers: what a timer has to look after."""
        query = select(ChallengeRow).where(ChallengeRow.state != "closed").order_by(ChallengeRow.created_at)
        async with self._database.read() as session:
            return [value_of(StoredChallenge, row) for row in await session.scalars(query)]

    async def change(
        self,
        challenge_id: str,
        *,
        where: dict[str, Any] | None = None,
        notices: Sequence[Notice] = (),
        **values: Any,  # noqa: ANN401 (the columns' own types)
    ) -> bool:
        """Store new values and notices if the columns of `where` still have those values; else False, and nothing."""
        async with self._database.write() as session:
            return await self._changed(session, challenge_id, where or {}, values, notices)

    @staticmethod
    async def _changed(
        session: AsyncSession,
        challenge_id: str,
        where: dict[str, Any],
        values: dict[str, Any],
        notices: Sequence[Notice],
    ) -> bool:
        query = update(ChallengeRow).where(ChallengeRow.id == challenge_id)
        for name, value in where.items():
            query = query.where(getattr(ChallengeRow, name) == value)
        changed = await session.execute(query.values(**values).returning(ChallengeRow.id))
        if changed.first() is None:
            return False
        tell(session, challenge_id, notices)
        return True

    # -- members

    async def members(self, challenge_id: str) -> list[Member]:
        """Everybody who ever joined, by their place in the order."""
        query = (
            select(ChallengeMemberRow)
            .where(ChallengeMemberRow.challenge_id == challenge_id)
            .order_by(ChallengeMemberRow.place, ChallengeMemberRow.person_id)
        )
        async with self._database.read() as session:
            return [value_of(Member, row) for row in await session.scalars(query)]

    async def member_count(self, challenge_id: str) -> int:
        """How many are in it."""
        row = ChallengeMemberRow
        query = select(func.count()).where(row.challenge_id == challenge_id, row.left_at.is_(None))
        async with self._database.read() as session:
            return int(await session.scalar(query) or 0)

    async def memberships(self, guild_id: str | None, person_id: str) -> list[str]:
        """The challenges of a server that are not closed and that the person is in."""
        query = (
            select(ChallengeRow.id)
            .join(ChallengeMemberRow, ChallengeMemberRow.challenge_id == ChallengeRow.id)
            .where(
                ChallengeRow.guild_id == guild_id,
                ChallengeRow.state != "closed",
                ChallengeMemberRow.person_id == person_id,
                ChallengeMemberRow.left_at.is_(None),
            )
            .order_by(ChallengeRow.created_at)
        )
        async with self._database.read() as session:
            return list(await session.scalars(query))

    async def keep_member(self, member: Member, notices: Sequence[Notice] = ()) -> None:
        """Store a new member, or one who has changed."""
        async with self._database.write() as session:
            await session.merge(ChallengeMemberRow(**columns_of(member)))
            tell(session, member.challenge_id, notices)

    async def pass_turn(
        self,
        challenge: StoredChallenge,
        skipped: Member | None,
        notices: Sequence[Notice],
        **values: Any,  # noqa: ANN401 (the columns' own types)
    ) -> bool:
        """Let the turn of a relay go on, once: only while `turn_of` and `turn_since` are what they were."""
        where = {"state": "open", "turn_of": challenge.turn_of, "turn_since": challenge.turn_since}
        async with self._database.write() as session:
            if not await self._changed(session, challenge.id, where, values, notices):
                return False
            if skipped is not None:
                await session.merge(ChallengeMemberRow(**columns_of(skipped)))
            return True

    # -- what is to be told

    async def notices(self, challenge_id: str | None = None) -> list[Notice]:
        """What was not told yet, in the order in which it happened."""
        query = (
            select(ChallengeNoticeRow, ChallengeRow.guild_id)
            .join(ChallengeRow, ChallengeRow.id == ChallengeNoticeRow.challenge_id)
            .order_by(ChallengeNoticeRow.id)
        )
        if challenge_id is not None:
            query = query.where(ChallengeNoticeRow.challenge_id == challenge_id)
        async with self._database.read() as session:
            return [
                Notice(row.kind, row.at, dict(row.data), row.id, row.challenge_id, guild_id)
                for row, guild_id in (await session.execute(query)).all()
            ]

    async def told(self, notice_id: int) -> None:
        """It was told; telling it twice does no harm here."""
        async with self._database.write() as session:
            await session.execute(delete(ChallengeNoticeRow).where(ChallengeNoticeRow.id == notice_id))

    # -- calls

    async def attempts(self, challenge_id: str, person_id: str | None = None) -> list[Attempt]:
        """The calls of a challenge that people play on their own, the oldest first."""
        query = (
            select(CallRow, ScoreRow.band)
            .outerjoin(ScoreRow, ScoreRow.call_id == CallRow.id)
            .where(CallRow.challenge_id == challenge_id)
            .order_by(CallRow.created_at, CallRow.id)
        )
        if person_id is not None:
            query = query.where(CallRow.trainee_id == person_id)
        async with self._database.read() as session:
            return [_attempt(call, band) for call, band in (await session.execute(query)).all()]

    async def running(self, challenge_id: str) -> int:
        """How many calls of the challenge are not over."""
        query = select(func.count()).where(CallRow.challenge_id == challenge_id, CallRow.status == "open")
        async with self._database.read() as session:
            return int(await session.scalar(query) or 0)

    async def authors(self, call_id: str) -> dict[int, Author]:
        """Who said the inputs of a shared call, by the input's number."""
        query = select(SharedInputRow).where(SharedInputRow.call_id == call_id)
        async with self._database.read() as session:
            return {
                row.number: Author(row.author_id, row.author_name, row.source) for row in await session.scalars(query)
            }

    async def heard(self, call_id: str, source: str) -> bool:
        """Whether this message, or this round's reply, is in the call already."""
        query = select(SharedInputRow.number).where(SharedInputRow.call_id == call_id, SharedInputRow.source == source)
        async with self._database.read() as session:
            return await session.scalar(query) is not None

    async def moods(self, call_id: str) -> list[dict[str, Any]]:
        """The stored moves of the mood, in order: enough for a scoreboard without folding the call."""
        query = (
            select(EventRow.data).where(EventRow.call_id == call_id, EventRow.kind == "mood").order_by(EventRow.number)
        )
        async with self._database.read() as session:
            return list(await session.scalars(query))

    async def turn_inputs(self, call_id: str) -> dict[int, int]:
        """Turn -> number of the input that it was said with."""
        query = select(EventRow.data, EventRow.input_number).where(
            EventRow.call_id == call_id, EventRow.kind == "agent"
        )
        async with self._database.read() as session:
            return {int(data["turn"]): number for data, number in (await session.execute(query)).all()}


def tell(session: AsyncSession, challenge_id: str, notices: Sequence[Notice]) -> None:
    """Write what the team is to be told, in the transaction of the change itself."""
    session.add_all(
        ChallengeNoticeRow(challenge_id=challenge_id, kind=one.kind, at=one.at, data=one.data) for one in notices
    )


def _attempt(call: CallRow, band: str | None) -> Attempt:
    return Attempt(
        call.id,
        call.trainee_id,
        call.trainee_name,
        call.created_at,
        call.status,
        call.outcome,
        call.turns,
        call.seconds,
        call.score,
        band or "none",
        call.ended_at,
    )
