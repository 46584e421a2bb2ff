"""What makes people better between calls: craft library, progress, own settings and data, the reviews of trainers."""

from bot.coaching import NoSuchTechniqueError
from bot.features.coaching._cog import CoachingCog
from bot.features.coaching._own_data import OwnDataCog
from bot.features.coaching._review import ReviewCog
from bot.features.host import Host
from bot.ui import Foreseen


async def setup(bot: Host) -> None:
    Foreseen.add(NoSuchTechniqueError)
    coaching = CoachingCog(bot)
    bot.presses["card"] = coaching.show_card
    bot.picks["card"] = coaching.pick_card
    bot.presses["own_mild"] = coaching.turn_mild
    bot.presses["own_word"] = coaching.ask_stop_word
    bot.picks["own_ceiling"] = coaching.set_ceiling
    bot.forms["own_word"] = coaching.set_stop_word
    await bot.add_cog(coaching)
    await bot.add_cog(ReviewCog(bot))
    own_data = OwnDataCog(bot)
    bot.presses["erase_me"] = own_data.erase
    await bot.add_cog(own_data)
