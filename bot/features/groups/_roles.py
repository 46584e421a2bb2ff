"""Assignments of roles reach whoever bears the role, also those who join it later.

Discord does not tell of changes of roles without the list of all members. So it is seen to when somebody comes by (any
command, press or form brings its member's roles along), once an hour, and after each start.
"""

import asyncio
from collections import defaultdict

import discord

from bot.desk import Assignments
from bot.features.groups._members import Members
from bot.features.groups._news import News


class Roles:
    """Keeps the assignments of roles with those who bear them."""

    def __init__(self, assignments: Assignments, members: Members, news: News) -> None:
        self._assignments = assignments
        self._members = members
        self._news = news
        self._reached: dict[int, dict[int, set[str]]] = {}
        """Of each server: the roles with a running assignment, with those who have it. Missing until it was read."""
        self._one_by_one: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def changed(self, guild: discord.Guild) -> None:
        """Something was assigned or withdrawn there: which roles matter is read anew."""
        self._reached.pop(guild.id, None)

    async def seen(self, member: discord.Member) -> None:
        """Somebody came by: they get what their roles bring, and lose what they no longer bear."""
        self._members.note(member)
        guild = member.guild
        async with self._one_by_one[guild.id]:
            if guild.id not in self._reached:
                await self._all(guild)
            for role_id, reached in list(self._reached.get(guild.id, {}).items()):
                role = guild.get_role(role_id)
                if role is not None and (role in member.roles) != (str(member.id) in reached):
                    await self._sync(role)

    async def all(self, guild: discord.Guild) -> None:
        """See to all roles of a server."""
        async with self._one_by_one[guild.id]:
            await self._all(guild)

    async def _all(self, guild: discord.Guild) -> None:
        self._reached[guild.id] = {}
        try:
            for role_id in await self._assignments.roles(str(guild.id)):
                role = guild.get_role(int(role_id))
                if role is not None:  # of a deleted role, those who have its assignments keep them
                    await self._sync(role)
        except BaseException:
            self._reached.pop(guild.id, None)  # read again when the next one comes by
            raise

    async def _sync(self, role: discord.Role) -> None:
        bear = await self._members.bearing(role)
        changed = await self._assignments.sync_role(str(role.guild.id), str(role.id), bear)
        self._reached[role.guild.id][role.id] = {one.id for one in bear}
        for reached in changed:
            for person in reached.joined:
                await self._news.joined(role.guild, reached.assignment, person.id)
