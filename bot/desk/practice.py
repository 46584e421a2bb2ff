"""A call that is played in a thread: booked, taken, heard line by line, ended, debriefed.

What a front like Discord adds to the desk, without Discord: the trainee's lines are kept before they are heard, and
what was shown is counted, so that a restart at any moment neither loses nor repeats anything.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from bot.call import Event, Input, InputKind, Outcome
from bot.customers import Customer, Difficulty
from bot.desk.after import AfterCall
from bot.desk.challenges import ChallengeDesk
from bot.desk.chance import new_id, new_seed
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.fitting import fitting
from bot.desk.lines import WaitingLines
from bot.desk.live import LiveCall, Mode, Trainee
from bot.desk.personal import allowed
from bot.desk.readiness import make_ready
from bot.desk.rights import member
from bot.desk.roster import Roster
from bot.desk.wish import OngoingError, Wish, challenged
from bot.store import Line, People, PersonaVersion, Practice, Practices, RunningError

__all__ = ["TYPING_EVERY", "OngoingError", "PracticeDesk", "Wish"]

_LOOKED_BACK = 200
"""Calls of a trainee that tell whom they met and how far they are: the latest ones."""
TYPING_EVERY = 5.0
"""Seconds between two notes that the trainee types: enough for the rules, and few rows."""


class PracticeDesk:
    """Keeps the practices of one process. Callers see to it that one practice is not changed by two tasks at once."""

    def __init__(
        self,
        desk: Desk,
        practices: Practices,
        roster: Roster,
        *,
        challenges: ChallengeDesk | None = None,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.desk = desk
        self.store = practices
        self.roster = roster
        self._entries = (challenges or ChallengeDesk(desk)).entries
        self._after = AfterCall(desk)
        self._people = People(desk.calls.database)
        self._today = today
        self._open: dict[str, Practice] = {}
        self._lines = WaitingLines(desk, practices)
        self._typed: dict[str, float] = {}
        self._ready: set[str] = set()
        """Versions of customers that were made ready, or are being so."""

    # -- looking up, from memory

    def peek(self, practice_id: str) -> Practice | None:
        """An unfinished practice; None for one that is over, or not ours."""
        return self._open.get(practice_id)

    def in_thread(self, thread_id: str) -> Practice | None:
        """The unfinished practice of a thread."""
        return next((p for p in self._open.values() if p.thread_id == thread_id), None)

    def of(self, guild_id: str, trainee_id: str) -> Practice | None:
        """What the person has going on in the server."""
        return next(
            (
                p
                for p in self._open.values()
                if (p.guild_id, p.trainee_id) == (guild_id, trainee_id) and p.state in {"briefed", "live"}
            ),
            None,
        )

    def unfinished(self) -> list[Practice]:
        """Every practice that is not closed, from memory."""
        return list(self._open.values())

    async def load(self) -> list[Practice]:
        """Everything that the last run of the bot left unfinished."""
        self._open = {practice.id: practice for practice in await self.store.unfinished()}
        return self.unfinished()

    async def get(self, practice_id: str) -> Practice:
        """The practice, also a finished one.

        Raises:
            DeskError: there is none.
        """
        practice = self._open.get(practice_id) or await self.store.get(practice_id)
        if practice is None:
            raise DeskError("This call is not stored any more.")
        return practice

    async def live(self, practice: Practice) -> LiveCall:
        """The call of the practice.

        Raises:
            DeskError: it was not taken yet.
        """
        if practice.call_id is None:
            raise DeskError("Take the call first.")
        return await self.desk.resume(practice.call_id)

    # -- the life of a practice

    async def book(self, wish: Wish) -> Practice:
        """Choose what is open and reserve the place: from now on a second start is refused.

        Raises:
            OngoingError: the person has a call going on.
            DeskError: there is no such customer, or the challenge takes no attempt of theirs.
        """
        ongoing = self.of(wish.guild_id, wish.trainee.id)
        if ongoing is not None:
            raise OngoingError(ongoing)
        challenge = None
        if wish.challenge_id is not None:
            challenge = await self._entries.check(wish.challenge_id, member(wish.trainee))
            wish = challenged(wish, challenge)
        difficulty = await self._difficulty(wish)
        if challenge is not None:
            customer = await self._entries.customer(challenge)
        else:
            customer = await self._wanted(wish)
        practice = Practice(
            id=new_id(),
            created_at=self._today(),
            guild_id=wish.guild_id,
            channel_id=wish.channel_id,
            trainee_id=wish.trainee.id,
            trainee_name=wish.trainee.name,
            persona_id=customer.id,
            persona_version=customer.version,
            difficulty=difficulty.value,
            mode=wish.mode.value,
            seed=new_seed() if wish.seed is None else wish.seed,
            mild=wish.mild,
            public=wish.public,
            from_call=wish.from_call,
            from_turn=wish.from_turn,
            challenge_id=wish.challenge_id,
        )
        try:
            await self.store.add(practice, PersonaVersion(customer.id, customer.version, customer.source_text))
        except RunningError:
            running = await self.store.running(wish.guild_id, wish.trainee.id)
            if running is None:  # it ended this very moment
                return await self.book(wish)
            raise OngoingError(running) from None
        return self._keep(practice)

    async def opened(self, practice: Practice, thread_id: str) -> Practice:
        """Its thread is there now."""
        return await self._change(practice, thread_id=thread_id)

    async def make_ready(self, practice: Practice) -> None:
        """While the trainee reads the case file, prepare the customer, so that no other call waits for it later."""
        customer = await self.customer_of(practice)
        if customer.version not in self._ready:
            self._ready.add(customer.version)
            await asyncio.to_thread(lambda: make_ready(customer, self.desk.stock))

    async def take_call(self, practice_id: str) -> Practice:
        """The trainee takes the call; the customer begins.

        Raises:
            DeskError: it was taken already, or is over.
        """
        practice = await self.get(practice_id)
        if practice.state != "briefed":
            raise DeskError("This call was taken already." if practice.state == "live" else "This call is over.")
        trainee = Trainee(practice.trainee_id, practice.trainee_name, practice.guild_id)
        call_id = await self._begun(practice)
        live = await (self._start(practice, trainee) if call_id is None else self.desk.resume(call_id))
        delivered = 0 if practice.from_call is None else len(live.call.events)
        return await self._change(practice, state="live", call_id=live.id, delivered=delivered)

    async def gone(self, practice: Practice) -> None:
        """Nothing can be shown any more (its thread was deleted, or never came to be): the call, if any, is stopped."""
        if practice.call_id is not None:
            with suppress(DeskError):  # one that cannot be folded any more cannot be stopped either
                live = await self.desk.resume(practice.call_id)
                if live.call.outcome is None:
                    await self.desk.take(practice.call_id, Input(InputKind.STOP, live.now()))
        await self._close(practice)

    async def finished(self, practice: Practice) -> Practice:
        """The call is over; the debrief is to come."""
        return await self._change(practice, state="over", ended_at=self._today())

    async def debriefed(self, practice: Practice) -> None:
        """The debrief was shown: nothing is left to do."""
        await self._close(practice)

    async def rate(self, practice: Practice, rating: int | None, note: str) -> None:
        """What the trainee says of their own call, and the after-call note."""
        live = await self.live(practice)
        if note.strip():
            await self.desk.take(live.id, Input(InputKind.NOTE, live.now(), note.strip()))
        if rating is not None and live.call.outcome is not Outcome.STOPPED:
            with suppress(DeskError):  # a call without a score takes no rating; its debrief is shown all the same
                await self._after.rate(live.id, rating)

    # -- during the call

    async def act(
        self, practice: Practice, kind: InputKind, text: str = "", seconds: float | None = None
    ) -> tuple[Event, ...]:
        """Take one input at this moment.

        Raises:
            CallError: it does not fit the call as it stands.
            DeskError: the call was not taken yet.
        """
        live = await self.live(practice)
        return await self.desk.take(live.id, Input(kind, live.now(), text, seconds))

    async def hint(self, practice: Practice) -> tuple[Event, ...]:
        """Show a hint for the next message.

        Raises:
            DeskError: it is an exam, or the call was not taken yet.
        """
        live = await self.live(practice)
        return await self.desk.hint(live.id)

    async def typed(self, practice: Practice) -> None:
        """The trainee was seen typing: their patience does not run."""
        live = await self.live(practice)
        now = live.now()
        if live.call.outcome is None and now - self._typed.get(practice.id, -TYPING_EVERY) >= TYPING_EVERY:
            self._typed[practice.id] = now
            await self.desk.take(live.id, Input(InputKind.TYPING, now))

    async def line(self, practice: Practice, message_id: str, text: str, written_at: datetime) -> bool:
        """Keep a line that the trainee wrote; False if it was kept before."""
        live = await self.live(practice)
        new = await self._lines.keep(live, Line(practice.id, message_id, text, written_at))
        if new:
            await self._change(practice, last_seen=message_id)
        return new

    async def seen(self, practice: Practice, message_id: str) -> None:
        """Take notice of a message that is not for the customer."""
        await self._change(practice, last_seen=message_id)

    async def hear(self, practice: Practice) -> bool:
        """Let the customer hear all waiting lines as one message; False if there were none."""
        return await self._lines.hear(practice)

    async def waiting(self, practice: Practice) -> bool:
        """Whether lines wait to be heard."""
        return bool(await self._lines.waiting(practice))

    async def happen(self, practice: Practice) -> None:
        """Let happen what is due by now."""
        live = await self.live(practice)
        due = live.call.due()
        if due is not None and due <= live.now():
            await self.desk.take(live.id, Input(InputKind.WAIT, live.now()))

    async def fresh(self, practice: Practice) -> list[tuple[int, Event]]:
        """What has happened and was not shown yet, each with its number."""
        practice = self._open.get(practice.id, practice)
        live = await self.live(practice)
        return list(enumerate(live.call.events[practice.delivered :], start=practice.delivered + 1))

    async def shown(self, practice: Practice, number: int) -> Practice:
        """Note that everything up to this event was shown."""
        return await self._change(self._open.get(practice.id, practice), delivered=number)

    async def settle_numbers(self, practice: Practice) -> Practice:
        """After a change of the rules the events of a resumed call may be others: what was shown cannot be counted."""
        live = await self.live(practice)
        if not live.notice:
            return practice
        return await self._change(practice, delivered=len(live.call.events))

    # -- customers

    async def customer_of(self, practice: Practice) -> Customer:
        """The customer as played; before the call is taken, as their file was when the case file was shown."""
        if practice.call_id is not None:
            return (await self.live(practice)).customer
        if practice.persona_version is not None:
            return await self.desk.customer_as(practice.persona_id, practice.persona_version)
        if practice.challenge_id is not None:
            return await self._entries.met(practice.challenge_id, practice.guild_id)
        return await self.roster.get(practice.persona_id, practice.guild_id)

    async def fitting(self, trainee_id: str, guild_id: str) -> Customer:
        """A customer of the trainee's level, and of those the one that they met least.

        Raises:
            DeskError: there are no customers.
        """
        met = await self.desk.calls.latest(trainee_id=trainee_id, limit=_LOOKED_BACK)
        return fitting(await self.roster.at(guild_id), met)

    # -- inside

    async def _wanted(self, wish: Wish) -> Customer:
        """Whom to practise with: in a call that is played on, the customer as they were in it."""
        if wish.from_call is not None:
            record = await self.desk.record(wish.from_call)
            return await self.desk.customer_as(record.persona_id, record.persona_version)
        if wish.persona_id is None:
            return await self.fitting(wish.trainee.id, wish.guild_id)
        return await self.roster.get(wish.persona_id, wish.guild_id)

    async def _begun(self, practice: Practice) -> str | None:
        """The call that was begun for this practice by a process that was killed before it noted so."""
        for record in await self.desk.open_calls(practice.trainee_id):
            same = (record.guild_id, record.persona_id, record.seed, record.mode, record.difficulty)
            if (
                same == (practice.guild_id, practice.persona_id, practice.seed, practice.mode, practice.difficulty)
                and record.created_at >= practice.created_at
                and await self.store.of_call(record.id) is None
            ):
                return record.id
        return None

    async def _start(self, practice: Practice, trainee: Trainee) -> LiveCall:
        if practice.challenge_id is not None:
            return await self._entries.begin(practice.challenge_id, member(trainee))
        if practice.from_call is not None and practice.from_turn is not None:
            mode = Mode(practice.mode)
            return await self.desk.try_again(practice.from_call, practice.from_turn, trainee=trainee, mode=mode)
        return await self.desk.start(
            await self.customer_of(practice),
            trainee=trainee,
            difficulty=Difficulty(practice.difficulty),
            mode=Mode(practice.mode),
            seed=practice.seed,
            mild=practice.mild,
        )

    async def _difficulty(self, wish: Wish) -> Difficulty:
        """What was asked for, else the usual one, never above the trainee's own ceiling."""
        return allowed(wish.difficulty, await self._people.get(wish.trainee.id), wish.usual)

    def _keep(self, practice: Practice) -> Practice:
        self._open[practice.id] = practice
        return practice

    async def _change(self, practice: Practice, **values: object) -> Practice:
        latest = self._open.get(practice.id, practice)
        changed = await self.store.change(latest, **values)
        # Another task may have changed other columns meanwhile; what is stored is right, so memory follows it.
        now = self._open.get(practice.id, changed)
        return self._keep(replace(now, **values))  # type: ignore[arg-type]

    async def _close(self, practice: Practice) -> None:
        await self.store.change(practice, state="closed")
        self._open.pop(practice.id, None)
        self._typed.pop(practice.id, None)
        if practice.call_id is not None:
            self.desk.leave(practice.call_id)
