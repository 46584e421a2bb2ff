"""The one call of a relay or a raid: begun once, heard from several people, ended once, looked at by all.

It belongs to the team and not to a person: it counts in nobody's own progress.
"""

from dataclasses import dataclass

from bot.call import Call, Event, Input, InputKind
from bot.coaching.account import Turn, account_of
from bot.customers import Difficulty
from bot.desk.after import AfterCall, Look
from bot.desk.challenges.room import Room
from bot.desk.challenges.terms import checked_message
from bot.desk.desk import DeskError
from bot.desk.live import LiveCall, Mode, Trainee
from bot.desk.rights import Actor
from bot.store import TEAM, Author, StoredChallenge

_ACT = "act "
"""Before the number of an input that is no message."""
_TYPING_EVERY = 5.0
_QUIET = {InputKind.HOLD, InputKind.RESUME, InputKind.SUPERVISOR, InputKind.END}


@dataclass(frozen=True, slots=True)
class Moment:
    """A message that moved the customer."""

    turn: int
    text: str
    delta: int
    """Points of anger; below 0 it calmed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one person did in a shared call."""

    person_id: str
    name: str
    turns: tuple[int, ...]
    moved: int
    """Points of anger by all their messages; below 0 they calmed."""
    best: Moment | None
    """What calmed most."""
    worst: Moment | None
    """What heated most."""


@dataclass(frozen=True, slots=True)
class TeamDebrief:
    """The debrief of a shared call, with each one's part."""

    look: Look
    parts: tuple[Part, ...]


