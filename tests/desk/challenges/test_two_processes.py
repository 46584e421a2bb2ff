"""What two processes over one database do at the same moment happens once."""

import asyncio
from datetime import timedelta

from bot.desk.challenges import Kind
from tests.desk.challenges.world import ANA, BO, CY, START, TESS, World


async def test_a_challenge_that_two_timers_open_is_opened_once(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT, opens_at=START + timedelta(minutes=1))
    world.time.passes(60)
    await asyncio.gather(*(one.challenges.settle() for one in (world, world.restarted(), world.restarted())))
    assert await world.news(challenge) == ["opened"]


async def test_a_stale_change_changes_nothing_and_tells_nothing(world: World) -> None:
    challenge = await world.create(Kind.TOURNAMENT)
    await world.news(challenge)
    life = world.challenges.life
    assert (await life.close(challenge.id, TESS)).state == "closed"
    assert await life.open(challenge) is False  # as it was read before the close
    assert (await world.again(challenge)).state == "closed"
    assert await world.news(challenge) == ["closed"]


async def test_a_turn_that_two_timers_skip_is_skipped_once(world: World) -> None:
    challenge = await world.create(Kind.RELAY, absent=40, persona_id="yusuf")
    await world.join(challenge, ANA, BO, CY)
    await world.challenges.life.begin(challenge.id, TESS)
    await world.news(challenge)
    before = await world.again(challenge)
    world.time.passes(40)
    await world.challenges.relays.skip(before)
    await world.restarted().challenges.relays.skip(before)
    assert (await world.again(challenge)).turn_of == "bo"
    assert await world.news(challenge) == ["turn"]
    members = await world.challenges.life.members(challenge)
    assert [one.skips for one in members] == [1, 0, 0]


async def test_a_round_that_two_timers_end_is_ended_once(world: World) -> None:
    challenge = await world.create(Kind.RAID, propose=60)
    await world.join(challenge, ANA, BO, CY)
    begun = await world.challenges.life.begin(challenge.id, TESS)
    await world.listens(challenge)
    await world.news(challenge)
    for who, text in ((ANA, "Hello, what happened?"), (BO, "I am so sorry.")):
        world.time.passes(1)
        await world.challenges.raids.propose(challenge.id, who, text)
    round_ = await world.challenges._room.rounds.latest(challenge.id)
    assert round_ is not None
    for process in (world, world.restarted()):
        await process.challenges.raids.go_on(begun, round_)
    assert await world.news(challenge) == ["vote"]
