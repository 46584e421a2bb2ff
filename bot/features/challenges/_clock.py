"""The one timer of all challenges: lets happen what is due, has it told in order, and sleeps until the next time.

What is due and what is still to be told stand in the store, so that a new process goes on where a killed one stopped.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp
import discord

from bot.desk import DeskError
from bot.desk.challenges import ChallengeDesk, Kind
from bot.features.challenges._announcement import Announcement
from bot.features.challenges._telling import Tellers, anybody
from bot.features.host import Host
from bot.store import StoredChallenge, StoreError

_log = logging.getLogger(__name__)

AGAIN_AFTER = 15.0
"""Seconds until something that failed is tried again; each further time doubles them."""
LONGEST_PAUSE = 15 * 60.0
_LONGEST_SLEEP = 24 * 3600.0
"""asyncio does not sleep for years; waking once a day does no harm."""
_LAST_TASKS = 5.0
"""Seconds that what is under way may take at the end."""
_PASSING = (discord.HTTPException, aiohttp.ClientError, OSError, StoreError, DeskError)


class ChallengeClock:
    """Call `look` after everything that somebody did in a challenge."""

    def __init__(self, bot: Host, challenges: ChallengeDesk, announcement: Announcement) -> None:
        self.tellers: Tellers = {}
        self.first: list[Callable[[StoredChallenge], Awaitable[None]]] = []
        """What is done for each challenge before the time that has passed counts: what was written is heard."""
        self._bot = bot
        self._challenges = challenges
        self._announcement = announcement
        self._homes: dict[str, str] = {}
        """Challenge -> server."""
        self._ready = False
        self._closing = False
        self._timer: asyncio.TimerHandle | None = None
        self._looking = False
        self._look_again = False
        self._showing: set[str] = set()
        self._show_again: set[str] = set()
        self._pauses: dict[str, asyncio.TimerHandle] = {}
        """Challenges that could not be shown, until they are tried again."""
        self._failures: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Discord is there (again): catch up with everything since the last time, and show how all of it stands."""
        try:
            for guild in self._bot.guilds:
                for challenge in await self._challenges.life.listed(anybody(str(guild.id))):
                    self._homes[challenge.id] = str(guild.id)
                    await self._take_up(challenge)
                    self._show(challenge.id)
        finally:
            self._ready = True
            self.look()

    async def _take_up(self, challenge: StoredChallenge) -> None:
        for take_up in self.first:
            try:
                await take_up(challenge)
            except Exception as error:  # noqa: BLE001 (whatever it is, the others go on)
                _log.log(_level(error), "Challenge %s was not taken up", challenge.id, exc_info=error)

    def look(self) -> None:
        """Somebody did something: let happen what is due, tell the news, and set the timer anew."""
        if self._ready and not self._closing:
            self._look_again = True
            if not self._looking:
                self._begin(self._look())

    async def settle(self) -> None:
        """Let happen what is due before this returns: for an answer that is to say how it stands then."""
        for challenge_id in await self._challenges.settle():
            self._show(challenge_id)
        self.look()

    async def close(self) -> None:
        """Nothing is begun from now on; what is under way comes to its end."""
        self._closing = True
        self._silence()
        for pause in self._pauses.values():
            pause.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_TASKS)

    # -- the timer

    async def _look(self) -> None:
        self._looking = True
        try:
            while self._look_again and not self._closing:
                self._look_again = False
                await self._turn()
        finally:
            self._looking = False

    async def _turn(self) -> None:
        self._silence()
        try:
            changed = await self._challenges.settle()
            for notice in await self._challenges.news():
                self._homes[notice.challenge_id] = str(notice.guild_id)
                changed.append(notice.challenge_id)
            for challenge_id in dict.fromkeys(changed):
                self._show(challenge_id)
            due = await self._challenges.next_due()
        except Exception as error:  # noqa: BLE001 (whatever it is, the others go on)
            _log.log(_level(error), "The challenges are looked at again in %s s", AGAIN_AFTER, exc_info=error)
            self._sleep(AGAIN_AFTER)
            return
        if due is not None:
            seconds = (due - discord.utils.utcnow()).total_seconds()
            # What was due and did not happen now would keep us busy without a pause.
            self._sleep(seconds if seconds > 0 or changed else AGAIN_AFTER)

    def _sleep(self, seconds: float) -> None:
        self._silence()
        if not self._closing:
            delay = min(max(seconds, 0.0), _LONGEST_SLEEP)
            self._timer = asyncio.get_running_loop().call_later(delay, self.look)

    def _silence(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # -- showing, each challenge for itself: one that fails or takes long does not hold up the others

    def _show(self, challenge_id: str) -> None:
        if self._closing or challenge_id in self._pauses:
            return
        self._show_again.add(challenge_id)
        if challenge_id not in self._showing:
            self._showing.add(challenge_id)
            self._begin(self._keep_showing(challenge_id))

    async def _keep_showing(self, challenge_id: str) -> None:
        try:
            while challenge_id in self._show_again and not self._closing:
                self._show_again.discard(challenge_id)
                await self._tell(challenge_id)
            self._failures.pop(challenge_id, None)
        except Exception as error:  # noqa: BLE001 (whatever it is, the others go on)
            self._pause(challenge_id, error)
        finally:
            self._showing.discard(challenge_id)

    async def _tell(self, challenge_id: str) -> None:
        challenge = await self._challenge(challenge_id)
        if challenge is None:
            return
        teller = self.tellers[Kind(challenge.kind)]
        news = await self._challenges.news(challenge_id)
        for notice in news:
            if self._bot.get_guild(int(challenge.guild_id or 0)) is not None:  # else nobody is left to be told
                await teller.tell(await self._challenges.life.get(challenge_id, anybody(challenge.guild_id)), notice)
            await self._challenges.told(notice)
        challenge = await self._challenges.life.get(challenge_id, anybody(challenge.guild_id))
        await teller.settled(challenge)
        self._announcement.refresh(challenge)
        if news:
            self.look()  # telling may have shown that somebody, or a place, is there no more

    def _pause(self, challenge_id: str, error: Exception) -> None:
        failures = self._failures[challenge_id] = self._failures.get(challenge_id, -1) + 1
        seconds = min(AGAIN_AFTER * 2**failures, LONGEST_PAUSE)
        _log.log(_level(error), "Challenge %s is shown again in %s s", challenge_id, seconds, exc_info=error)
        self._pauses[challenge_id] = asyncio.get_running_loop().call_later(seconds, self._resume, challenge_id)

    def _resume(self, challenge_id: str) -> None:
        del self._pauses[challenge_id]
        self._show(challenge_id)

    async def _challenge(self, challenge_id: str) -> StoredChallenge | None:
        """The challenge; None if it is stored no more, or its server is not ours."""
        known = self._homes.get(challenge_id)
        for guild_id in [str(guild.id) for guild in self._bot.guilds] if known is None else [known]:
            try:
                found = await self._challenges.life.get(challenge_id, anybody(guild_id))
            except DeskError:
                continue
            self._homes[challenge_id] = guild_id
            return found
        return None

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _level(error: Exception) -> int:
    """Discord or the database being away is no fault of the program."""
    return logging.WARNING if isinstance(error, _PASSING) else logging.ERROR
