"""A duel from its invitation to its verdict."""

from typing import Any

import pytest
from simcord.builders import ChannelHandle

from bot.desk.challenges.news import News, notice
from bot.features.challenges._announcement import EVERY
from tests.discord.challenges.world import GOOD, RUDE, TeamWorld
from tests.discord.world import custom_ids, said, text_of


async def begun(world: TeamWorld, **options: Any) -> str:  # noqa: ANN401 (values of options)
    """A duel of ann and bob, whose threads are open."""
    id_ = await world.create("duel", **options)
    await world.join(id_, world.ann, world.bob)
    await world.pass_time(1)
    return id_


def thread(world: TeamWorld, name: str) -> ChannelHandle:
    """The thread of somebody who is in the duel."""
    (found,) = [one for one in world.threads().values() if one.name is not None and one.name.endswith(f"· {name}")]
    return found


async def test_both_get_their_thread_at_the_same_time(world: TeamWorld) -> None:
    id_ = await world.create("duel")
    await world.join(id_, world.ann)
    await world.pass_time(1)
    assert world.threads() == {}
    await world.join(id_, world.bob)
    await world.pass_time(1)
    assert len(world.threads()) == 2
    for who in (world.ann, world.bob):
        members = world.env.backend.get_channel(thread(world, who.name).id).thread_members
        assert who.id in members
    created = [world.env.backend.get_channel(one).id for one in world.threads()]
    assert len({one >> 22 for one in created}) == 1  # Discord's ids begin with the time


async def test_those_who_are_invited_are_pinged_and_still_join_themselves(world: TeamWorld) -> None:
    id_ = await world.create("duel", trainee=world.ann, opponent=world.bob)
    invitation = world.channel.history()[-1]
    assert "you are invited to “March”" in invitation.content
    assert {one.id for one in invitation.mentions} == {world.ann.id, world.bob.id}
    assert await world.challenges.life.members(await world.challenge(id_)) == []


async def test_the_scoreboard_follows_every_turn_and_the_calmer_one_wins(world: TeamWorld) -> None:
    id_ = await begun(world)
    assert "ann** · has not taken the call yet" in world.card(id_)
    await world.take_and_say(thread(world, "ann"), world.ann, GOOD)
    await world.take_and_say(thread(world, "bob"), world.bob, RUDE)
    await world.pass_time(5)
    assert "ann** · is on the call" in world.card(id_)
    assert world.card(id_).count("1 message") == 2
    assert world.card(id_).count("█") > 2
    await world.end_call(thread(world, "ann"), world.ann)
    assert (await world.challenge(id_)).state == "open"
    await world.end_call(thread(world, "bob"), world.bob)
    await world.pass_time(1)
    assert "🏅 ann wins: the same ending, with less heat." in world.card(id_)
    assert world.cards(id_)[-1].id == world.channel.history()[-1].id
    shown = await world.command("standings", id_, world.eli)
    assert "🏅 ann wins" in shown


async def test_the_scoreboard_is_edited_every_few_seconds_at_most(world: TeamWorld) -> None:
    id_ = await begun(world)
    for name in ("ann", "bob"):
        await world.take_and_say(thread(world, name), getattr(world, name))
    before = world.requests("PATCH", f"/channels/{world.channel.id}/messages/")
    for name in ("ann", "bob", "ann", "bob"):
        await world.say(thread(world, name), RUDE, getattr(world, name))  # each takes 2.5 seconds
    edits = world.requests("PATCH", f"/channels/{world.channel.id}/messages/") - before
    assert 1 <= edits <= 4 * 2.5 / EVERY + 1
    await world.pass_time(EVERY)
    assert world.card(id_).count("3 messages") == 2


async def test_an_exam_does_not_show_the_mood_before_it_is_over(world: TeamWorld) -> None:
    id_ = await begun(world, mode="exam")
    for name in ("ann", "bob"):
        await world.take_and_say(thread(world, name), getattr(world, name))
    await world.pass_time(5)
    assert "█" not in world.card(id_)
    assert "· heat" not in world.card(id_)
    for name in ("ann", "bob"):
        await world.end_call(thread(world, name), getattr(world, name))
    await world.pass_time(1)
    assert "█" in world.card(id_)


async def test_the_same_words_are_a_draw(world: TeamWorld) -> None:
    id_ = await begun(world)
    threads = [thread(world, "ann"), thread(world, "bob")]
    people = [world.ann, world.bob]
    for one, who in zip(threads, people, strict=True):
        await world.press(one, "take", who)
    for one, who in zip(threads, people, strict=True):
        await who.send(one, GOOD)
    await world.pass_time(4)
    for one, who in zip(threads, people, strict=True):
        await world.end_call(one, who)
    await world.pass_time(1)
    assert "A draw: the same ending, equally calm and equally quick." in world.card(id_)


async def test_a_third_finds_it_full(world: TeamWorld) -> None:
    id_ = await begun(world)
    assert "full" in await world.command("join", id_, world.cy)
    assert "join it first" in said(await world.push(id_, "play", world.cy))
    assert not any(":challenge_join:" in one for one in custom_ids(world.cards(id_)[-1]))


async def test_who_is_done_wins_when_the_time_is_up(world: TeamWorld) -> None:
    id_ = await begun(world, lasts="5m")
    await world.take_and_say(thread(world, "ann"), world.ann)
    await world.end_call(thread(world, "ann"), world.ann)
    await world.pass_time(301)
    assert "🏅 ann wins: there was no other call to the end." in world.card(id_)


