"""What Discord adds to a call and what must survive a crash: where it is played, what was shown and what was heard.

A practice is a call together with its thread. It exists before the call (the trainee reads the case file first) and
after it (the debrief). Every id of Discord is text here, because a snowflake is longer than some databases' integers
are safe for.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.board_counting import uncounting
from bot.store.calls import PersonaVersion, keep_version
from bot.store.challenge_rows import ChallengeRow
from bot.store.database import Database
from bot.store.plain import columns_of, value_of
from bot.store.tables import Base, CallRow, UtcDateTime

_RUNNING = text("state IN ('briefed', 'live')")


class PracticeRow(Base):
    """One practice: briefed, then live, then over (the debrief is to come), then closed."""

    __tablename__ = "practices"
    __table_args__ = (
        CheckConstraint("state IN ('briefed', 'live', 'over', 'closed')", name="state"),
        # One practice that is going on for a person in a server: a second start must not slip through a race.
        Index(
            "uq_practices_running",
            "guild_id",
            "trainee_id",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    guild_id: Mapped[str] = mapped_column(String(32))
    channel_id: Mapped[str] = mapped_column(String(32))
    thread_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    trainee_id: Mapped[str] = mapped_column(String(64))
    trainee_name: Mapped[str] = mapped_column(Text)
    persona_id: Mapped[str] = mapped_column(String(40))
    persona_version: Mapped[str | None] = mapped_column(String(64))
    """The customer's file as it was when the case file was shown; none for a practice from before this was kept."""
    difficulty: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int] = mapped_column(BigInteger)
    mild: Mapped[bool] = mapped_column(Boolean)
    public: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(16), index=True)
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), unique=True)
    from_call: Mapped[str | None] = mapped_column(String(16))
    """Played again from this call …"""
    from_turn: Mapped[int | None] = mapped_column(Integer)
    """… from this message on."""
    challenge_id: Mapped[str | None] = mapped_column(String(16))
    """The challenge that the call is an attempt at."""
    delivered: Mapped[int] = mapped_column(Integer)
    """The number of the last event of the call that Discord has been told of."""
    last_seen: Mapped[str | None] = mapped_column(String(32))
    """The last message of the thread that was taken notice of."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rating: Mapped[int | None] = mapped_column(Integer)
    """How well it went in the trainee's own view, 1-5."""


