"""The queries about calls. Rows go in and come out as plain values, so that nobody above knows the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.assignments import forget_assignments, forget_member
from bot.store.board_counting import count_call, forget_board_member, forget_boards, uncounting
from bot.store.board_rows import BoardCall
from bot.store.challenge_rows import Author, SharedInputRow
from bot.store.database import Database, StoreError
from bot.store.erasing import forget_challenger, forget_challenges, forget_uploader
from bot.store.mark_rows import Scored
from bot.store.marks import add_score, forget_reviewer
from bot.store.people import PersonRow
from bot.store.plain import columns_of, value_of
from bot.store.tables import CallRow, EventRow, InputRow, PersonaVersionRow


@dataclass(frozen=True, slots=True)
class PersonaVersion:
    """A customer's file as it was when a call with it began."""

    persona_id: str
    version: str
    source_text: str


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call as the lists need it. See the columns of `calls` for what each means."""

    id: str
    created_at: datetime
    started_at: datetime
    trainee_id: str
    trainee_name: str
    guild_id: str | None
    persona_id: str
    persona_version: str
    difficulty: str
    mode: str
    seed: int
    mild: bool
    rules: str
    rubric: str
    status: str = "open"
    outcome: str | None = None
    turns: int = 0
    seconds: float = 0.0
    score: int | None = None
    ended_at: datetime | None = None
    from_call: str | None = None
    from_turn: int | None = None
    challenge_id: str | None = None


@dataclass(frozen=True, slots=True)
class StoredInput:
    """One input of a call. See `bot.call.Input` for what it means."""

    number: int
    """From 1."""
    kind: str
    at: float
    """Seconds on the call's clock."""
    text: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event of a call, as `bot.call.event_to_json` writes it."""

    number: int
    """From 1, over the whole call."""
    input_number: int
    """The input that it followed from."""
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Progress:
    """What the call's own row shows after an input."""

    turns: int
    seconds: float
    outcome: str | None = None
    score: int | None = None
    ended_at: datetime | None = None
    scored: Scored | None = None
    """The score as a whole; none while the call is open, and for a stopped one."""
    counts: BoardCall | None = None
    """What boards count of it; none as above, and for one that was played on from another call."""