class SharedCalls:
    """Plays the shared calls. Whoever calls these methods holds the challenge's lock."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._after = AfterCall(room.desk)

    async def begin(self, challenge: StoredChallenge) -> str:
        """Begin the call; the one that a killed process began already is taken up."""
        before = await self._room.store.attempts(challenge.id)
        if before:
            return before[0].call_id
        customer = await self._room.desk.customer_as(challenge.persona_id, challenge.persona_version)
        people = [await self._room.people.get(one.person_id) for one in await self._room.active(challenge.id)]
        live = await self._room.desk.start(
            customer,
            trainee=Trainee(f"{TEAM}{challenge.id}", challenge.name, challenge.guild_id),
            difficulty=Difficulty(challenge.difficulty),
            mode=Mode(challenge.mode),
            seed=challenge.seed,
            mild=challenge.mild or any(person.mild for person in people),
            challenge_id=challenge.id,
        )
        return live.id

    async def live(self, challenge: StoredChallenge) -> LiveCall:
        """The call.

        Raises:
            DeskError: it has not begun, or was erased.
        """
        if challenge.call_id is None:
            raise DeskError(f"“{challenge.name}” has no call.")
        return await self._room.desk.resume(challenge.call_id)

    async def say(
        self, challenge: StoredChallenge, author_id: str, name: str, text: str, source: str
    ) -> tuple[Event, ...]:
        """Let the customer hear a message.

        Raises:
            CallError: the call is over.
            DeskError: the message is empty or too long.
        """
        live = await self.live(challenge)
        entry = Input(InputKind.SAY, live.now(), checked_message(text))
        return await self._room.desk.take(live.id, entry, Author(author_id, name, source))

    async def act(
        self, challenge: StoredChallenge, by: Actor, kind: InputKind, text: str = "", seconds: float | None = None
    ) -> tuple[Event, ...]:
        """A hold, the end of one, a supervisor, or the end of the call.

        Raises:
            CallError: it does not fit the call as it stands.
            DeskError: it is none of these.
        """
        if kind not in _QUIET:
            raise DeskError("That cannot be done in a call that several play.")
        live = await self.live(challenge)
        author = Author(by.id, by.name, f"{_ACT}{live.inputs + 1}")
        return await self._room.desk.take(live.id, Input(kind, live.now(), text, seconds), author)

    async def typed(self, challenge: StoredChallenge) -> None:
        """Somebody of the team was seen typing: the customer's patience does not run."""
        live = await self.live(challenge)
        last = next((one.at for one in reversed(live.call.inputs) if one.kind is InputKind.TYPING), -_TYPING_EVERY)
        if live.call.outcome is None and live.now() - last >= _TYPING_EVERY:
            await self._room.desk.take(live.id, Input(InputKind.TYPING, live.now()))

    async def happen(self, challenge: StoredChallenge) -> tuple[Event, ...]:
        """Let happen what is due in the call by now."""
        live = await self.live(challenge)
        due = live.call.due()
        if due is None or due > live.now():
            return ()
        return await self._room.desk.take(live.id, Input(InputKind.WAIT, live.now()))

    async def due_in(self, challenge: StoredChallenge) -> float | None:
        """Seconds until something happens in the call by itself; None where nothing will."""
        live = await self.live(challenge)
        due = live.call.due()
        return None if due is None else max(0.0, due - live.now())

    async def over(self, challenge: StoredChallenge) -> bool:
        """Whether the call has ended, or is gone."""
        if challenge.call_id is None:
            return True
        record = await self._room.desk.calls.get(challenge.call_id)
        return record is None or record.status != "open"

    async def end(self, challenge: StoredChallenge, *, scored: bool) -> None:
        """End the call if it runs: like the agent would, or stopped, without a score."""
        if not await self.over(challenge):
            live = await self.live(challenge)
            await self._room.desk.take(live.id, Input(InputKind.END if scored else InputKind.STOP, live.now()))

    async def last_message(self, challenge: StoredChallenge) -> tuple[int, Author] | None:
        """The number and the author of the last message in the call."""
        if challenge.call_id is None:
            return None
        authors = await self._room.store.authors(challenge.call_id)
        said = [(number, one) for number, one in authors.items() if not one.source.startswith(_ACT)]
        return max(said, key=lambda one: one[0], default=None)

    # -- what was shown

    async def fresh(self, challenge: StoredChallenge) -> list[tuple[int, Event]]:
        """What has happened and was not shown yet, each with its number."""
        live = await self.live(challenge)
        return list(enumerate(live.call.events[challenge.delivered :], start=challenge.delivered + 1))

    async def shown(self, challenge: StoredChallenge, number: int) -> None:
        """Note that everything up to this event was shown."""
        await self._room.store.change(challenge.id, delivered=number)

    # -- afterwards

    async def debrief(self, challenge: StoredChallenge) -> TeamDebrief:
        """The debrief for all.

        Raises:
            DeskError: there is no call.
        """
        if challenge.call_id is None:
            raise DeskError(f"“{challenge.name}” has no call.")
        look = await self._after.look(challenge.call_id)
        return TeamDebrief(look, await self.parts(challenge, look.call))

    async def parts(self, challenge: StoredChallenge, call: Call | None = None) -> tuple[Part, ...]:
        """Each one's part, who calmed most first."""
        if challenge.call_id is None:
            return ()
        if call is None:
            call = (await self._room.desk.again(challenge.call_id)).call
        authors = await self._room.store.authors(challenge.call_id)
        numbers = await self._room.store.turn_inputs(challenge.call_id)
        said: dict[tuple[str, str], list[Turn]] = {}
        for turn in account_of(call).turns:
            author = authors.get(numbers.get(turn.number, 0))
            if author is not None:
                said.setdefault((author.id, author.name), []).append(turn)
        parts = [_part(id_, name, turns) for (id_, name), turns in said.items()]
        return tuple(sorted(parts, key=lambda part: (part.moved, part.name, part.person_id)))


def _part(person_id: str, name: str, turns: list[Turn]) -> Part:
    best = min(turns, key=lambda turn: (turn.delta, turn.number))
    worst = max(turns, key=lambda turn: (turn.delta, -turn.number))
    return Part(
        person_id,
        name,
        tuple(turn.number for turn in turns),
        sum(turn.delta for turn in turns),
        _moment(best) if best.delta < 0 else None,
        _moment(worst) if worst.delta > 0 else None,
    )


def _moment(turn: Turn) -> Moment:
    return Moment(turn.number, turn.text, turn.delta)
