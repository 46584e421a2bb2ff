"""First contact, `/settings` and `/help`; and once a day what is too old is deleted."""

import logging
from collections.abc import Awaitable, Callable
from typing import ClassVar

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.desk import Action, Actor
from bot.desk.servers import ServerDesk
from bot.features.actors import actor_of
from bot.features.host import Host, Interaction
from bot.features.server import _cards as cards
from bot.ui import Card, Refusal, answer, missing, wait

_log = logging.getLogger(__name__)

NEEDED = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "create_private_threads",
    "create_public_threads",
    "manage_threads",
    "manage_webhooks",
    "embed_links",
    "attach_files",
    "read_message_history",
)
_TAKES = {
    "settings": Action.CHANGE_SETTINGS,
    "review": Action.REVIEW,
    "team report": Action.SEE_TEAM_REPORT,
    **dict.fromkeys(("assign new", "assign list", "assign show", "assign withdraw"), Action.ASSIGN),
    "challenge create": Action.CREATE_CHALLENGE,
    "challenge begin": Action.BEGIN_CHALLENGE,
    "challenge close": Action.CLOSE_CHALLENGE,
    "challenge export": Action.EXPORT,
    **dict.fromkeys(("persona check", "persona upload", "persona remove"), Action.CHANGE_CUSTOMERS),
}
"""How the commands begin that are not for everybody, with what one must be allowed to do."""


class ServerCog(commands.Cog):
    """What concerns a server as a whole."""

    FIELDS: ClassVar[dict[str, str]] = {
        f"set_{name}": name for name in ("channels", "trainers", "leads", "difficulty", "mode", "keep_days", "dates")
    }

    def __init__(self, bot: Host, servers: ServerDesk) -> None:
        self.bot = bot
        self.servers = servers

    async def cog_load(self) -> None:
        self.forget_old.start()

    async def cog_unload(self) -> None:
        self.forget_old.cancel()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        settings = await self.servers.settings(str(guild.id))
        channel = _first_channel(guild)
        if settings.greeted or channel is None:
            return
        await self.servers.change(str(guild.id), greeted=True)
        lacks = missing(channel.permissions_for(guild.me), *NEEDED)
        await channel.send(view=cards.greeting(lacks, reads=self.bot.reads))

    @app_commands.command(name="settings", description="Where to practise, who trains, what the defaults are")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def settings(self, interaction: Interaction) -> None:
        await wait(interaction)
        await answer(interaction, view=await self._panel(interaction))

    @app_commands.command(name="help", description="What Simmer can do for you")
    @app_commands.guild_only()
    async def help(self, interaction: Interaction) -> None:
        await wait(interaction)
        actor = await actor_of(interaction, self.servers)
        known = [
            (command.qualified_name, command.description, "" if command.parent is None else command.parent.name)
            for command in self.bot.tree.walk_commands()
            if isinstance(command, app_commands.Command) and _has_use_for(actor, command.qualified_name)
        ]
        await answer(interaction, view=cards.help_card(actor, known))

    # -- the panel

    def setter(self, verb: str) -> Callable[[Interaction, str, list[str]], Awaitable[None]]:
        """What a select of the panel does."""
        field = self.FIELDS[verb]

        async def chosen(interaction: Interaction, guild_id: str, values: list[str]) -> None:
            _manager(interaction, guild_id)
            value: object = values if field in {"channels", "trainers", "leads"} else values[0]
            await self._keep(interaction, **{field: int(values[0]) if field == "keep_days" else value})

        return chosen

    async def set_mild(self, interaction: Interaction, guild_id: str) -> None:
        _manager(interaction, guild_id)
        settings = await self.servers.settings(guild_id)
        await self._keep(interaction, mild=not settings.mild)

    async def _keep(self, interaction: Interaction, **values: object) -> None:
        await interaction.response.defer()
        await self.servers.change(str(interaction.guild_id), **values)
        await interaction.edit_original_response(view=await self._panel(interaction))

    async def _panel(self, interaction: Interaction) -> Card:
        now = await self.servers.settings(str(interaction.guild_id))
        return cards.settings(str(interaction.guild_id), now, missing(interaction.app_permissions, *NEEDED))

    # -- once a day

    @tasks.loop(hours=24)
    async def forget_old(self) -> None:
        """Delete what the servers do not want to keep."""
        for guild in self.bot.guilds:
            # What was passed stays passed, also when the calls that show it are deleted.
            await self.bot.desks.assignments.keep_passed(str(guild.id))
            deleted = await self.servers.forget_old(str(guild.id))
            if deleted:
                _log.info("%s old calls of the server %s were deleted", deleted, guild.id)

    @forget_old.before_loop
    async def _connected(self) -> None:
        await self.bot.wait_until_ready()


def _manager(interaction: Interaction, guild_id: str) -> None:
    """Only who may manage this server may set it, whoever opened the panel."""
    if str(interaction.guild_id) != guild_id or not interaction.permissions.manage_guild:
        raise Refusal("Settings are for people who may manage this server.")


def _first_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """Where the first message is seen: the system's channel, else the first one that we may write to."""
    candidates = [guild.system_channel, *guild.text_channels]
    for channel in candidates:
        if channel is None:
            continue
        may = channel.permissions_for(guild.me)
        if may.view_channel and may.send_messages:
            return channel
    return None


def _has_use_for(actor: Actor, command: str) -> bool:
    """Whether somebody may do what a command is for."""
    return all(actor.may(action) for start, action in _TAKES.items() if f"{command} ".startswith(f"{start} "))
