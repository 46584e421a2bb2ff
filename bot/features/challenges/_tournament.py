"""The tournament in Discord: everybody plays in a private thread of their own; the channel shows how it stands."""

from contextlib import suppress
from datetime import datetime

import discord

from bot.desk.challenges import News
from bot.features.challenges._announcement import Announcement
from bot.features.challenges._wording import both
from bot.features.host import Host
from bot.store import Notice, Practice, StoredChallenge

_LOOKED_AT = 10
"""Messages at the end of a thread among which a sentence that a killed process said is looked for."""


class TournamentTeller:
    """Tells of tournaments."""

    def __init__(self, bot: Host, announcement: Announcement) -> None:
        self._bot = bot
        self._announcement = announcement

    async def tell(self, challenge: StoredChallenge, notice: Notice) -> None:
        """The opening and the close get a message of their own: an edited one is not noticed."""
        match News(notice.kind):
            case News.OPENED | News.CLOSED:
                await self._announcement.post(challenge)
            case News.CLOSING:
                await self._hurry(challenge, datetime.fromisoformat(notice.data["until"]))

    async def settled(self, challenge: StoredChallenge) -> None:
        """There is nothing beside the card in the channel."""

    async def _hurry(self, challenge: StoredChallenge, until: datetime) -> None:
        """Say in the threads of the calls that run until when they count."""
        practices = self._bot.desks.practices
        for practice in practices.unfinished():
            if practice.challenge_id == challenge.id and practice.state == "live":
                thread = await _thread(self._bot, practice)
                says = f"⏳ The tournament is closing: this call counts if it ends by {both(until)}."
                if thread is not None and not await _said(thread, says):
                    await thread.send(says)


async def _thread(bot: Host, practice: Practice) -> discord.Thread | None:
    try:
        found = bot.get_channel(int(practice.thread_id or 0)) or await bot.fetch_channel(int(practice.thread_id or 0))
    except discord.NotFound:
        return None
    return found if isinstance(found, discord.Thread) else None


async def _said(thread: discord.Thread, text: str) -> bool:
    with suppress(discord.Forbidden):
        async for message in thread.history(limit=_LOOKED_AT):
            if message.content == text:
                return True
    return False
