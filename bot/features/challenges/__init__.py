"""Challenges in Discord: tournaments, duels, relays and raids."""

from bot.desk.challenges import Kind
from bot.features.challenges._announcement import Announcement
from bot.features.challenges._clock import ChallengeClock
from bot.features.challenges._cog import ChallengeCog
from bot.features.challenges._duel import DuelTeller
from bot.features.challenges._presses import Presses, register
from bot.features.challenges._together import setup_together
from bot.features.challenges._tournament import TournamentTeller
from bot.features.challenges._watching import Watching
from bot.features.host import Host


async def setup(bot: Host) -> None:
    challenges = bot.desks.challenges
    announcement = Announcement(bot, challenges)
    clock = ChallengeClock(bot, challenges, announcement)
    clock.tellers[Kind.TOURNAMENT] = TournamentTeller(bot, announcement)
    clock.tellers[Kind.DUEL] = DuelTeller(bot, challenges, announcement)
    clock.tellers |= await setup_together(bot, clock)
    presses = Presses(bot, announcement, clock)
    register(bot, presses)
    await bot.add_cog(ChallengeCog(bot, announcement, clock, presses))
    await bot.add_cog(Watching(bot, announcement, clock))
