"""The common life of a challenge: created, opened, closed. What is particular to a kind is asked for there.

States go one way: announced, open, closing (a tournament whose last calls still run), closed. Each step is stored with
its notice in one transaction and only from the state before, so that it happens once however often it is asked for.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from bot.desk.challenges.news import Because, News, notice
from bot.desk.challenges.raid import Raids
from bot.desk.challenges.relay import Relays
from bot.desk.challenges.room import Room, seconds_of
from bot.desk.challenges.shared import SharedCalls
from bot.desk.challenges.terms import (
    Kind,
    State,
    Wanted,
    checked_difficulty,
    checked_name,
    checked_terms,
    checked_times,
    limits,
)
from bot.desk.desk import DeskError, new_id
from bot.desk.rights import Action, Actor
from bot.store import Member, PersonaVersion, StoredChallenge

_ID_LENGTH = 5
"""One less than a call's id has: the two are told apart at a glance."""
_MOST_SEEDS = 1_000_000


class Life:
    """Creates, opens and closes challenges."""

    def __init__(self, room: Room, shared: SharedCalls, relays: Relays, raids: Raids) -> None:
        self._room = room
        self._shared = shared
        self._relays = relays
        self._raids = raids

    async def create(self, wanted: Wanted, by: Actor) -> StoredChallenge:
        """A new challenge; its customer stays as their file is now.

        Raises:
            RightsError: they may not.
            DeskError: there is no such customer, or something asked for does not fit.
        """
        by.must(Action.CREATE_CHALLENGE)
        now = self._room.now()
        name, terms, difficulty = checked_name(wanted.name), checked_terms(wanted), checked_difficulty(wanted)
        opens, closes = checked_times(wanted, now)
        customer = await self._room.desk.of_servers.get(wanted.persona_id, by.guild_id)
        opened = wanted.kind is Kind.TOURNAMENT and opens is not None and opens <= now
        challenge = StoredChallenge(
            id=new_id(),
            guild_id=by.guild_id,
            kind=wanted.kind.value,
            name=name,
            created_at=now,
            created_by=by.id,
            created_by_name=by.name,
            persona_id=customer.id,
            persona_version=customer.version,
            difficulty=difficulty.value,
            mode=wanted.mode.value,
            seed=secrets.randbelow(_MOST_SEEDS) if wanted.seed is None else wanted.seed,
            mild=wanted.mild,
            terms=terms.model_dump(mode="json"),
            state=(State.OPEN if opened else State.ANNOUNCED).value,
            opens_at=opens,
            closes_at=closes,
            channel_id=wanted.channel_id,
        )
        version = PersonaVersion(customer.id, customer.version, customer.source_text)
        await self._room.store.add(challenge, version, [notice(News.OPENED, now)] if opened else [])
        return challenge

    async def listed(self, by: Actor, *, closed: bool = False) -> list[StoredChallenge]:
        """The challenges of the server, the newest first; with `closed` also those that are over.

        Raises:
            RightsError: they are not on the server.
        """
        by.must(Action.SEE_CHALLENGE)
        states = None if closed else [state.value for state in State if state is not State.CLOSED]
        return await self._room.store.of_server(by.guild_id, states=states)

    async def get(self, challenge_id: str, by: Actor) -> StoredChallenge:
        """A challenge of the server.

        Raises:
            RightsError: they are not on the server.
            DeskError: the server has none of that id.
        """
        by.must(Action.SEE_CHALLENGE)
        return await self._room.get(challenge_id, by.guild_id)

    async def members(self, challenge: StoredChallenge) -> list[Member]:
        """Who is in it, in the order of their places."""
        return await self._room.active(challenge.id)

    async def placed(
        self,
        challenge: StoredChallenge,
        *,
        channel_id: str | None = None,
        thread_id: str | None = None,
        message_id: str | None = None,
    ) -> StoredChallenge:
        """Note where it is shown; what is None stays as it was."""
        places = {"channel_id": channel_id, "thread_id": thread_id, "message_id": message_id}
        known: dict[str, Any] = {name: id_ for name, id_ in places.items() if id_ is not None}
        await self._room.store.change(challenge.id, **known)
        return await self._room.again(challenge)

    # -- opening and closing

    async def begin(self, challenge_id: str, by: Actor) -> StoredChallenge:
        """Open it now, before its time or where no time was set.

        Raises:
            RightsError: they may not.
            DeskError: it has begun, or too few are in it.
        """
        by.must(Action.BEGIN_CHALLENGE)
        async with self._room.lock(challenge_id):
            challenge = await self._room.get(challenge_id, by.guild_id)
            if challenge.state != State.ANNOUNCED:
                raise DeskError(f"“{challenge.name}” has begun already.")
            least = limits()["enough"][challenge.kind]
            if len(await self._room.active(challenge.id)) < least:
                raise DeskError(f"“{challenge.name}” needs at least {least} members to begin.")
            await self.open(challenge)
            return await self._room.again(challenge)

    async def close(self, challenge_id: str, by: Actor) -> StoredChallenge:
        """Close it now. Calls of a tournament that run may still end and count; closing once more does not wait.

        Raises:
            RightsError: they may not.
            DeskError: it is closed.
        """
        by.must(Action.CLOSE_CHALLENGE)
        async with self._room.lock(challenge_id):
            challenge = await self._room.get(challenge_id, by.guild_id)
            if challenge.state == State.CLOSED:
                raise DeskError(f"“{challenge.name}” is closed already.")
            await self.shut(challenge, Because.TRAINER)
            return await self._room.again(challenge)

    async def place_gone(self, guild_id: str, place_id: str) -> list[str]:
        """A channel or thread was deleted, or locked for good. Returns the challenges that were closed with it.

        A relay or a raid has no other place (a thread goes with its channel): its call is stopped, without a score. In
        a tournament or a duel everybody plays in a thread of their own; it goes on and is shown where it is asked for.
        """
        closed = []
        for found in await self._room.unfinished():
            if found.guild_id != guild_id or place_id not in {found.channel_id, found.thread_id}:
                continue
            async with self._room.lock(found.id):
                challenge = await self._room.again(found)
                lost: dict[str, Any] = {"thread_id": None, "message_id": None}
                if place_id == challenge.channel_id:
                    lost["channel_id"] = None
                await self._room.store.change(challenge.id, **lost)
                if Kind(challenge.kind).shared and await self.shut(challenge, Because.PLACE):
                    closed.append(challenge.id)
        return closed

    # -- under the challenge's lock

    async def open(self, challenge: StoredChallenge) -> bool:
        """Open it; False if that was done before."""
        now = self._room.now()
        values: dict[str, object] = {"state": State.OPEN.value, "opens_at": now}
        told = [notice(News.OPENED, now)]
        if challenge.kind == Kind.DUEL:
            values["closes_at"] = now + timedelta(seconds=seconds_of(challenge, "race"))
        if Kind(challenge.kind).shared:
            values["call_id"] = await self._shared.begin(challenge)
        if challenge.kind == Kind.RELAY:
            values |= await self._relays.first_turn(challenge)
        return await self._room.store.change(
            challenge.id, where={"state": State.ANNOUNCED.value}, notices=told, **values
        )

    async def shut(self, challenge: StoredChallenge, because: Because) -> bool:
        """Close it, or let the last calls of a tournament end first; False if that was done before."""
        if Kind(challenge.kind).shared and challenge.state == State.OPEN:
            await self._shared.end(challenge, scored=because is not Because.PLACE)
            if challenge.kind == Kind.RAID:
                await self._raids.finish(challenge)
        return await self.settle_books(challenge, because)

    async def settle_books(self, challenge: StoredChallenge, because: Because) -> bool:
        """Store that it closes, whatever became of its call; False if that was done before."""
        now = self._room.now()
        waits = challenge.kind == Kind.TOURNAMENT and challenge.state == State.OPEN
        if waits and await self._room.store.running(challenge.id):
            # After a long downtime the calls that ran then have had their time: it counts from the closing time.
            ends = min(now + timedelta(seconds=seconds_of(challenge, "grace")), self._last_moment(challenge))
            values = {"state": State.CLOSING.value, "ends_at": ends, "closed_because": because.value}
            told = [notice(News.CLOSING, now, until=ends.isoformat())]
        else:
            at = min(now, challenge.ends_at or self._last_moment(challenge))
            why = challenge.closed_because or because.value
            values = {"state": State.CLOSED.value, "closed_at": at, "closed_because": why}
            told = [notice(News.CLOSED, now, because=why)]
        return await self._room.store.change(challenge.id, where={"state": challenge.state}, notices=told, **values)

    @staticmethod
    def _last_moment(challenge: StoredChallenge) -> datetime:
        """The latest end of a call that may count."""
        if challenge.kind != Kind.TOURNAMENT:
            return challenge.closes_at
        return challenge.closes_at + timedelta(seconds=seconds_of(challenge, "grace"))
