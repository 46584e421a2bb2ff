"""What the challenges hear of: calls that move on, places that are deleted or locked, people who leave the server."""

import logging

import discord
from discord.ext import commands, tasks

from bot.features.challenges._announcement import Announcement
from bot.features.challenges._attendance import leavers
from bot.features.challenges._clock import ChallengeClock
from bot.features.host import Host
from bot.features.practice import stage_of
from bot.store import Practice, StoreError

_log = logging.getLogger(__name__)

LOOKED_UP_EVERY = 10.0
"""Minutes after which it is seen again who is still on the server."""


class Watching(commands.Cog):
    """Passes on to the clock what it cannot know itself."""

    def __init__(self, bot: Host, announcement: Announcement, clock: ChallengeClock) -> None:
        self._bot = bot
        self._announcement = announcement
        self._clock = clock

    async def cog_load(self) -> None:
        self.call_the_roll.start()

    async def cog_unload(self) -> None:
        self.call_the_roll.cancel()

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        await self._clock.start()

    @commands.Cog.listener()
    async def on_practice_moved(self, practice: Practice) -> None:
        if practice.challenge_id is not None:
            self._announcement.refresh_by_id(practice.challenge_id, practice.guild_id)
            self._clock.look()

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._gone(payload.guild_id, payload.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        # Its threads go with it, and Discord does not name them.
        stage = stage_of(self._bot)
        for practice in stage.practices.unfinished():
            if practice.challenge_id is not None and practice.channel_id == str(channel.id) and practice.thread_id:
                await stage.deleted(practice.thread_id)
        await self._gone(channel.guild.id, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread that somebody locks is as good as deleted; those that we lock ourselves are over already."""
        if not payload.data.get("thread_metadata", {}).get("locked"):
            return
        stage = stage_of(self._bot)
        practice = stage.practices.in_thread(str(payload.thread_id))
        if practice is not None and practice.challenge_id is not None and practice.state != "over":
            await stage.deleted(str(payload.thread_id))
        await self._gone(payload.guild_id, payload.thread_id)

    async def _gone(self, guild_id: int, place_id: int) -> None:
        await self._bot.desks.challenges.life.place_gone(str(guild_id), str(place_id))
        self._clock.look()

    @tasks.loop(minutes=LOOKED_UP_EVERY)
    async def call_the_roll(self) -> None:
        """See who is still on the servers."""
        for guild in self._bot.guilds:
            try:
                if await leavers(guild, self._bot.desks.challenges):
                    self._clock.look()
            except (discord.HTTPException, OSError, StoreError) as error:
                _log.warning("Who is still on the server %s is looked up later: %s", guild.id, error)

    @call_the_roll.before_loop
    async def _connected(self) -> None:
        await self._bot.wait_until_ready()