class PracticeLineRow(Base):
    """A message that the trainee wrote in the thread: kept before it is heard, heard once."""

    __tablename__ = "practice_lines"

    practice_id: Mapped[str] = mapped_column(ForeignKey("practices.id", ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_after: Mapped[int | None] = mapped_column(Integer)
    """How many inputs the call had when this line was about to be said; empty while it waits."""
    heard: Mapped[bool] = mapped_column(Boolean)


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice as it stands. See the columns of `practices` for what each means."""

    id: str
    created_at: datetime
    guild_id: str
    channel_id: str
    trainee_id: str
    trainee_name: str
    persona_id: str
    difficulty: str
    mode: str
    seed: int
    mild: bool
    public: bool
    state: str = "briefed"
    thread_id: str | None = None
    call_id: str | None = None
    from_call: str | None = None
    from_turn: int | None = None
    challenge_id: str | None = None
    persona_version: str | None = None
    delivered: int = 0
    last_seen: str | None = None
    ended_at: datetime | None = None
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A message that the trainee wrote. See the columns of `practice_lines`."""

    practice_id: str
    message_id: str
    text: str
    written_at: datetime
    claimed_after: int | None = None
    heard: bool = False


class RunningError(Exception):
    """This person has a practice in this server already."""


class Practices:
    """The stored practices and their lines."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, practice: Practice, persona: PersonaVersion) -> None:
        """Store a new practice, with the customer's file: it may be changed or removed before the call is taken.

        Raises:
            RunningError: another one is going on.
        """
        try:
            async with self._database.write() as session:
                await keep_version(session, persona, practice.created_at)
                session.add(PracticeRow(**columns_of(practice)))
        except IntegrityError as error:
            raise RunningError(practice.trainee_id) from error

    async def get(self, practice_id: str) -> Practice | None:
        async with self._database.read() as session:
            row = await session.get(PracticeRow, practice_id)
            return None if row is None else value_of(Practice, row)

    async def of_call(self, call_id: str) -> Practice | None:
        return await self._one(select(PracticeRow).where(PracticeRow.call_id == call_id))

    async def running(self, guild_id: str, trainee_id: str) -> Practice | None:
        """The practice that the person has going on in the server."""
        return await self._one(
            select(PracticeRow).where(
                PracticeRow.guild_id == guild_id,
                PracticeRow.trainee_id == trainee_id,
                PracticeRow.state.in_(("briefed", "live")),
            )
        )

    async def unfinished(self) -> list[Practice]:
        """Everything that a restart has to take up again."""
        query = select(PracticeRow).where(PracticeRow.state != "closed").order_by(PracticeRow.created_at)
        async with self._database.read() as session:
            return [value_of(Practice, row) for row in await session.scalars(query)]

    async def change(self, practice: Practice, **values: Any) -> Practice:  # noqa: ANN401 (the columns' own types)
        """Store new values and return the practice with them."""
        async with self._database.write() as session:
            await session.execute(update(PracticeRow).where(PracticeRow.id == practice.id).values(**values))
        return replace(practice, **values)

    async def add_line(self, line: Line) -> bool:
        """Keep a message; False if it was kept before (a gateway replays, and so does the history after a restart)."""
        try:
            async with self._database.write() as session:
                session.add(PracticeLineRow(**columns_of(line)))
                await session.flush()
                await session.execute(
                    update(PracticeRow).where(PracticeRow.id == line.practice_id).values(last_seen=line.message_id)
                )
        except IntegrityError:
            return False
        return True

    async def lines(self, practice_id: str) -> list[Line]:
        """The messages that were not heard yet, in the order in which they were written."""
        query = (
            select(PracticeLineRow)
            .where(PracticeLineRow.practice_id == practice_id, PracticeLineRow.heard.is_(False))
            .order_by(PracticeLineRow.written_at, PracticeLineRow.message_id)
        )
        async with self._database.read() as session:
            return [value_of(Line, row) for row in await session.scalars(query)]

    async def claim(self, practice_id: str, message_ids: list[str], after: int) -> None:
        """Note that these lines are about to be said as one message, when the call had `after` inputs."""
        await self._mark(practice_id, message_ids, claimed_after=after)

    async def release(self, practice_id: str, message_ids: list[str]) -> None:
        """They were not said after all."""
        await self._mark(practice_id, message_ids, claimed_after=None)

    async def heard(self, practice_id: str, message_ids: list[str]) -> None:
        await self._mark(practice_id, message_ids, heard=True)

    async def forget(self, guild_id: str, before: datetime) -> int:
        """Delete the calls of a server that ended before then, with their practices; returns how many.

        Challenges that were closed before then go as well, with the names of those who were in them.
        """
        old = (CallRow.guild_id == guild_id, CallRow.ended_at < before)
        async with self._database.read() as session:
            trainees = list(await session.scalars(select(CallRow.trainee_id).where(*old).distinct()))
        forgotten = 0
        for trainee_id in trainees:  # a transaction each: a large server must not hold up those who are playing
            which = (*old, CallRow.trainee_id == trainee_id)
            async with self._database.write() as session, uncounting(session, *which):
                query = delete(CallRow).where(*which).returning(CallRow.id)
                forgotten += len((await session.execute(query)).all())
        async with self._database.write() as session:
            await session.execute(
                delete(ChallengeRow).where(ChallengeRow.guild_id == guild_id, ChallengeRow.closed_at < before)
            )
        return forgotten

    async def _mark(self, practice_id: str, message_ids: list[str], **values: Any) -> None:  # noqa: ANN401
        async with self._database.write() as session:
            await session.execute(
                update(PracticeLineRow)
                .where(PracticeLineRow.practice_id == practice_id, PracticeLineRow.message_id.in_(message_ids))
                .values(**values)
            )

    async def _one(self, query: Any) -> Practice | None:  # noqa: ANN401 (a Select of PracticeRow)
        async with self._database.read() as session:
            row = (await session.scalars(query)).first()
            return None if row is None else value_of(Practice, row)
