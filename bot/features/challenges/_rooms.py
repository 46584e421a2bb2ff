"""The public threads of relays and raids: which challenge is played in which, and the cards that stand there."""

from contextlib import suppress
from io import BytesIO
from typing import Any

import discord

from bot.desk import DeskError
from bot.desk.challenges import State
from bot.features.beside import Beside
from bot.features.challenges import _together_cards as cards
from bot.features.challenges._clock import ChallengeClock
from bot.features.challenges._telling import anybody
from bot.features.host import Host
from bot.features.practice import stage_of
from bot.features.speech import Speech, portrait_of
from bot.features.threads import card_in, has_card, has_said, thread_of
from bot.store import StoredChallenge
from bot.ui import Card, shortened

_MISSING_ACCESS = (
    "The customer of “{name}” waits, but I may not open a thread here: I lack **Create Public Threads** or **Send "
    "Messages in Threads**. I try again until I may."
)


class Rooms:
    """The threads of the shared calls of one bot."""

    def __init__(self, bot: Host, clock: ChallengeClock) -> None:
        self.bot = bot
        self.beside = Beside()
        self._desk = bot.desks.challenges
        self._clock = clock
        self._rooms: dict[str, tuple[str, str]] = {}
        """Thread -> server and challenge."""
        self._cards: dict[str, int] = {}
        """The messages of the cards that stand in threads, by the id of a button on them."""
        self._complained: set[str] = set()

    @property
    def speech(self) -> Speech:
        """The voice of the customers, the same as in practices."""
        return stage_of(self.bot).speech

    # -- which challenge

    async def again(self, challenge: StoredChallenge) -> StoredChallenge:
        """The challenge as it stands now."""
        return await self._desk.life.get(challenge.id, anybody(challenge.guild_id))

    async def in_thread(self, thread_id: int) -> StoredChallenge | None:
        """The open challenge that is played in a thread."""
        room = self._rooms.get(str(thread_id))
        if room is None:
            return None
        guild_id, challenge_id = room
        try:
            challenge = await self._desk.life.get(challenge_id, anybody(guild_id))
        except DeskError:  # erased
            return None
        return challenge if challenge.state == State.OPEN else None

    def remember(self, challenge: StoredChallenge) -> None:
        """Listen to its thread from now on, or no more."""
        if challenge.thread_id is None or challenge.guild_id is None:
            return
        if challenge.state == State.OPEN:
            self._rooms[challenge.thread_id] = (challenge.guild_id, challenge.id)
        else:
            self._rooms.pop(challenge.thread_id, None)

    # -- the thread

    async def thread(self, challenge: StoredChallenge) -> discord.Thread | None:
        """Its thread; None where none was opened yet, or it is gone, which then ends the call."""
        if challenge.thread_id is None or challenge.guild_id is None:
            return None
        found = await thread_of(self.bot, challenge.thread_id)
        if found is None:
            await self._desk.life.place_gone(challenge.guild_id, challenge.thread_id)
            self._clock.look()
        return found

    async def open(self, challenge: StoredChallenge) -> None:
        """Open the thread and lay the case file there; what a killed process did of it is not done again."""
        thread = await self.thread(challenge)
        persona = (await self._desk.entries.customer(challenge)).persona
        if thread is None:
            thread = await self._opened(challenge)
            if thread is None:
                return
            challenge = await self._desk.life.placed(challenge, thread_id=str(thread.id))
            if thread.parent is not None:
                self.speech.forget(thread.parent.id)
        self.remember(challenge)
        self.beside.begin(self.speech.prepare(persona))
        if await has_card(thread, cards.how_id(challenge)):
            return
        members = await self._desk.life.members(challenge)
        portrait = portrait_of(persona)
        files = [discord.File(BytesIO(portrait.read_bytes()), filename="portrait.png")] if portrait else []
        address = "attachment://portrait.png" if portrait else None
        await thread.send(
            view=cards.briefing(challenge, persona, address, members),
            files=files,
            allowed_mentions=pinging(*(one.person_id for one in members)),
        )

    async def _opened(self, challenge: StoredChallenge) -> discord.Thread | None:
        channel = await self.channel(challenge)
        if channel is None:
            if challenge.guild_id is not None and challenge.channel_id is not None:
                await self._desk.life.place_gone(challenge.guild_id, challenge.channel_id)
                self._clock.look()
            return None
        title = f"{shortened(challenge.name, 80)} · {challenge.kind} {challenge.id}"
        for thread in channel.threads:  # opened by a process that was killed before it could note so
            if thread.name == title and self.bot.user is not None and thread.owner_id == self.bot.user.id:
                return thread
        try:
            return await channel.create_thread(
                name=title,
                type=discord.ChannelType.public_thread,
                auto_archive_duration=1440,  # minutes: a day without a message
            )
        except discord.Forbidden:
            if challenge.id not in self._complained:
                self._complained.add(challenge.id)
                with suppress(discord.HTTPException):
                    await channel.send(_MISSING_ACCESS.format(name=challenge.name)[:2000])
            raise

    async def channel(self, challenge: StoredChallenge) -> discord.TextChannel | None:
        """The channel that it was announced in; None if it is gone."""
        if challenge.channel_id is None:
            return None
        found = self.bot.get_channel(int(challenge.channel_id))
        if found is None:
            with suppress(discord.NotFound):
                return _text(await self.bot.fetch_channel(int(challenge.channel_id)))
        return _text(found)

    async def say(self, challenge: StoredChallenge, text: str, *pinged: str) -> None:
        """A line of the bot's own in the thread, once; nothing where there is no thread."""
        thread = await self.thread(challenge)
        if thread is not None and not await has_said(thread, text):
            await thread.send(text[:2000], allowed_mentions=pinging(*pinged))

    # -- cards that give way to the next one

    async def put(self, challenge: StoredChallenge, card: Card, button: str, *pinged: str, **parts: Any) -> None:  # noqa: ANN401 (discord.py's)
        """Send a card that has this button; the one before it goes."""
        thread = await self.thread(challenge)
        if thread is None:
            return
        before = await self.card(thread, button)
        sent = await thread.send(view=card, allowed_mentions=pinging(*pinged), **parts)
        self._cards[button] = sent.id
        if before is not None:
            with suppress(discord.HTTPException):  # it is only tidying up
                await before.delete()

    async def change(self, challenge: StoredChallenge, card: Card, button: str, *, for_good: bool = False) -> None:
        """Bring a card up to date, if it stands; `for_good`: it is not changed any more after that."""
        thread = await self.thread(challenge)
        found = None if thread is None else await self.card(thread, button)
        if found is None:
            return
        with suppress(discord.NotFound, discord.Forbidden):  # somebody deleted it
            await found.edit(view=card, allowed_mentions=discord.AllowedMentions.none())
        if for_good:
            self._cards.pop(button, None)

    async def clear(self, challenge: StoredChallenge, button: str) -> None:
        """Take a card away, if it stands."""
        thread = await self.thread(challenge)
        found = None if thread is None else await self.card(thread, button)
        if found is not None:
            self._cards.pop(button, None)
            with suppress(discord.HTTPException):
                await found.delete()

    async def card(self, thread: discord.Thread, button: str) -> discord.PartialMessage | None:
        """The message with this button, also one that another process sent."""
        if button not in self._cards:
            found = await card_in(thread, button)
            if found is None:
                return None
            self._cards[button] = found.id
        return thread.get_partial_message(self._cards[button])


def pinging(*people: str) -> discord.AllowedMentions:
    """Whom a message may ping: these people and nobody else."""
    return discord.AllowedMentions(users=[discord.Object(int(one)) for one in people if one.isdecimal()])


def _text(channel: object) -> discord.TextChannel | None:
    return channel if isinstance(channel, discord.TextChannel) else None
