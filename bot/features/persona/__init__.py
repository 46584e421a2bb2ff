"""The customers of a server: whom one can practise with, and those that a team brings itself."""

from bot.features.host import Host
from bot.features.persona._cog import PersonaCog


async def setup(bot: Host) -> None:
    cog = PersonaCog(bot)
    bot.presses["customers"] = cog.turn
    bot.presses["remove_customer"] = cog.removed
    await bot.add_cog(cog)
