"""The challenges of one process: its services put together, and the news that a front has to tell."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.desk.challenges.calendar import Calendar
from bot.desk.challenges.entries import Entries
from bot.desk.challenges.export import standing_csv
from bot.desk.challenges.joining import Joining
from bot.desk.challenges.life import Life
from bot.desk.challenges.raid import Raids
from bot.desk.challenges.relay import Relays
from bot.desk.challenges.room import Room
from bot.desk.challenges.scores import Scores
from bot.desk.challenges.shared import SharedCalls
from bot.desk.desk import Desk
from bot.desk.rights import Action, Actor
from bot.store import Notice


class ChallengeDesk:
    """What fronts talk to. After anything that somebody did, call `settle`, then tell the `news`.

    `serves` says of which servers this process plays the challenges (None is the command line of this machine): a call
    must not be played by two processes at once, and no news told twice.
    """

    def __init__(
        self, desk: Desk, *, serves: Callable[[str | None], bool] = lambda guild_id: guild_id is not None
    ) -> None:
        self.desk = desk
        self._room = Room(desk, serves)
        self.shared = SharedCalls(self._room)
        """What is shown of a relay's or a raid's call."""
        self.relays = Relays(self._room, self.shared)
        self.raids = Raids(self._room, self.shared)
        self.entries = Entries(self._room)
        """The calls of tournaments and duels."""
        self.life = Life(self._room, self.shared, self.relays, self.raids)
        self.joining = Joining(self._room, self.relays, self.raids)
        self.scores = Scores(self._room, self.shared, self.raids)
        self._calendar = Calendar(self._room, self.life, self.shared, self.relays, self.raids, self.scores)

    def alone(self, challenge_id: str) -> asyncio.Lock:
        """The challenge's lock: `async with` it around what is shown of its shared call (`shared`)."""
        return self._room.lock(challenge_id)

    async def next_due(self) -> datetime | None:
        """When `settle` has something to do next, in UTC; it may have passed. None while nothing is planned."""
        return await self._calendar.next_due()

    async def settle(self) -> list[str]:
        """Let everything happen that is due by now, once; returns the ids of the challenges that changed."""
        return await self._calendar.settle()

    async def news(self, challenge_id: str | None = None) -> list[Notice]:
        """What was not told yet, in the order in which it happened."""
        return [one for one in await self._room.store.notices(challenge_id) if self._room.serves(one.guild_id)]

    async def told(self, notice: Notice) -> None:
        """A notice was told, or there is nobody to tell it to."""
        await self._room.store.told(notice.id)

    async def export(self, challenge_id: str, by: Actor, *, bom: bool = False) -> Iterator[bytes]:
        """The standing as CSV, row by row; with `bom` readable by Excel at a click.

        Raises:
            RightsError: they may not.
            DeskError: the server has no such challenge.
        """
        by.must(Action.EXPORT)
        return standing_csv(await self.scores.standing(challenge_id, by), bom=bom)
