"""The card of a challenge in its channel: sent when it is announced, opened and closed, and kept current by editing.

Each of these messages takes over from the one before, which then only says where it goes on. Edits are rare enough for
Discord: at most one every few seconds for a challenge, and none that would change nothing.
"""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress
from typing import Any

import discord

from bot.customers.persona import Persona
from bot.desk import DeskError
from bot.desk.challenges import ChallengeDesk, Kind, State
from bot.features.challenges import _cards as cards
from bot.features.challenges._controls import marker
from bot.features.challenges._standing_cards import podium, scoreboard
from bot.features.challenges._telling import anybody
from bot.features.host import Host
from bot.store import StoredChallenge, StoreError
from bot.ui import Card

_log = logging.getLogger(__name__)

EVERY = 4.0
"""Seconds between two edits; Discord takes about five edits in five seconds for a whole channel."""
AGAIN_AFTER = 15.0
_LOOKED_AT = 30
"""Messages at the end of a channel among which a card that a killed process sent is looked for."""


class Announcement:
    """Keeps the cards of all challenges."""

    def __init__(self, bot: Host, challenges: ChallengeDesk) -> None:
        self._bot = bot
        self._challenges = challenges
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._shown: dict[str, list[dict[str, Any]]] = {}
        """What each card shows, to leave out edits that change nothing."""
        self._personas: dict[tuple[str, str], Persona] = {}
        """The customers of the challenges, each in the version that is met there."""
        self._edited: dict[str, float] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def post(self, challenge: StoredChallenge) -> None:
        """Show the challenge as it stands in a new message, which takes over; the one of a killed process is found."""
        async with self._locks[challenge.id]:
            await self._post(challenge)

    def refresh(self, challenge: StoredChallenge) -> None:
        """Bring the card up to date soon."""
        self.refresh_by_id(challenge.id, challenge.guild_id)

    def refresh_by_id(self, challenge_id: str, guild_id: str | None) -> None:
        """Bring the card up to date soon."""
        loop = asyncio.get_running_loop()
        if challenge_id not in self._waiting:
            delay = max(0.0, self._edited.get(challenge_id, -EVERY) + EVERY - loop.time())
            self._waiting[challenge_id] = loop.call_later(delay, self._begin, challenge_id, guild_id)

    async def close(self) -> None:
        """No card is changed from now on."""
        for timer in self._waiting.values():
            timer.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=AGAIN_AFTER)

    async def persona(self, challenge: StoredChallenge) -> Persona:
        """The customer of the challenge. Reading them takes a tenth of a second, and they never change."""
        key = (challenge.persona_id, challenge.persona_version)
        if key not in self._personas:
            self._personas[key] = (await self._challenges.entries.met(challenge.id, challenge.guild_id)).persona
        return self._personas[key]

    async def channel(self, challenge: StoredChallenge) -> discord.TextChannel | None:
        """Where the challenge is shown; None if that place is gone, which is then noted."""
        if challenge.channel_id is None or challenge.guild_id is None:
            return None
        found = self._bot.get_channel(int(challenge.channel_id))
        if found is None:
            try:
                found = await self._bot.fetch_channel(int(challenge.channel_id))
            except discord.NotFound:
                await self._challenges.life.place_gone(challenge.guild_id, challenge.channel_id)
                return None
        return found if isinstance(found, discord.TextChannel) else None

    # -- inside

    def _begin(self, challenge_id: str, guild_id: str | None) -> None:
        self._waiting.pop(challenge_id, None)
        self._edited[challenge_id] = asyncio.get_running_loop().time()
        task = asyncio.get_running_loop().create_task(self._bring_up_to_date(challenge_id, guild_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring_up_to_date(self, challenge_id: str, guild_id: str | None) -> None:
        try:
            async with self._locks[challenge_id]:
                challenge = await self._challenges.life.get(challenge_id, anybody(guild_id))
                if challenge.message_id is not None:
                    await self._edit(challenge, challenge.message_id, await self.card(challenge))
                elif challenge.state != State.CLOSED:
                    await self._post(challenge)
        except (discord.NotFound, discord.Forbidden, DeskError) as error:
            # The message was deleted, or we may not write here any more: it is shown where it is asked for.
            _log.info("The card of challenge %s is not shown: %s", challenge_id, error)
        except (discord.HTTPException, OSError, StoreError) as error:
            _log.warning("The card of challenge %s is changed later: %s", challenge_id, error)
            self._edited[challenge_id] = asyncio.get_running_loop().time() + AGAIN_AFTER - EVERY
            self.refresh_by_id(challenge_id, guild_id)

    async def _post(self, challenge: StoredChallenge) -> None:
        challenge = await self._challenges.life.get(challenge.id, anybody(challenge.guild_id))
        channel = await self.channel(challenge)
        if channel is None:
            return
        view = await self.card(challenge)
        message = await _sent_before(channel, marker(challenge)) or await channel.send(view=view)
        before = challenge.message_id
        await self._challenges.life.placed(challenge, message_id=str(message.id))
        self._shown[challenge.id] = _components(view)
        if before is not None and before != str(message.id):
            with suppress(discord.NotFound, discord.Forbidden):  # it was deleted
                retired = cards.retired(challenge, message.jump_url)
                await channel.get_partial_message(int(before)).edit(view=retired)

    async def _edit(self, challenge: StoredChallenge, message_id: str, view: Card) -> None:
        components = _components(view)
        if self._shown.get(challenge.id) == components:
            return
        channel = await self.channel(challenge)
        if channel is not None:
            await channel.get_partial_message(int(message_id)).edit(view=view)
            self._shown[challenge.id] = components

    async def card(self, challenge: StoredChallenge) -> Card:
        """What stands in the channel: the announcement, a duel's scoreboard, or the end."""
        anyone = anybody(challenge.guild_id)
        life, scores = self._challenges.life, self._challenges.scores
        persona = await self.persona(challenge)
        standing = await scores.standing(challenge.id, anyone)
        if challenge.kind == Kind.TOURNAMENT and challenge.state == State.CLOSED:
            return podium(standing, await scores.podium(challenge.id, anyone), persona)
        if challenge.kind == Kind.DUEL and challenge.state in {State.OPEN, State.CLOSED}:
            return scoreboard(standing, persona)
        return cards.announcement(challenge, persona, await life.members(challenge), standing)


def _components(view: Card) -> list[dict[str, Any]]:
    """What is sent of a card, to be compared."""
    return view.to_components()  # type: ignore[no-any-return, no-untyped-call]


async def _sent_before(channel: discord.TextChannel, custom_id: str) -> discord.Message | None:
    """The message with this button among the last ones of the channel."""
    with suppress(discord.Forbidden):
        async for message in channel.history(limit=_LOOKED_AT):
            view = discord.ui.LayoutView.from_message(message, timeout=None)
            if any(getattr(item, "custom_id", None) == custom_id for item in view.walk_children()):
                return message
    return None
