"""Practising in a thread: the commands, the customer's voice, and the time that passes."""

from bot.features.host import Host
from bot.features.practice._cog import Listening, PracticeCog, stage_of
from bot.features.practice._place import channel_of, may_play, member_of
from bot.features.practice._presses import register, seconds_of
from bot.features.practice._stage import Stage

__all__ = ["Stage", "channel_of", "may_play", "member_of", "seconds_of", "setup", "stage_of"]


async def setup(bot: Host) -> None:
    stage = Stage(bot, bot.desks)
    register(bot, stage)
    await bot.add_cog(PracticeCog(bot, stage))
    await bot.add_cog(Listening(stage))
