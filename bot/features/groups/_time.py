"""What assignments do by themselves: reminders, roles that are seen to, and a word to those who have passed."""

import asyncio
import logging
from itertools import groupby

import discord
from discord.ext import commands

from bot.desk import State, Trainee
from bot.desk.rights import member
from bot.features.groups._news import News
from bot.features.groups._roles import Roles
from bot.features.host import Host, Interaction
from bot.store import Practice, StoreError
from bot.ui import Refusal

_log = logging.getLogger(__name__)

_ROLES_EVERY = 3600.0
"""Seconds after which the roles of all servers are seen to."""
_AGAIN = 60.0
"""Seconds after which a reminder that did not arrive is tried again."""
_LAST_LOOK = 3.0
"""Seconds that what is being sent at the end may take."""
_FORESEEN = (discord.HTTPException, StoreError, Refusal, OSError)


class AssignmentTime(commands.Cog):
    """Sleeps until the next reminder is due; what was due while nobody ran comes at the start."""

    def __init__(self, bot: Host, roles: Roles, news: News) -> None:
        self.bot = bot
        self._roles = roles
        self._news = news
        self._alarm: asyncio.TimerHandle | None = None
        self._going: asyncio.Task[None] | None = None
        self._once_more = False
        """Something was assigned while it was looked."""
        self._roles_at = float("-inf")
        """When to see to the roles again, on the loop's clock."""
        self._closed = False

    async def cog_unload(self) -> None:
        self._closed = True
        self._quiet()
        if self._going is not None:
            # Not cancelled: a question to the database that is broken off leaves its connection unusable.
            await asyncio.wait([self._going], timeout=_LAST_LOOK)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """After a start, and after each lost connection: what was due meanwhile comes now."""
        self.look_again()

    def look_again(self) -> None:
        """Look at once what is due: something was assigned, or time has passed."""
        self._quiet()
        if self._closed:
            return
        if self._going is None or self._going.done():
            self._going = asyncio.get_running_loop().create_task(self._look(), name="assignments")
        else:
            self._once_more = True

    @commands.Cog.listener()
    async def on_interaction(self, interaction: Interaction) -> None:
        """Whoever comes by gets what their roles bring."""
        if interaction.type is discord.InteractionType.autocomplete or not isinstance(interaction.user, discord.Member):
            return
        try:
            await self._roles.seen(interaction.user)
        except _FORESEEN as error:
            _log.warning("The roles of %s could not be seen to: %s", interaction.user.id, error)

    # -- time

    def _quiet(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    async def _look(self) -> None:
        """Do what is due, and set the alarm for what is due next; an hour at most, because roles change silently."""
        loop = asyncio.get_running_loop()
        while True:
            self._once_more = False
            if loop.time() >= self._roles_at:
                self._roles_at = loop.time() + _ROLES_EVERY
                await self._see_to_roles()
            pause = min(await self._guarded_reminders(), self._roles_at - loop.time())
            if self._closed:
                return
            if not self._once_more:
                break
        self._alarm = loop.call_later(max(0.0, pause), self.look_again)

    async def _see_to_roles(self) -> None:
        for guild in self.bot.guilds:
            try:
                await self._roles.all(guild)
            except _FORESEEN as error:
                _log.warning("The roles of the server %s could not be seen to: %s", guild.id, error)

    async def _guarded_reminders(self) -> float:
        """Send what is due; returns in how many seconds to look again. No error ends the clock."""
        try:
            failed = await self.remind()
            now = discord.utils.utcnow()
            planned = await self.bot.desks.assignments.next_reminder(now)
        except Exception:  # noqa: BLE001 (the clock goes on)
            _log.exception("Reminders could not be sent")
            return _AGAIN
        pause = _ROLES_EVERY if planned is None else (planned - now).total_seconds()
        return min(pause, _AGAIN) if failed else pause

    async def remind(self) -> bool:
        """Send the reminders that are due; returns whether some did not arrive and are to be tried again."""
        assignments = self.bot.desks.assignments
        failed = False
        due = await assignments.due_reminders(discord.utils.utcnow())
        for _, same in groupby(due, key=lambda one: one.assignment.id):
            waiting = {one.fulfilment.member_id: one for one in same}
            assignment = next(iter(waiting.values())).assignment
            guild = self.bot.get_guild(int(assignment.guild_id or 0))
            unsent = list(waiting)
            try:
                if guild is not None:
                    unsent = await self._news.remind(guild, assignment, list(waiting))
            except discord.HTTPException as error:
                _log.warning("A reminder of %s could not be sent: %s", assignment.id, error)
            finally:
                failed = failed or bool(unsent)
                for person in unsent:
                    await assignments.unsent(waiting[person])
        return failed

    # -- passing

    @commands.Cog.listener()
    async def on_practice_debriefed(self, practice: Practice) -> None:
        """A call is over: say so if it was the one that was still missing."""
        guild = self.bot.get_guild(int(practice.guild_id))
        if practice.call_id is None or guild is None:
            return
        record = await self.bot.desks.desk.record(practice.call_id)
        who = Trainee(practice.trainee_id, practice.trainee_name, practice.guild_id)
        for own in await self.bot.desks.assignments.mine(member(who)):
            passed = [one.passed_at for one in own.fulfilment.customers if one.passed_at is not None]
            if own.fulfilment.state is State.PASSED and passed and max(passed) == record.ended_at:
                await self._news.passed(guild, own.assignment, who.id)
