"""The relay: the team takes turns message by message. Whose turn it is comes from order.py; here it is stored."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.call import CallError, Event, InputKind
from bot.desk.challenges.news import News, notice
from bot.desk.challenges.order import Bench
from bot.desk.challenges.room import Room, seconds_of
from bot.desk.challenges.shared import SharedCalls
from bot.desk.challenges.terms import Kind, Order, limits, terms_of
from bot.desk.desk import DeskError
from bot.desk.rights import Actor
from bot.store import Member, StoredChallenge


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a message in the relay's thread."""

    taken: bool
    events: tuple[Event, ...] = ()
    says: str = ""
    """Why it was not taken, kindly; empty where nothing needs to be said."""
    left: bool = False
    """It was their stop word: they are out of the relay."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose turn it is. Without a person anybody may write, except `not_again`."""

    person_id: str | None
    name: str
    not_again: str | None = None


class Relays:
    """The turns of the relays."""

    def __init__(self, room: Room, shared: SharedCalls) -> None:
        self._room = room
        self._shared = shared

    async def say(self, challenge_id: str, by: Actor, text: str, message_id: str) -> Said:
        """A message that somebody wrote in the relay's thread; the same one twice is taken once.

        Raises:
            DeskError: there is no such relay, it is not open, or the message is too long.
        """
        async with self._room.lock(challenge_id):
            challenge = await self._open(challenge_id, by)
            if challenge.call_id is not None and await self._room.store.heard(challenge.call_id, message_id):
                return Said(taken=False)
            bench = await self.bench(challenge)
            member = bench.member(by.id)
            if member is None:
                return Said(taken=False, says="You are not in this relay yet; join it and you get your turn.")
            if await self._room.stops(by.id, text):
                await self._room.leave(member)
                await self.gone(challenge, member)
                return Said(taken=False, says="You are out of the relay; the others go on.", left=True)
            if not bench.may_speak(by.id):
                return await self._not_yet(bench, member)
            try:
                events = await self._shared.say(challenge, by.id, by.name, text, message_id)
            except CallError:
                return Said(taken=False, says="The customer has gone; this came too late.")
            await self.go_on(await self._room.again(challenge))
            return Said(taken=True, events=events)

    async def act(
        self, challenge_id: str, by: Actor, kind: InputKind, text: str = "", seconds: float | None = None
    ) -> tuple[Event, ...]:
        """A hold, a supervisor or the end, by the one whose turn it is; it takes no turn.

        Raises:
            CallError: it does not fit the call as it stands.
            DeskError: it is not their turn, or the relay is not open.
        """
        async with self._room.lock(challenge_id):
            challenge = await self._open(challenge_id, by)
            await self._room.member(challenge, by)
            await self._must_speak(challenge, by)
            return await self._shared.act(challenge, by, kind, text, seconds)

    async def hint(self, challenge_id: str, by: Actor) -> tuple[Event, ...]:
        """A hint for the one whose turn it is; it takes no turn, and counts in the score as in any call.

        Raises:
            DeskError: it is not their turn, the relay is not open, or it is an exam.
        """
        async with self._room.lock(challenge_id):
            challenge = await self._open(challenge_id, by)
            await self._room.member(challenge, by)
            await self._must_speak(challenge, by)
            live = await self._shared.live(challenge)
            return await self._room.desk.hint(live.id)

    async def stops(self, by: Actor, text: str) -> bool:
        """Whether a text is this person's own stop word: a front that gathers lines must not keep it waiting."""
        return await self._room.stops(by.id, text)

    async def check(self, challenge_id: str, by: Actor) -> None:
        """Whether somebody may act now, before a form is shown to them.

        Raises:
            DeskError: it is not their turn, or the relay is not open.
        """
        async with self._room.lock(challenge_id):
            challenge = await self._open(challenge_id, by)
            await self._room.member(challenge, by)
            await self._must_speak(challenge, by)

    async def whose(self, challenge: StoredChallenge) -> Whose:
        """Whose turn it is."""
        bench = await self.bench(challenge)
        if bench.order is Order.FREE:
            return Whose(None, "", bench.last_speaker)
        holder = bench.member(bench.turn_of)
        return Whose(None, "") if holder is None else Whose(holder.person_id, holder.name)

    async def bench(self, challenge: StoredChallenge) -> Bench:
        """The team as the order sees it."""
        members = await self._room.active(challenge.id)
        return Bench(
            terms_of(challenge).order, members, challenge.turn_of, challenge.last_speaker, limits()["skips"]["most"]
        )

    # -- under the challenge's lock

    async def first_turn(self, challenge: StoredChallenge) -> dict[str, object]:
        """What is stored when the relay opens: the turn of the first one, which begins when the customer has spoken."""
        bench = await self.bench(challenge)
        first = bench.next_after(None) if bench.order is Order.FIXED else None
        return {"turn_of": None if first is None else first.person_id, "turn_since": None}

    async def begin_turn(self, challenge: StoredChallenge) -> None:
        """The customer has said what there is to answer: tell whose turn it is, and let its time begin."""
        now, holder = self._room.now(), (await self.bench(challenge)).member(challenge.turn_of)
        told = [notice(News.TURN, now, skipped="", **_whom(holder))]
        where = {"turn_of": challenge.turn_of, "turn_since": None}
        await self._room.store.change(challenge.id, where=where, notices=told, turn_since=now)

    async def stuck(self, challenge: StoredChallenge) -> bool:
        """Whether a process was killed before it had passed the turn on."""
        last = await self._shared.last_message(challenge)
        if last is not None and last[0] > challenge.turn_input:
            return True
        bench = await self.bench(challenge)
        return bench.order is Order.FIXED and bool(bench.members) and bench.member(challenge.turn_of) is None

    async def go_on(self, challenge: StoredChallenge) -> None:
        """Pass the turn on after the last message, once; or find somebody for a turn that is nobody's."""
        last = await self._shared.last_message(challenge)
        bench = await self.bench(challenge)
        if last is None or last[0] <= challenge.turn_input:
            if await self.stuck(challenge):
                await self._hand_to(challenge, bench.next_after(None), begins=challenge.turn_since is not None)
            return
        number, author = last
        spoke: dict[str, Any] = {"turn_input": number, "last_speaker": author.id}
        if bench.order is Order.FREE:
            await self._room.store.pass_turn(challenge, None, [], turn_since=None, **spoke)
            return
        speaker = bench.member(author.id)
        awake = None if speaker is None or not speaker.skips else replace(speaker, skips=0)
        await self._hand_to(challenge, bench.next_after(author.id), awake, begins=False, **spoke)

    async def skip(self, challenge: StoredChallenge) -> None:
        """The time of the one whose turn it is has passed; in a free order, of everybody but the last speaker."""
        bench = await self.bench(challenge)
        if bench.order is Order.FREE:
            await self._hand_to(challenge, None, begins=True, last_speaker=None)
            return
        absent = bench.member(challenge.turn_of)
        if absent is not None:
            skipped = replace(absent, skips=absent.skips + 1)
            turn = bench.with_member(skipped).next_after(absent.person_id)
            await self._hand_to(challenge, turn, skipped, begins=True, skipped=absent.name)

    async def gone(self, challenge: StoredChallenge, member: Member) -> None:
        """Somebody left; where it was their turn, it is the next one's."""
        bench = await self.bench(challenge)
        if bench.order is Order.FIXED and challenge.turn_of == member.person_id:
            await self._hand_to(challenge, bench.next_from(member.place), begins=challenge.turn_since is not None)

    def skip_due(self, challenge: StoredChallenge, members: int) -> timedelta | None:
        """How long after `turn_since` the turn goes on by itself; None where it does not."""
        free = terms_of(challenge).order is Order.FREE
        if members < 2 or (free and challenge.last_speaker is None):
            return None
        return timedelta(seconds=seconds_of(challenge, "absent"))

    async def _hand_to(
        self,
        challenge: StoredChallenge,
        turn: Member | None,
        changed: Member | None = None,
        *,
        begins: bool,
        skipped: str = "",
        **values: Any,  # noqa: ANN401 (columns of the challenge)
    ) -> None:
        """Store whose turn it is, with what else has changed.

        The turn `begins` now and is told; else it does when the customer has spoken (`begin_turn`).
        """
        now = self._room.now()
        values |= {"turn_since": now if begins else None, "turn_of": None if turn is None else turn.person_id}
        told = [notice(News.TURN, now, skipped=skipped, **_whom(turn))] if begins else []
        await self._room.store.pass_turn(challenge, changed, told, **values)

    async def _not_yet(self, bench: Bench, member: Member) -> Said:
        says = self._whose_sentence(bench)
        if bench.order is Order.FIXED:
            before = bench.before(member.person_id)
            says += f" Yours comes after {before} more message{'' if before == 1 else 's'}."
            if member.skips:
                await self._room.store.keep_member(replace(member, skips=0))
                says += " You are waited for again."
        return Said(taken=False, says=says)

    async def _must_speak(self, challenge: StoredChallenge, by: Actor) -> None:
        bench = await self.bench(challenge)
        if not bench.may_speak(by.id):
            raise DeskError(self._whose_sentence(bench))

    @staticmethod
    def _whose_sentence(bench: Bench) -> str:
        if bench.order is Order.FREE:
            return "You wrote the last message; let somebody else go on."
        holder = bench.member(bench.turn_of)
        return "Nobody has the turn." if holder is None else f"It is {holder.name}'s turn."

    async def _open(self, challenge_id: str, by: Actor) -> StoredChallenge:
        challenge = self._room.going(await self._room.get(challenge_id, by.guild_id))
        if challenge.kind != Kind.RELAY:
            raise DeskError(f"“{challenge.name}” is not a relay.")
        await self.go_on(challenge)
        return await self._room.again(challenge)


def _whom(member: Member | None) -> dict[str, str]:
    return {} if member is None else {"person": member.person_id, "name": member.name}
