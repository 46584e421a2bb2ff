"""A server with a team and stored calls."""

import pytest

from tests.discord.groups.world import Groups
from tests.discord.world import World


@pytest.fixture
async def groups(world: World) -> Groups:
    await world.bot.desks.servers.change(
        str(world.guild.id), trainers=[str(world.trainers.id)], leads=[str(world.leads.id)]
    )
    return Groups(world)
