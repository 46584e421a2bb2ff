"""The one place where call, store and time meet: start, take an input, resume, end.

An input and what followed from it are stored in one transaction before anybody sees it, so that a message that was
answered is never lost. Each call has one lock, because a front's events arrive as concurrent tasks.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import coaching
from bot.call import Call, Event, Input, InputKind
from bot.call.rules import rules_version
from bot.customers import Customer, Difficulty, customer_from_text
from bot.customers.stock import Stock
from bot.desk.chance import new_id, new_seed
from bot.desk.clock import Clock, RealClock
from bot.desk.customer_files import CustomerFiles
from bot.desk.errors import DeskError
from bot.desk.live import LiveCall, Mode, Trainee
from bot.desk.nearest import no_such
from bot.desk.personal import allowed
from bot.desk.server_customers import ServerCustomers
from bot.desk.stored_call import (
    event_of,
    folded,
    input_of,
    new_call,
    progress_of,
    retold,
    storable,
    stored_events,
    stored_input,
)
from bot.store import Author, CallRecord, Calls, People, Person, PersonaVersion, StoreError

__all__ = ["Desk", "DeskError", "allowed", "new_id"]


class Desk:
    """Keeps the calls of one process."""

    def __init__(
        self,
        calls: Calls,
        personas: Path,
        *,
        clock: Callable[[float], Clock] = RealClock,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.calls = calls
        self.personas = personas
        self._files = CustomerFiles(personas)
        self.of_servers = ServerCustomers(self._files, calls)
        self._clock = clock
        self.today = today
        self._live: dict[str, LiveCall] = {}
        self._opening = asyncio.Lock()
        self._people = People(calls.database)

    # -- customers

    @property
    def stock(self) -> Stock:
        """The lines that all customers share; a team's own folder may bring its own."""
        return self._files.stock

    def customers(self) -> list[Customer]:
        """Every customer whose file is in order."""
        return self._files.all()

    def customer(self, persona_id: str) -> Customer:
        """The customer of that id.

        Raises:
            DeskError: there is none.
            PersonaError: there is, but the file is broken.
        """
        return self._files.get(persona_id)

    async def customer_as(self, persona_id: str, version: str) -> Customer:
        """The customer as a stored version of their file has them.

        Raises:
            StoreError: that version is not stored.
        """
        stored = await self.calls.persona(persona_id, version)
        if stored is None:
            raise StoreError(f"The customer {persona_id} at version {version[:12]} is missing in the database.")
        return await asyncio.to_thread(customer_from_text, stored.source_text, f"{persona_id}.toml")

    # -- the life of a call

    async def start(
        self,
        persona: str | Customer,
        *,
        trainee: Trainee,
        difficulty: Difficulty | None = None,
        mode: Mode = Mode.PRACTICE,
        seed: int | None = None,
        mild: bool = False,
        challenge_id: str | None = None,
    ) -> LiveCall:
        """Take a call: it is stored, and the customer begins. Without a difficulty it is one that the trainee allows.

        `challenge_id` names the challenge that the call is an attempt at; there the customer is given as they were when
        it was created.

        Raises:
            DeskError: there is no such customer, or the difficulty is above the trainee's own ceiling.
        """
        customer = persona if isinstance(persona, Customer) else await asyncio.to_thread(self.customer, persona)
        person = await self._people.get(trainee.id)
        level = allowed(difficulty, person)
        seed = new_seed() if seed is None else seed
        call = await asyncio.to_thread(self._opened, customer, level, seed, mild=mild or person.mild)
        return await self._begin(call, trainee, mode, person, challenge_id=challenge_id)

    def _opened(self, customer: Customer, level: Difficulty, seed: int, *, mild: bool) -> Call:
        call = Call(customer, level, seed, stock=self.stock, mild=mild)
        call.take(Input(InputKind.OPEN, 0.0))
        return call

    async def try_again(self, call_id: str, turn: int, *, trainee: Trainee, mode: Mode | None = None) -> LiveCall:
        """A new call that goes on from just before message `turn` of a finished one: same customer, seed and past.

        Raises:
            DeskError: there is no such call or message, it is somebody else's, it is still open, or was an exam and is
                to be one again.
        """
        record = await self.record(call_id)
        if record.trainee_id != trainee.id:
            # A copy of their words would stay when they erase their calls.
            raise DeskError(f"The call {record.id} is somebody else's; you can look at it, but not play it on.")
        if record.status == "open":
            raise DeskError(f"The call {record.id} is not over yet.")
        if mode is Mode.EXAM:
            raise DeskError("An exam is taken from its beginning; choose another mode to try again from here.")
        if mode is None:
            mode = Mode.PRACTICE if record.mode == Mode.EXAM else Mode(record.mode)
        person = await self._people.get(trainee.id)
        allowed(Difficulty(record.difficulty), person)
        try:
            call = coaching.try_again((await self._fold(record.id, keep=True)).call, turn)
        except coaching.NoSuchTurnError as error:
            raise DeskError(str(error)) from error
        return await self._begin(call, trainee, mode, person, (record.id, turn))

    async def _begin(
        self,
        call: Call,
        trainee: Trainee,
        mode: Mode,
        person: Person,
        origin: tuple[str, int] | None = None,
        *,
        challenge_id: str | None = None,
    ) -> LiveCall:
        """Store a call with everything that has happened in it."""
        customer, now = call.customer, self.today()
        record = CallRecord(
            id=new_id(),
            created_at=now,
            started_at=now - timedelta(seconds=call.now),
            trainee_id=trainee.id,
            trainee_name=trainee.name,
            guild_id=trainee.guild_id,
            persona_id=customer.id,
            persona_version=customer.version,
            difficulty=call.difficulty.value,
            mode=mode.value,
            seed=call.seed,
            mild=call.mild,
            rules=rules_version(),
            rubric=coaching.rubric_version(),
            from_call=None if origin is None else origin[0],
            from_turn=None if origin is None else origin[1],
            challenge_id=challenge_id,
        )
        inputs, events = await asyncio.to_thread(retold, call)
        await self.calls.add(
            record,
            PersonaVersion(customer.id, customer.version, customer.source_text),
            inputs,
            events,
            progress_of(call, record, self.today()),
        )
        live = LiveCall(record, customer, call, self._clock(call.now), inputs=len(inputs), events=len(events))
        live.stop_word = person.stop_word
        self._live[record.id] = live
        return live

    async def take(self, call_id: str, entry: Input, author: Author | None = None) -> tuple[Event, ...]:
        """Take one input: fold it, store it with its events, and only then return what happened.

        `author` says who of several people gave it; stored in the same transaction.

        Raises:
            CallError: the input does not fit the call as it stands.
            DeskError: there is no such call.
        """
        live = await self.resume(call_id)
        async with live.lock:
            return await self._take(live, entry, author)

    async def hint(self, call_id: str, at: float | None = None) -> tuple[Event, ...]:
        """Show a hint for the next message.

        Raises:
            DeskError: it is an exam.
        """
        live = await self.resume(call_id)
        if live.mode is Mode.EXAM:
            raise DeskError("There are no hints in an exam.")
        async with live.lock:
            at = live.now() if at is None else at
            due = live.call.due()
            before: tuple[Event, ...] = ()
            if due is not None and due <= at:
                before = await self._take(live, Input(InputKind.WAIT, at))
            if live.call.outcome is not None:
                return before
            return before + await self._take(live, Input(InputKind.HINT, at, coaching.hint(live.call)))

    async def resume(self, call_id: str) -> LiveCall:
        """The call as it stands: from memory, else by folding its stored inputs again.

        Raises:
            DeskError: there is no such call, or its inputs no longer fit the rules.
        """
        if call_id in self._live:
            return self._live[call_id]
        async with self._opening:
            if call_id not in self._live:
                self._live[call_id] = await self._fold(call_id)
            return self._live[call_id]

    async def rehear(self, call_id: str) -> LiveCall:
        """The call at its beginning, to be given the same inputs again up to where it broke off (a resumed script)."""
        record = await self.record(call_id)
        customer = await self.customer_as(record.persona_id, record.persona_version)
        stored = deque(input_of(row) for row in await self.calls.inputs(record.id))
        call = new_call(record, customer, self.stock)
        events = call.take(stored.popleft())
        live = LiveCall(record, customer, call, self._clock(0.0), inputs=1, events=len(events), stored=stored)
        live.catching_up = True
        live.stop_word = (await self._people.get(record.trainee_id)).stop_word
        self._live[record.id] = live
        return live

    def leave(self, call_id: str) -> None:
        """Forget the call in memory; it stays in the store."""
        self._live.pop(call_id, None)

    # -- looking up

    async def record(self, call_id: str) -> CallRecord:
        """What the lists show of a call.

        Raises:
            DeskError: there is none of that id.
        """
        record = await self.calls.get(call_id.strip().lower())
        if record is None:
            raise DeskError(no_such("call", call_id, await self.calls.ids()))
        return record

    async def latest(self, trainee_id: str, *, status: str | None = None) -> CallRecord | None:
        """The call that the person began last, of this status ("open" or "ended") where one is named."""
        found = await self.calls.latest(trainee_id=trainee_id, status=status, limit=1)
        return found[0] if found else None

    async def open_calls(self, trainee_id: str | None = None) -> list[CallRecord]:
        """The calls that are not over, the newest first."""
        return await self.calls.latest(trainee_id=trainee_id, status="open")

    async def again(self, call_id: str) -> LiveCall:
        """A stored call folded once more, apart from the one that may be going on."""
        return await self._fold((await self.record(call_id)).id, keep=True)

    async def told(self, call_id: str) -> tuple[Event, ...]:
        """What happened in a call as the trainee saw it, whatever the rules are today."""
        record = await self.record(call_id)
        rows = await self.calls.events(record.id)
        return tuple(map(event_of, rows))

    # -- inside

    async def _take(self, live: LiveCall, entry: Input, author: Author | None = None) -> tuple[Event, ...]:
        # Two inputs that race for the lock stay in the order in which they got it.
        entry = replace(entry, at=max(entry.at, live.call.now), text=storable(entry.text))
        if entry.kind is InputKind.SAY and live.call.outcome is None and live.stops(entry.text):
            entry = Input(InputKind.STOP, entry.at)
        if live.stored:
            if entry != live.stored[0]:
                raise DeskError(
                    f"this is not what was said in the call {live.id} at this place; resume it with the same script."
                )
            live.stored.popleft()
            live.catching_up = True
            return self._count(live, live.call.take(entry))
        live.catching_up = False
        events = live.call.take(entry)
        try:
            await self.calls.append(
                live.id,
                stored_input(live.inputs + 1, entry),
                stored_events(live.inputs + 1, live.events, events),
                progress_of(live.call, live.record, self.today()),
                author,
            )
        except BaseException:
            # The call in memory is ahead of the store now. Forget it: the next one to ask folds what is stored.
            self.leave(live.id)
            raise
        return self._count(live, events)

    @staticmethod
    def _count(live: LiveCall, events: tuple[Event, ...]) -> tuple[Event, ...]:
        live.inputs += 1
        live.events += len(events)
        return events

    async def _fold(self, call_id: str, *, keep: bool = False) -> LiveCall:
        record = await self.record(call_id)
        customer = await self.customer_as(record.persona_id, record.persona_version)
        rows = await self.calls.inputs(record.id)
        call, followed = await asyncio.to_thread(lambda: folded(record, customer, self.stock, rows))
        live = LiveCall(record, customer, call, self._clock(call.now), inputs=len(rows), events=len(followed))
        live.stop_word = (await self._people.get(record.trainee_id)).stop_word
        told = await self.calls.events(record.id)
        if followed != told:
            live.notice = (
                f"The rules have changed since the call {record.id} was played; "
                "it goes on from what you said, and the customer may have answered differently."
            )
            if record.status != "open":
                live.events = len(told)  # what was stored of a finished call stays, and a note comes after it
            elif not keep:
                await self.calls.replace_events(record.id, followed, progress_of(call, record, self.today()))
        return live
