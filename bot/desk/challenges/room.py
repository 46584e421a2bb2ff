"""What the services of challenges share: the desk, the stored challenges, and one lock for each challenge.

Every service method that changes a challenge holds its lock; what a method with `_` before its name does is done under
the lock of whoever calls it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.desk.challenges.news import News, notice
from bot.desk.challenges.terms import State, terms_of
from bot.desk.desk import Desk, DeskError
from bot.desk.nearest import no_such
from bot.desk.rights import Actor
from bot.store import Challenges, Member, People, RaidRounds, StoredChallenge


class Room:
    """Everything that the services need."""

    def __init__(self, desk: Desk, serves: Callable[[str | None], bool]) -> None:
        self.desk = desk
        self.serves = serves
        self.store = Challenges(desk.calls.database)
        self.rounds = RaidRounds(desk.calls.database)
        self.people = People(desk.calls.database)
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def now(self) -> datetime:
        """Now, in UTC."""
        return self.desk.today()

    def lock(self, challenge_id: str) -> asyncio.Lock:
        return self._locks[challenge_id.strip().lower()]

    async def get(self, challenge_id: str, guild_id: str | None) -> StoredChallenge:
        """The challenge of that server.

        Raises:
            DeskError: the server has none of that id; whether another server has one is not said.
        """
        found = await self.store.get(challenge_id.strip().lower(), guild_id)
        if found is None:
            known = [one.id for one in await self.store.of_server(guild_id)]
            raise DeskError(no_such("challenge", challenge_id, known))
        return found

    async def unfinished(self) -> list[StoredChallenge]:
        """Everything that is not closed on the servers that this process looks after."""
        return [one for one in await self.store.unfinished() if self.serves(one.guild_id)]

    async def again(self, challenge: StoredChallenge) -> StoredChallenge:
        """The challenge as it stands now."""
        return await self.get(challenge.id, challenge.guild_id)

    async def active(self, challenge_id: str) -> list[Member]:
        """Who is in it, by their places."""
        return [one for one in await self.store.members(challenge_id) if one.active]

    async def member(self, challenge: StoredChallenge, by: Actor) -> Member:
        """The membership of somebody who is in it.

        Raises:
            DeskError: they are not.
        """
        found = next((one for one in await self.active(challenge.id) if one.person_id == by.id), None)
        if found is None:
            raise DeskError(f"You are not in “{challenge.name}”; join it first.")
        return found

    async def stops(self, person_id: str, text: str) -> bool:
        """Whether a text is somebody's own stop word and nothing else, as in their own calls."""
        stop_word = (await self.people.get(person_id)).stop_word
        return bool(stop_word) and text.strip(" .!").casefold() == stop_word.casefold()

    async def leave(self, member: Member) -> None:
        """Store that somebody is out."""
        now = self.now()
        told = notice(News.LEFT, now, person=member.person_id, name=member.name)
        await self.store.keep_member(replace(member, left_at=now), [told])

    @staticmethod
    def going(challenge: StoredChallenge) -> StoredChallenge:
        """The challenge, if it is open.

        Raises:
            DeskError: it is not.
        """
        if challenge.state == State.ANNOUNCED:
            raise DeskError(f"“{challenge.name}” has not begun yet.")
        if challenge.state != State.OPEN:
            raise DeskError(f"“{challenge.name}” is over.")
        return challenge


def seconds_of(challenge: StoredChallenge, what: str) -> float:
    """One of its times, in seconds: `absent`, `propose`, `vote`, `race`, `grace`."""
    return float(getattr(terms_of(challenge), what))
