"""What the bot may do where it is asked, in the words of Discord's own settings."""

import discord

_WORDS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "create_private_threads": "Create Private Threads",
    "manage_threads": "Manage Threads",
    "manage_webhooks": "Manage Webhooks",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
    "add_reactions": "Add Reactions",
}
INVITE = discord.Permissions(**dict.fromkeys(_WORDS, True))
"""What the invitation asks for. Never Administrator."""


def missing(has: discord.Permissions, *needed: str) -> list[str]:
    """The needed permissions that are not there, by their names in Discord."""
    return [_WORDS[name] for name in needed if not getattr(has, name)]


def permission_names(names: list[str]) -> str:
    """`**Send Messages** and **Attach Files**`."""
    bold = [f"**{name}**" for name in names]
    return bold[0] if len(bold) == 1 else f"{', '.join(bold[:-1])} and {bold[-1]}"
