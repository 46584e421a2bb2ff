"""A server and its bot: the first message, the settings, the help."""

from bot.features.host import Host
from bot.features.server._cog import ServerCog


async def setup(bot: Host) -> None:
    cog = ServerCog(bot, bot.desks.servers)
    bot.presses["set_mild"] = cog.set_mild
    bot.picks |= {name: cog.setter(name) for name in cog.FIELDS}
    await bot.add_cog(cog)