class Calls:
    """The stored calls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def database(self) -> Database:
        """Where they are stored, and what is thought of them as well."""
        return self._database

    async def add(
        self,
        record: CallRecord,
        persona: PersonaVersion,
        first: StoredInput | Sequence[StoredInput],
        events: Sequence[StoredEvent],
        progress: Progress,
    ) -> None:
        """Store a new call together with its first input (or several: a call that is played on from another one).

        Raises:
            StoreError: the id is taken.
        """
        try:
            async with self._database.write() as session:
                await keep_version(session, persona, record.created_at)
                session.add(CallRow(**columns_of(record)))
                await session.flush()
                inputs = [first] if isinstance(first, StoredInput) else first
                await _append(session, record.id, inputs, events, progress)
        except IntegrityError as error:
            raise StoreError(f"The call {record.id} exists already.") from error

    async def append(
        self,
        call_id: str,
        entry: StoredInput,
        events: Sequence[StoredEvent],
        progress: Progress,
        author: Author | None = None,
    ) -> None:
        """Store an input and what followed from it, together or not at all; in a shared call with who said it.

        Raises:
            StoreError: the call is gone, or somebody else stored an input of this number.
        """
        try:
            async with self._database.write() as session:
                await _append(session, call_id, [entry], events, progress)
                if author is not None:
                    session.add(
                        SharedInputRow(
                            call_id=call_id,
                            number=entry.number,
                            author_id=author.id,
                            author_name=author.name,
                            source=author.source,
                        )
                    )
        except IntegrityError as error:
            raise StoreError(
                f"The call {call_id} is being played somewhere else as well; only one can go on."
            ) from error

    async def replace_events(self, call_id: str, events: Sequence[StoredEvent], progress: Progress) -> None:
        """Store other events for the same inputs: after the rules changed under an open call."""
        async with self._database.write() as session:
            await session.execute(delete(EventRow).where(EventRow.call_id == call_id))
            _add_events(session, call_id, events)
            await _progress(session, call_id, progress)

    async def get(self, call_id: str) -> CallRecord | None:
        async with self._database.read() as session:
            row = await session.get(CallRow, call_id)
            return None if row is None else value_of(CallRecord, row)

    async def latest(
        self, *, trainee_id: str | None = None, status: str | None = None, limit: int | None = None
    ) -> list[CallRecord]:
        """Calls, the newest first."""
        query = select(CallRow).order_by(CallRow.created_at.desc(), CallRow.id)
        if trainee_id is not None:
            query = query.where(CallRow.trainee_id == trainee_id)
        if status is not None:
            query = query.where(CallRow.status == status)
        if limit is not None:
            query = query.limit(limit)
        async with self._database.read() as session:
            return [value_of(CallRecord, row) for row in await session.scalars(query)]

    async def ids(self) -> list[str]:
        async with self._database.read() as session:
            return list(await session.scalars(select(CallRow.id).order_by(CallRow.created_at.desc())))

    async def inputs(self, call_id: str) -> list[StoredInput]:
        query = select(InputRow).where(InputRow.call_id == call_id).order_by(InputRow.number)
        async with self._database.read() as session:
            return [value_of(StoredInput, row) for row in await session.scalars(query)]

    async def events(self, call_id: str) -> list[StoredEvent]:
        query = select(EventRow).where(EventRow.call_id == call_id).order_by(EventRow.number)
        async with self._database.read() as session:
            return [value_of(StoredEvent, row) for row in await session.scalars(query)]

    async def persona(self, persona_id: str, version: str) -> PersonaVersion | None:
        async with self._database.read() as session:
            row = await session.get(PersonaVersionRow, (persona_id, version))
            return None if row is None else value_of(PersonaVersion, row)

    async def count(self) -> int:
        async with self._database.read() as session:
            return int(await session.scalar(select(func.count()).select_from(CallRow)) or 0)

    async def erase(self, *, call_id: str | None = None, trainee_id: str | None = None) -> int:
        """Delete calls with everything that belongs to them, for good; without a filter, all. Returns how many.

        With a person's calls goes what they had set and what they said about the calls of others.
        """
        which: list[ColumnElement[bool]] = []
        if call_id is not None:
            which.append(CallRow.id == call_id)
        if trainee_id is not None:
            which.append(CallRow.trainee_id == trainee_id)
        query = delete(CallRow).where(*which).returning(CallRow.id)
        async with self._database.write() as session:
            if trainee_id is not None:
                await forget_board_member(session, trainee_id)
            elif call_id is None:
                await forget_boards(session)
            async with uncounting(session, *which):
                erased = (await session.execute(query)).all()
            if trainee_id is not None:
                await session.execute(delete(PersonRow).where(PersonRow.id == trainee_id))
                await forget_reviewer(session, trainee_id)
                await forget_challenger(session, trainee_id)
                await forget_member(session, trainee_id)
                await forget_uploader(session, trainee_id)
            elif call_id is None:
                await session.execute(delete(PersonRow))
                await forget_challenges(session)
                await forget_assignments(session)
                await forget_uploader(session, None)
            return len(erased)


async def keep_version(session: AsyncSession, persona: PersonaVersion, at: datetime) -> None:
    """Store a customer's file before what refers to it, unless this version is there already."""
    if await session.get(PersonaVersionRow, (persona.persona_id, persona.version)) is None:
        session.add(PersonaVersionRow(**columns_of(persona), added_at=at))
        await session.flush()


async def _append(
    session: AsyncSession,
    call_id: str,
    inputs: Sequence[StoredInput],
    events: Sequence[StoredEvent],
    progress: Progress,
) -> None:
    session.add_all(InputRow(call_id=call_id, **columns_of(entry)) for entry in inputs)
    _add_events(session, call_id, events)
    await session.flush()
    await _progress(session, call_id, progress)


def _add_events(session: AsyncSession, call_id: str, events: Sequence[StoredEvent]) -> None:
    session.add_all(EventRow(call_id=call_id, **columns_of(stored)) for stored in events)


async def _progress(session: AsyncSession, call_id: str, progress: Progress) -> None:
    changed = await session.execute(
        update(CallRow)
        # A note may come after the end. It does not move the end, nor does another rubric since then move the score.
        .where(CallRow.id == call_id, CallRow.status == "open")
        .values(
            status="open" if progress.outcome is None else "ended",
            outcome=progress.outcome,
            turns=progress.turns,
            seconds=progress.seconds,
            score=progress.score,
            ended_at=progress.ended_at,
        )
        .returning(CallRow.id)
    )
    if changed.first() is not None and progress.scored is not None and progress.ended_at is not None:
        await add_score(session, call_id, progress.scored, progress.ended_at)
        if progress.counts is not None:
            await count_call(session, call_id, progress.counts, progress.ended_at)
