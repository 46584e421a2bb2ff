"""What other features build on: calls opened for somebody, rules of who may write, and the news that one is over."""

import discord

from bot.call.events import AgentSaid
from bot.desk import Trainee
from bot.desk.practice import Wish
from bot.features.practice import stage_of
from bot.features.seats import Deed
from bot.store import Practice
from tests.discord.world import World, said


class EverybodyWrites:
    """A shared call: all may write, one steers."""

    def concerns(self, practice: Practice) -> bool:
        return practice.public

    def objection(self, practice: Practice, user_id: str, deed: Deed) -> str:
        shared = deed is Deed.WRITE or user_id == practice.trainee_id
        return "" if shared else "Only the captain does that."


async def opened(world: World, *, public: bool) -> Practice:
    """A call for Bob, who did not ask for it."""
    guild_id = str(world.guild.id)
    channel = world.bot.get_channel(world.channel.id)
    assert isinstance(channel, discord.TextChannel)
    wish = Wish(guild_id, str(channel.id), Trainee(str(world.bob.id), "bob", guild_id), "marta", public=public, seed=7)
    with world.env._bot_scope():
        practice = await stage_of(world.bot).open(
            wish, channel, others=[discord.Object(world.ann.id)], title="Cup, round 1"
        )
    await world.env.settle()
    return practice


async def test_a_call_is_opened_for_somebody_who_did_not_ask(world: World) -> None:
    practice = await opened(world, public=False)
    (thread,) = world.threads().values()
    assert thread.name == "Cup, round 1"
    members = set(world.env.backend.get_channel(thread.id).thread_members)
    assert {world.bob.id, world.ann.id} <= members
    assert said(await world.press(thread, "take", world.ann)).startswith("This is the call of bob.")
    await world.press(thread, "take", world.bob)
    assert world.bot.desks.practices.peek(practice.id).state == "live"  # type: ignore[union-attr]


async def test_a_rule_of_another_feature_decides_who_may_write(world: World) -> None:
    stage_of(world.bot).seats.add(EverybodyWrites())
    await opened(world, public=True)
    (thread,) = world.threads().values()
    await world.press(thread, "take", world.bob)
    await world.quiet()
    await world.say(thread, "Good afternoon, Mrs. Lindqvist.", world.ann)
    await world.quiet()
    await world.say(thread, "I've read the notes.", world.bob)
    live = world.live()
    assert live is not None
    heard = [event.text for event in live.call.events if isinstance(event, AgentSaid)]
    assert heard == ["Good afternoon, Mrs. Lindqvist.", "I've read the notes."]
    assert said(await world.press(thread, "hold", world.ann)) == "Only the captain does that."


async def test_others_hear_when_a_call_was_debriefed(world: World) -> None:
    told: list[Practice] = []

    async def on_practice_debriefed(practice: Practice) -> None:
        told.append(practice)

    world.bot.add_listener(on_practice_debriefed)
    thread = await world.taken()
    assert told == []
    await world.end(thread)
    assert [practice.trainee_name for practice in told] == ["ann"]
