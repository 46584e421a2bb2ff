"""Coming back, after a start and after a lost connection: everything that is unfinished goes on."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord

from bot.desk import DeskError
from bot.features.practice._backstage import Backstage, now
from bot.features.practice._course import Course
from bot.features.practice._ending import Ending
from bot.features.practice._opening import Opening
from bot.features.threads import has_card
from bot.store import Practice, StoreError

_log = logging.getLogger(__name__)

_HISTORY = 200
"""Messages written while the bot was away that are read at most."""


class Returning:
    """Takes practices up where the last process, or the last connection, left them."""

    def __init__(
        self,
        backstage: Backstage,
        opening: Opening,
        course: Course,
        ending: Ending,
        written: Callable[[discord.Message], Awaitable[None]],
    ) -> None:
        """`written` takes a message that nobody listened to."""
        self._back = backstage
        self._opening = opening
        self._course = course
        self._ending = ending
        self._written = written

    async def take_up(self, practice: Practice) -> None:
        try:
            await self._go_on(practice)
        except DeskError as error:
            # For instance because the rules are others now: say so, and let go of it.
            _log.warning("Practice %s cannot go on: %s", practice.id, error)
            with suppress(discord.HTTPException):
                await self._ending.close(
                    practice, f"{error} It is closed without a score; start another one with /practice start."
                )
        except (discord.HTTPException, OSError, StoreError) as error:
            _log.warning("Practice %s could not be taken up: %s", practice.id, error)
            self._course.arm(practice.id)

    async def _go_on(self, practice: Practice) -> None:
        practices = self._back.practices
        async with self._back.scenes.alone(practice.id):
            latest = practices.peek(practice.id)
            if latest is None:
                return
            practice = latest
            thread = await self._back.thread(practice)
            if thread is None:
                await self._back.let_go(practice)
                return
            if practice.state == "briefed":
                if not await has_card(thread, f"simmer:end:{practice.id}"):
                    await self._opening.brief(practice, thread)
                return
        scene = self._back.scenes.of(practice.id)
        if scene.alarm is None and scene.lines.say_at is None:
            scene.returning = True
        if practice.state != "live":
            self._course.arm(practice.id)
            return
        self._back.beside.begin(self._back.speech.prepare((await practices.customer_of(practice)).persona))
        await practices.settle_numbers(practice)
        await self._read_back(practice, thread)
        if await practices.waiting(practice) and scene.lines.say_at is None:
            scene.lines.at_once(now())
        await self._course.wake(practice.id)

    async def _read_back(self, practice: Practice, thread: discord.Thread) -> None:
        """The messages that were written while nobody listened."""
        last = discord.Object(int(practice.last_seen or practice.thread_id or 0))
        with suppress(discord.Forbidden):
            async for message in thread.history(after=last, oldest_first=True, limit=_HISTORY):
                await self._written(message)
