"""Who asks: the person behind an interaction, with what they are on this server."""

import discord

from bot.desk import Actor, Role
from bot.desk.servers import ServerDesk
from bot.features.host import Interaction


async def actor_of(interaction: Interaction, servers: ServerDesk) -> Actor:
    """The person who asks, with the roles that /settings gives to the Discord roles they bear.

    Discord says with each interaction which roles its member bears, so that nothing has to be kept or asked for.
    """
    who, guild_id = interaction.user, interaction.guild_id
    if guild_id is None or not isinstance(who, discord.Member):
        return Actor(str(who.id), who.display_name, None, frozenset({Role.STRANGER}))
    settings = await servers.settings(str(guild_id))
    bears = {str(role.id) for role in who.roles}
    roles = settings.roles(bears, manages=interaction.permissions.manage_guild)
    return Actor(str(who.id), who.display_name, str(guild_id), roles)
