"""The customer's voice: a webhook with their name and portrait, or the bot itself where webhooks are not allowed."""

import logging
from hashlib import sha256
from pathlib import Path

import discord

from bot.customers.persona import Persona
from bot.ui import shortened
from bot.ui.cards import plain

_log = logging.getLogger(__name__)
_PORTRAITS = Path(__file__).resolve().parents[1] / "ui" / "portraits"
_UNKNOWN_WEBHOOK = 10015
_LONGEST_NAME = 80
_LARGEST_EMOJI = 256 * 1024
_NOT_ALLOWED = ("clyde", "discord")
"""Names that Discord refuses for a webhook's message."""


def portrait_of(persona: Persona) -> Path | None:
    path = _PORTRAITS / f"{persona.id}.png"
    return path if path.is_file() else None


class Speech:
    """Speaks for all customers of one bot."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._webhooks: dict[int, discord.Webhook] = {}
        self._silent: set[int] = set()
        """Channels where webhooks are not allowed; asked again at the next start of a practice."""
        self._faces: dict[str, str] = {}
        """Where the portraits are found, by the ids of the customers."""
        self._preparing: set[str] = set()

    def forget(self, channel_id: int) -> None:
        """Try again with a webhook in this channel: its permissions may have changed."""
        self._silent.discard(channel_id)

    async def say(self, thread: discord.Thread, persona: Persona, text: str) -> None:
        """Speak as the customer. What stands in their file is words, never formatting."""
        text = plain(text)
        webhook = await self._webhook(thread.parent)
        if webhook is not None and await self._by_webhook(webhook, thread, persona, text):
            return
        await thread.send(f"**{plain(shortened(persona.name, 80))}:** {text}"[:2000])

    async def _by_webhook(
        self, webhook: discord.Webhook, thread: discord.Thread, persona: Persona, text: str, *, again: bool = True
    ) -> bool:
        try:
            await webhook.send(
                text[:2000],
                username=_name(persona),
                avatar_url=self._faces.get(persona.id),
                thread=thread,
                allowed_mentions=discord.AllowedMentions.none(),
                wait=True,
            )
        except discord.Forbidden:
            self._silent.add(webhook.channel_id or 0)
            return False
        except discord.NotFound as error:
            if error.code != _UNKNOWN_WEBHOOK:
                raise
            self._webhooks.pop(webhook.channel_id or 0, None)  # somebody deleted it
            made = await self._webhook(thread.parent)
            return made is not None and again and await self._by_webhook(made, thread, persona, text, again=False)
        return True

    async def _webhook(self, channel: discord.TextChannel | discord.ForumChannel | None) -> discord.Webhook | None:
        """Our webhook of the channel, made once: threads have none of their own, and a channel holds 15 at most."""
        if channel is None or channel.id in self._silent:
            return None
        if channel.id not in self._webhooks:
            if not channel.permissions_for(channel.guild.me).manage_webhooks:
                self._silent.add(channel.id)
                return None
            try:
                own = [hook for hook in await channel.webhooks() if hook.token and hook.user == self._client.user]
                self._webhooks[channel.id] = own[0] if own else await channel.create_webhook(name="Simmer")
            except discord.HTTPException as error:  # not allowed after all, or 15 are there already (30007)
                _log.warning("No webhook in channel %s, the bot speaks itself: %s", channel.id, error)
                self._silent.add(channel.id)
                return None
        return self._webhooks[channel.id]

    async def prepare(self, persona: Persona) -> None:
        """Find a lasting public address of the portrait before it is needed: nobody's first words wait for it.

        It is an emoji of the application, uploaded once; a webhook's picture must be an address that Discord can read.
        """
        if persona.id in self._faces or persona.id in self._preparing:
            return
        self._preparing.add(persona.id)  # of a hundred starts at once, one looks and uploads
        try:
            face = await self._uploaded(persona)
        finally:
            self._preparing.discard(persona.id)
        if face is not None:
            self._faces[persona.id] = face

    async def _uploaded(self, persona: Persona) -> str | None:
        path = portrait_of(persona)
        if path is None:
            return None
        image = path.read_bytes()
        if len(image) > _LARGEST_EMOJI:
            return None
        name = f"simmer_{sha256(image).hexdigest()[:16]}"
        try:
            known = {emoji.name: emoji for emoji in await self._client.fetch_application_emojis()}
            emoji = known.get(name) or await self._client.create_application_emoji(name=name, image=image)
        except discord.HTTPException as error:
            _log.warning("The portrait of %s could not be uploaded: %s", persona.id, error)
            return None
        return str(emoji.url)


def _name(persona: Persona) -> str:
    name = shortened(persona.name, _LONGEST_NAME)
    return persona.id if any(word in name.lower() for word in _NOT_ALLOWED) else name
