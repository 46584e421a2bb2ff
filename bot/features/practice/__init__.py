"""Practising in a thread: the commands, the customer's voice, and the time that passes."""

from bot.features.host import Host
from bot.features.practice._cog import Listening, PracticeCog
from bot.features.practice._presses import register
from bot.features.practice._stage import Stage


async def setup(bot: Host) -> None:
    stage = Stage(bot, bot.desks)
    register(bot, stage)
    await bot.add_cog(PracticeCog(bot, stage))
    await bot.add_cog(Listening(stage))
