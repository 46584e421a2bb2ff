"""The simulated Discord of tests/discord with a team in it."""

import pytest
from simcord.env import Env

from bot.settings import Settings
from tests.discord.challenges.world import TeamWorld


@pytest.fixture
async def world(env: Env, own_settings: Settings) -> TeamWorld:
    world = TeamWorld(env, own_settings)
    settings = {"trainers": [str(world.trainers.id)], "leads": [str(world.leads.id)]}
    await world.bot.desks.servers.change(str(world.guild.id), **settings)
    return world