async def test_nobody_wins_what_nobody_played(world: TeamWorld) -> None:
    id_ = await begun(world, lasts="5m")
    await world.pass_time(301)
    assert "No winner: neither call was played to its end." in world.card(id_)


async def test_nobody_comes(world: TeamWorld) -> None:
    id_ = await world.create("duel", closes="1h")
    await world.join(id_, world.ann)
    await world.pass_time(3601)
    assert (await world.challenge(id_)).closed_because == "nobody"
    assert "Closed" in world.card(id_)


async def test_who_leaves_before_it_begins_frees_the_place(world: TeamWorld) -> None:
    id_ = await world.create("duel")
    await world.join(id_, world.ann)
    await world.push(id_, "leave", world.ann)
    await world.join(id_, world.bob, world.cy)
    await world.pass_time(1)
    assert sorted(str(one.name) for one in world.threads().values()) == [
        "Marta Lindqvist · bob",
        "Marta Lindqvist · cy",
    ]


async def test_who_leaves_after_it_began_loses_by_walkover(world: TeamWorld) -> None:
    id_ = await begun(world)
    await world.take_and_say(thread(world, "ann"), world.ann)
    await world.push(id_, "leave", world.bob)
    await world.pass_time(1)
    assert "🏅 ann wins" in world.card(id_)
    assert "bob** · left" in world.card(id_)


async def test_who_has_left_the_server_before_it_begins_gets_no_thread(world: TeamWorld) -> None:
    id_ = await world.create("duel")
    await world.join(id_, world.ann)
    world.guild.remove_member(world.ann)
    await world.join(id_, world.bob)
    await world.pass_time(1)
    assert world.threads() == {}
    assert (await world.challenge(id_)).state == "closed"
    assert "ann** · left" in world.card(id_)


async def test_who_is_on_another_call_is_pinged_and_plays_when_it_is_over(world: TeamWorld) -> None:
    other = await world.taken()
    id_ = await begun(world)
    ping = next(m for m in world.channel.history() if "the duel is on" in m.content)
    assert [one.id for one in ping.mentions] == [world.ann.id]
    await world.end_call(other, world.ann)
    await world.push(id_, "play", world.ann)
    assert world.thread_of(world.ann) is not None


@pytest.mark.parametrize("how", ["deleted", "stopped"])
async def test_a_call_that_is_stopped_leaves_no_winner(world: TeamWorld, how: str) -> None:
    id_ = await begun(world)
    await world.take_and_say(thread(world, "ann"), world.ann)
    if how == "deleted":
        world.env.backend.delete_channel(thread(world, "ann").id)
    else:
        await world.ann.slash(world.channel, "practice stop")
    await world.pass_time(2)
    assert "No winner: a call was stopped." in world.card(id_)


async def test_a_trainer_closes_it_and_calls_that_run_stay_ordinary_ones(world: TeamWorld) -> None:
    id_ = await begun(world)
    await world.take_and_say(thread(world, "ann"), world.ann)
    assert "is closed" in await world.command("close", id_)
    await world.pass_time(1)
    assert "No winner: neither call was played to its end." in world.card(id_)
    await world.say(thread(world, "ann"), GOOD, world.ann)
    await world.end_call(thread(world, "ann"), world.ann)
    assert "No winner: neither call was played to its end." in world.card(id_)


async def test_a_restart_in_the_middle_opens_no_thread_and_no_scoreboard_twice(world: TeamWorld) -> None:
    id_ = await begun(world)
    await world.take_and_say(thread(world, "ann"), world.ann)
    messages = len(world.channel.history())
    await world.restart()
    await world.pass_time(5)
    assert len(world.threads()) == 2
    assert len(world.channel.history()) == messages
    await world.end_call(thread(world, "ann"), world.ann)
    await world.take_and_say(thread(world, "bob"), world.bob, RUDE)
    await world.end_call(thread(world, "bob"), world.bob)
    await world.pass_time(1)
    assert "🏅 ann wins" in world.card(id_)


async def test_a_process_that_died_between_the_threads_opens_the_other_one(world: TeamWorld) -> None:
    id_ = await begun(world)
    await world.restart()
    lost = world.bot.desks.practices.of(str(world.guild.id), str(world.bob.id))
    assert lost is not None
    await world.bot.desks.practices.gone(lost)
    untold = notice(News.OPENED, world.env.now())
    await world.challenges._room.store.change(id_, thread_id=None, notices=[untold])
    await world.restart()
    await world.pass_time(5)
    assert sorted(str(one.name) for one in world.threads().values()).count("Marta Lindqvist · bob") == 2
    assert sorted(str(one.name) for one in world.threads().values()).count("Marta Lindqvist · ann") == 1
    assert len([m for m in world.channel.history() if f":{id_}" in "".join(custom_ids(m))]) == 1


async def test_the_verdict_comes_when_the_bot_was_away_at_the_end(world: TeamWorld) -> None:
    id_ = await begun(world, lasts="5m")
    await world.restart_while(lambda: world.env.backend.clock.advance(600))
    await world.pass_time(5)
    assert "No winner" in world.card(id_)
    verdicts = [m.id for m in world.channel.history() if "No winner" in text_of(m)]
    await world.event("ready")
    await world.pass_time(5)
    assert [m.id for m in world.channel.history() if "No winner" in text_of(m)] == verdicts
