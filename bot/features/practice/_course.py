"""The course of a practice in time: one alarm each, set to the next thing that is to be done.

Deadlines are computed from what is stored, never kept in a sleeping task, so that a new process finds the same ones.
"""

import asyncio
import logging

import discord

from bot.call import Outcome
from bot.features.practice._backstage import Backstage, now
from bot.features.practice._delivery import Delivery
from bot.features.practice._ending import Ending
from bot.store import Practice, StoreError

_log = logging.getLogger(__name__)

DEBRIEF_AFTER = 15 * 60.0
"""Seconds after the end of a call until its debrief comes by itself."""
AGAIN_AFTER = 15.0
"""Seconds until something that Discord or the database refused is tried again."""


class Course:
    """Wakes each practice when something is due, and does it."""

    def __init__(self, backstage: Backstage, delivery: Delivery, ending: Ending) -> None:
        self._back = backstage
        self._delivery = delivery
        self._ending = ending
        self._closing = False

    def arm(self, practice_id: str) -> None:
        """Set the alarm of a practice anew."""
        self._back.scenes.silence(practice_id)
        if not self._closing:
            self._back.beside.begin(self._set(practice_id))

    def close(self) -> None:
        """No alarm rings from now on."""
        self._closing = True
        self._back.scenes.silence_all()

    async def wake(self, practice_id: str) -> None:
        """Do what is due now, and set the alarm for what comes next."""
        try:
            async with self._back.scenes.alone(practice_id):
                practice = self._back.practices.peek(practice_id)
                if practice is not None:
                    await self._step(practice)
        except discord.Forbidden as error:
            _log.warning("Practice %s cannot go on, a permission is missing: %s", practice_id, error)
            return  # the next message or press tries again
        except (discord.HTTPException, OSError, StoreError) as error:
            _log.warning("Practice %s is tried again in %s s: %s", practice_id, AGAIN_AFTER, error)
            self._ring_in(practice_id, AGAIN_AFTER)
            return
        self.arm(practice_id)

    async def hear(self, practice: Practice) -> None:
        """Let the customer hear the lines that wait."""
        lines = self._back.scenes.of(practice.id).lines
        # Taken away before, not after: a line that comes meanwhile sets its time anew.
        say_at = lines.take()
        try:
            await self._back.practices.hear(practice)
        except BaseException:
            lines.put_back(say_at)
            raise

    # -- inside

    async def _set(self, practice_id: str) -> None:
        practice = self._back.practices.peek(practice_id)
        if practice is None or self._closing:
            return
        delay = await self._delay(practice)
        self._back.scenes.silence(practice_id)
        if delay is not None:
            self._ring_in(practice_id, max(0.0, delay))

    def _ring_in(self, practice_id: str, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._back.scenes.of(practice_id).alarm = loop.call_later(seconds, self._ring, practice_id)

    def _ring(self, practice_id: str) -> None:
        self._back.scenes.of(practice_id).alarm = None
        self._back.beside.begin(self.wake(practice_id))

    async def _delay(self, practice: Practice) -> float | None:
        """Seconds until something is to be done."""
        if practice.state == "over" and practice.ended_at is not None:
            return DEBRIEF_AFTER - (discord.utils.utcnow() - practice.ended_at).total_seconds()
        if practice.state != "live":
            return None
        scene = self._back.scenes.of(practice.id)
        if scene.lines.say_at is not None:
            return scene.lines.say_at - now()
        live = await self._back.practices.live(practice)
        due, time = live.call.due(), live.now()
        if due is None:
            return None
        begins = live.call.typing_from
        if begins is not None:
            due = min(due, begins if begins > time else max(time, time + self._delivery.typing_due(scene)))
        return due - time

    async def _step(self, practice: Practice) -> None:
        if practice.state == "over":
            if (await self._delay(practice) or 0.0) <= 0:
                await self._ending.debrief(practice)
            return
        if practice.state != "live":
            return
        say_at = self._back.scenes.of(practice.id).lines.say_at
        if say_at is None:
            await self._back.practices.happen(practice)
        elif say_at <= now():
            await self.hear(practice)
        await self._delivery.deliver(practice)
        after = self._back.practices.peek(practice.id)
        if after is None:
            return
        live = await self._back.practices.live(after)
        if after.state == "over" and live.call.outcome is Outcome.STOPPED:
            await self._ending.debrief(after)  # nothing is asked of somebody who had to stop
        else:
            await self._delivery.show_typing(after)
