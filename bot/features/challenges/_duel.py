"""The duel in Discord: both get their threads at the same time, and the channel shows a scoreboard."""

import asyncio
import logging
from collections.abc import Sequence

import discord

from bot.desk import DeskError, Trainee
from bot.desk.challenges import ChallengeDesk, News, State
from bot.desk.practice import OngoingError, Wish
from bot.features.challenges._announcement import Announcement
from bot.features.host import Host
from bot.features.practice import stage_of
from bot.store import Member, Notice, StoredChallenge
from bot.ui.cards import plain

_log = logging.getLogger(__name__)

UNKNOWN_MEMBER = frozenset((10007, 10013))
"""Discord's codes for somebody who is not on the server (any more)."""


class DuelTeller:
    """Tells of duels."""

    def __init__(self, bot: Host, challenges: ChallengeDesk, announcement: Announcement) -> None:
        self._bot = bot
        self._challenges = challenges
        self._announcement = announcement

    async def tell(self, challenge: StoredChallenge, notice: Notice) -> None:
        """The scoreboard and the verdict get a message of their own: an edited one is not noticed."""
        match News(notice.kind):
            case News.OPENED:
                await self._announcement.post(challenge)
                await self._open_threads(challenge)
            case News.CLOSED:
                await self._announcement.post(challenge)

    async def settled(self, challenge: StoredChallenge) -> None:
        """There is nothing beside the card in the channel and the threads of the two."""

    async def _open_threads(self, challenge: StoredChallenge) -> None:
        """Open the threads of both at once. Who has theirs already, from before a restart, keeps it."""
        channel = await self._announcement.channel(challenge)
        if channel is None or challenge.state != State.OPEN:
            return
        two = await self._challenges.life.members(challenge)
        if not all([await self._is_there(channel, one) for one in two]):
            return  # nobody plays against somebody who is gone
        found = await asyncio.gather(*(self._open(challenge, channel, one) for one in two), return_exceptions=True)
        await self._invite_again(channel, two, found)

    async def _open(self, challenge: StoredChallenge, channel: discord.TextChannel, member: Member) -> None:
        stage = stage_of(self._bot)
        guild_id = str(challenge.guild_id)
        ongoing = stage.practices.of(guild_id, member.person_id)
        if ongoing is None or ongoing.challenge_id != challenge.id:
            trainee = Trainee(member.person_id, member.name, guild_id)
            await stage.open(Wish(guild_id, str(channel.id), trainee, challenge_id=challenge.id), channel)

    async def _invite_again(
        self, channel: discord.TextChannel, two: Sequence[Member], found: Sequence[BaseException | None]
    ) -> None:
        """Who is on another call gets their thread by Play when that is over; anything else is tried again."""
        busy = [one for one, error in zip(two, found, strict=True) if isinstance(error, OngoingError)]
        if busy:
            names = ", ".join(f"<@{one.person_id}>" for one in busy)
            await channel.send(
                f"{names}: the duel is on! End your other call, then press **Play**.",
                allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(one.person_id)) for one in busy]),
            )
        for error in found:
            if isinstance(error, DeskError):
                _log.info("A thread of a duel was not opened: %s", error)  # their call was over before a restart
            elif error is not None:
                raise error

    async def _is_there(self, channel: discord.TextChannel, member: Member) -> bool:
        """Whether they are still on the server; who is not leaves the duel."""
        try:
            await channel.guild.fetch_member(int(member.person_id))
        except discord.NotFound as error:
            if error.code not in UNKNOWN_MEMBER:
                raise
            await self._challenges.joining.member_gone(str(channel.guild.id), member.person_id)
            _log.info("%s has left the server", plain(member.name))
            return False
        return True
