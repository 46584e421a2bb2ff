"""The opening of a practice: its thread, the case file in it, and what was said before where a call is played again."""

import asyncio
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import discord

from bot.call.events import AgentSaid, CustomerSaid
from bot.customers.persona import Persona
from bot.desk.practice import Wish
from bot.features.practice import _cards as cards
from bot.features.practice._backstage import Backstage
from bot.features.speech import portrait_of
from bot.store import Practice
from bot.ui import shortened
from bot.ui.cards import plain

_AT_ONCE = 4
"""Practices that are opened at the same time. Of a hundred starts, all are to be acknowledged before that work."""


class Opening:
    """Opens practices."""

    def __init__(self, backstage: Backstage) -> None:
        self._back = backstage
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def open(
        self, wish: Wish, channel: discord.TextChannel, others: Sequence[discord.abc.Snowflake], title: str
    ) -> Practice:
        """Book the practice, open its thread, and lay the case file there. If any of it fails, nothing is left."""
        async with self._turns:
            return await self._open(wish, channel, others, title)

    async def _open(
        self, wish: Wish, channel: discord.TextChannel, others: Sequence[discord.abc.Snowflake], title: str
    ) -> Practice:
        practices = self._back.practices
        await practices.roster.refresh()
        practice = await practices.book(wish)
        self._back.speech.forget(channel.id)
        async with self._back.scenes.alone(practice.id):  # who comes back meanwhile must not take it for left behind
            return await self._set(practice, wish, channel, others, title)

    async def _set(
        self,
        practice: Practice,
        wish: Wish,
        channel: discord.TextChannel,
        others: Sequence[discord.abc.Snowflake],
        title: str,
    ) -> Practice:
        practices = self._back.practices
        try:
            name = (await practices.customer_of(practice)).persona.name
            kind = discord.ChannelType.public_thread if wish.public else discord.ChannelType.private_thread
            thread = await channel.create_thread(
                name=shortened(title or f"{name} · {wish.trainee.name}", 100),
                type=kind,
                invitable=False,
                auto_archive_duration=1440,  # minutes: a day without a message
            )
            practice = await practices.opened(practice, str(thread.id))
            for person in (discord.Object(int(wish.trainee.id)), *others):
                await thread.add_user(person)
            await self.brief(practice, thread)
        except BaseException:
            await practices.gone(practice)
            raise
        return practice

    async def brief(self, practice: Practice, thread: discord.Thread) -> None:
        """Lay the case file into the thread."""
        persona = (await self._back.practices.customer_of(practice)).persona
        self._back.beside.begin(self._back.speech.prepare(persona))
        self._back.beside.begin(self._back.practices.make_ready(practice))
        await thread.send(**self.briefing(practice, persona))

    def briefing(self, practice: Practice, persona: Persona, *, taken: bool = False) -> dict[str, Any]:
        """The case file with its portrait, to be sent."""
        portrait = portrait_of(persona)
        files = [discord.File(BytesIO(portrait.read_bytes()), filename="portrait.png")] if portrait else []
        address = "attachment://portrait.png" if portrait else None
        view = cards.briefing(practice, persona, address, reply=not self._back.bot.reads, taken=taken)
        return {"view": view, "files": files}

    async def recall(self, practice: Practice) -> None:
        """Show what was said before the message from which the call is played again."""
        live = await self._back.practices.live(practice)
        thread = await self._back.thread(practice)
        if practice.from_call is None or thread is None:
            return
        name = live.customer.persona.name
        lines = [
            f"> **{name if isinstance(event, CustomerSaid) else practice.trainee_name}:** {plain(event.text)}"
            for event in live.call.events
            if isinstance(event, CustomerSaid | AgentSaid)
        ]
        if lines:
            await thread.send(f"**Before this**\n{latest(lines, 1900)}")


def latest(lines: Sequence[str], most: int) -> str:
    """As many of the last lines as there is room for."""
    kept: list[str] = []
    for line in reversed(lines):
        short = shortened(line.replace("\n", " "), 400)
        if sum(map(len, kept)) + len(kept) + len(short) > most:
            break
        kept.append(short)
    return "\n".join(reversed(kept))
