"""The threads that calls are played in: found, searched, shut."""

from contextlib import suppress

import discord

_LOOKED_AT = 30
"""Messages at the end of a thread in which a card is looked for."""
_LAST_SAID = 10
"""Messages at the end of a thread that a killed process may have sent last."""


async def thread_of(client: discord.Client, thread_id: str | None) -> discord.Thread | None:
    """The thread; None if it is gone. An archived one is in no cache."""
    if thread_id is None:
        return None
    channel = client.get_channel(int(thread_id))
    if channel is None:
        try:
            channel = await client.fetch_channel(int(thread_id))
        except discord.NotFound:
            return None
    return channel if isinstance(channel, discord.Thread) else None


def carries(message: discord.Message, custom_id: str) -> bool:
    """Whether this button is below the message."""
    view = discord.ui.LayoutView.from_message(message, timeout=None)
    return any(getattr(item, "custom_id", None) == custom_id for item in view.walk_children())


async def card_in(thread: discord.Thread, custom_id: str) -> discord.Message | None:
    """The latest card with this button, among the last messages of the thread."""
    with suppress(discord.HTTPException):
        async for message in thread.history(limit=_LOOKED_AT):
            if carries(message, custom_id):
                return message
    return None


async def has_card(thread: discord.Thread, custom_id: str) -> bool:
    """Whether a card with this button is in the thread."""
    return await card_in(thread, custom_id) is not None


async def has_said(thread: discord.Thread, text: str) -> bool:
    """Whether the bot or the customer said this among the last messages of the thread."""
    with suppress(discord.HTTPException):
        async for message in thread.history(limit=_LAST_SAID):
            if (message.author.bot or message.webhook_id) and message.content.endswith(text[:1900]):
                return True
    return False


async def shut(thread: discord.Thread) -> None:
    """Archive the thread, and lock it where we may."""
    may_lock = thread.permissions_for(thread.guild.me).manage_threads
    with suppress(discord.HTTPException):  # it is only tidying up
        await (thread.edit(archived=True, locked=True) if may_lock else thread.edit(archived=True))
