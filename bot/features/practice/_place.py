"""Where somebody may practise, and what the bot needs there."""

import discord

from bot.desk.servers import ServerSettings
from bot.features.host import Interaction
from bot.ui import Refusal, missing, permission_names


def member_of(interaction: Interaction) -> discord.Member:
    if not isinstance(interaction.user, discord.Member):
        raise Refusal("Practising needs a server: this works in a channel of one.")
    return interaction.user


def channel_of(interaction: Interaction, settings: ServerSettings) -> discord.TextChannel:
    """The text channel for a new practice.

    Raises:
        Refusal: threads cannot be made here, or the server wants practising elsewhere.
    """
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        channel = channel.parent
    if not isinstance(channel, discord.TextChannel) or channel.is_news():
        raise Refusal("A call needs a thread, and there are none here. Try again in an ordinary text channel.")
    if settings.channels and str(channel.id) not in settings.channels:
        where = ", ".join(f"<#{id_}>" for id_ in settings.channels)
        raise Refusal(f"This server practises in {where}.")
    return channel


def may_play(channel: discord.TextChannel, *, public: bool) -> None:
    """Whether the bot may do in the channel what a call needs.

    Raises:
        Refusal: it names the permissions that are missing.
    """
    kind = "create_public_threads" if public else "create_private_threads"
    lacks = missing(
        channel.permissions_for(channel.guild.me),
        "view_channel",
        "send_messages",
        kind,
        "send_messages_in_threads",
        "read_message_history",
        "attach_files",
    )
    if lacks:
        raise Refusal(
            f"I lack a permission in {channel.mention}: {permission_names(lacks)}. An administrator can give it to my "
            "role in the channel's settings."
        )
