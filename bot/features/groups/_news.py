"""Telling people what was assigned to them.

What is new is said where it was assigned, with a ping: it is no secret, and one message reaches a whole role. What
concerns one person (a reminder says that they have not passed yet) is said privately; a bot may write to anybody who
shares a server with it and needs no permission for it. Who does not take private messages is pinged on the server
instead, with fewer words. Discord stops bots that begin many private conversations at once, so that a reminder to many
people is one message on the server as well, in which nobody stands alone.
"""

import logging
from collections.abc import Sequence

import discord

from bot.desk.servers import ServerDesk
from bot.features.choosing import names_of
from bot.features.groups import _assignment_cards as cards
from bot.features.host import Host
from bot.store import Assignment

_log = logging.getLogger(__name__)

_PINGS = 80
"""People who are named in one message: 80 mentions have room in 2,000 characters."""
MOST_PRIVATE = 20
"""People who are written to privately about the same thing."""


class News:
    """Writes to people about their assignments."""

    def __init__(self, bot: Host, servers: ServerDesk) -> None:
        self._bot = bot
        self._servers = servers

    async def announce(
        self,
        channel: discord.abc.Messageable,
        assignment: Assignment,
        people: Sequence[str],
        role: discord.Role | None,
    ) -> None:
        """Say in the channel what was assigned, and ping everybody whom it reached.

        Raises:
            discord.HTTPException: the bot may not write there.
        """
        if role is not None and _may_ping(channel, role):
            mentions, allowed, rest = role.mention, discord.AllowedMentions(roles=[role]), []
        else:
            first, rest = people[:_PINGS], list(people[_PINGS:])
            mentions, allowed = _mentions(first), _pinging(first)
        names = await self._names(assignment.guild_id)
        await channel.send(view=cards.announced(assignment, mentions, names), allowed_mentions=allowed)
        await self._ping(channel, rest, f"The same for you: `{assignment.id}`.")

    async def joined(self, guild: discord.Guild, assignment: Assignment, person: str) -> None:
        """Somebody bears a role now that has an assignment."""
        await self.privately(
            guild,
            person,
            f"In **{discord.utils.escape_markdown(guild.name)}**, something is assigned to you now: "
            f"{cards.sentence(assignment, await self._names(assignment.guild_id))}",
            "Something is assigned to you now: `/assign mine` shows it.",
        )

    async def remind(self, guild: discord.Guild, assignment: Assignment, people: Sequence[str]) -> list[str]:
        """Remind people of what is due; returns those who could not be reached."""
        says = cards.sentence(assignment, await self._names(assignment.guild_id))
        if len(people) > MOST_PRIVATE:
            channel = await self._channel(guild)
            if channel is None:
                return list(people)
            text = f"⏰ A reminder: {says} Those who have passed already are not named here."
            for start in range(0, len(people), _PINGS):
                await self._ping(channel, people[start : start + _PINGS], text)
            return []
        lost = []
        for person in people:
            private = f"⏰ A reminder from **{discord.utils.escape_markdown(guild.name)}**: {says}"
            shared = f"⏰ An assignment of yours is due {discord.utils.format_dt(assignment.due_at, 'R')}."
            if not await self.privately(guild, person, private, f"{shared} `/assign mine` shows it."):
                lost.append(person)
        return lost

    async def passed(self, guild: discord.Guild, assignment: Assignment, person: str) -> None:
        """Well done."""
        what = cards.what(assignment, await self._names(assignment.guild_id))
        await self.privately(
            guild,
            person,
            f"🎉 Passed: {what}, assigned by {cards.by(assignment)} in "
            f"**{discord.utils.escape_markdown(guild.name)}**. Well done!",
            "🎉 You have passed what was assigned to you. Well done!",
        )

    async def privately(self, guild: discord.Guild, person: str, text: str, shared: str) -> bool:
        """Write to one person, or ping them on the server with the `shared` words; False if neither was possible."""
        someone = discord.Object(int(person))
        try:
            conversation = await self._bot.create_dm(someone)
            where = await self._channel(guild)
            await conversation.send(f"{text}\n-# {_where(where)}"[:2000])
        except discord.HTTPException as error:
            _log.info("No private message to %s (%s)", person, error.code)
        else:
            return True
        try:
            await guild.fetch_member(someone.id)  # who has left the server is not pinged there
            channel = await self._channel(guild)
            if channel is not None:
                await self._ping(channel, [person], shared)
                return True
        except discord.NotFound:
            return True  # nobody is left to be told
        except discord.HTTPException as error:
            _log.warning("%s could not be told of an assignment: %s", person, error)
        return False

    async def _ping(self, channel: discord.abc.Messageable, people: Sequence[str], text: str) -> None:
        if people:
            await channel.send(f"{_mentions(people)} {text}"[:2000], allowed_mentions=_pinging(people))

    async def _names(self, guild_id: str | None) -> cards.Names:
        """What the customers of the server are called."""
        return names_of(await self._bot.desks.practices.roster.at(guild_id))

    async def _channel(self, guild: discord.Guild) -> discord.TextChannel | None:
        """Where one practises, else the system's channel, else the first one that we may write to."""
        settings = await self._servers.settings(str(guild.id))
        chosen = [guild.get_channel(int(id_)) for id_ in settings.channels]
        for channel in (*chosen, guild.system_channel, *guild.text_channels):
            if isinstance(channel, discord.TextChannel):
                may = channel.permissions_for(guild.me)
                if may.view_channel and may.send_messages:
                    return channel
        return None


def _where(channel: discord.TextChannel | None) -> str:
    return f"`/assign mine` on the server shows it{'' if channel is None else f', for instance in {channel.mention}'}."


def _may_ping(channel: discord.abc.Messageable, role: discord.Role) -> bool:
    """Whether a mention of the role notifies those who bear it. Everybody of a server is never pinged."""
    if role.is_default() or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    return role.mentionable or channel.permissions_for(role.guild.me).mention_everyone


def _mentions(people: Sequence[str]) -> str:
    return " ".join(f"<@{person}>" for person in people)


def _pinging(people: Sequence[str]) -> discord.AllowedMentions:
    return discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(int(one)) for one in people])
