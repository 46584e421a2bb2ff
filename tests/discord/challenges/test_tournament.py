"""A tournament from its announcement to its podium."""

import csv
import io

import pytest

from bot.desk.challenges.news import News, notice
from tests.discord.challenges.world import GOOD, RUDE, TeamWorld
from tests.discord.world import custom_ids, said, text_of


async def close(world: TeamWorld, challenge_id: str) -> None:
    assert "is closed" in await world.command("close", challenge_id)
    await world.pass_time(1)


async def test_five_play_and_the_podium_shows_the_best(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, *world.team)
    for who, text in zip(world.team, (RUDE, GOOD, RUDE, GOOD, RUDE), strict=True):
        await world.play(id_, who, text)
    await world.pass_time(5)
    assert "**1.** bob" in world.card(id_)
    assert "**1.** di" in world.card(id_)  # the same words at the same pace are the same place
    await close(world, id_)
    assert "it goes on here" in text_of(world.channel.history()[0])
    podium = text_of(world.channel.history()[-1])
    for step in ("🥇 **1.** bob", "🥇 **1.** di", "🥉 **3.** ann"):
        assert step in podium
    places = (await world.challenges.scores.standing(id_, world.tess)).places
    assert [place.name for place in places][:2] == ["bob", "di"]
    assert {place.attempts for place in places} == {1}


async def test_everybody_meets_the_same_customer_in_a_private_thread(world: TeamWorld) -> None:
    id_ = await world.create("tournament", difficulty="hard", seed=11)
    await world.join(id_, world.ann, world.bob)
    for who in (world.ann, world.bob):
        await world.play(id_, who, end=False)
    calls = [world.call_of(who) for who in (world.ann, world.bob)]
    assert {(c.record.persona_id, c.record.difficulty, c.record.seed) for c in calls if c} == {("marta", "hard", 11)}
    assert {c.record.challenge_id for c in calls if c} == {id_}
    for thread in world.threads().values():
        assert world.env.backend.get_channel(thread.id).type == 12  # Discord's number for a private thread


async def test_attempts_are_counted_and_end(world: TeamWorld) -> None:
    id_ = await world.create("tournament", attempts=1)
    await world.join(id_, world.ann)
    await world.play(id_, world.ann)
    result = await world.push(id_, "play", world.ann)
    assert "You have used your one call" in said(result)
    assert "1 of 1 attempt used" in await world.command("show", id_, world.ann)


async def test_play_leads_back_to_the_call_that_was_left(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann)
    thread = await world.play(id_, world.ann, end=False)
    assert said(await world.push(id_, "play", world.ann)) == f"Go on where you left off: <#{thread.id}>."


async def test_who_is_not_in_it_is_asked_to_join_first(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    assert "join it first" in said(await world.push(id_, "play", world.ann))
    assert world.threads() == {}


async def test_another_call_is_to_be_ended_first(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann)
    await world.start()
    assert "You have a call already" in said(await world.push(id_, "play", world.ann))


async def test_hidden_standings_are_for_trainers_and_oneself(world: TeamWorld) -> None:
    id_ = await world.create("tournament", standings="hidden")
    await world.join(id_, world.ann, world.bob)
    await world.play(id_, world.ann)
    await world.pass_time(5)
    assert "Leading" not in world.card(id_)
    own = said(await world.push(id_, "standings", world.ann))
    assert "hidden until the close" in own
    assert "ann ·" in own
    assert "ann ·" not in said(await world.push(id_, "standings", world.bob))
    for who in (world.tina, world.lea, world.adam):
        shown = said(await world.push(id_, "standings", who))
        assert "ann ·" in shown
        assert "bob ·" in shown
    await close(world, id_)
    assert "ann ·" in said(await world.push(id_, "standings", world.bob))


async def test_words_stand_on_the_podium_only_while_their_owner_agrees(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann, world.bob)
    for who in (world.ann, world.bob):
        await world.play(id_, who)
    shown = await world.push(id_, "more", world.ann)
    assert "may not be quoted" in said(shown)
    assert shown.response is not None
    await world.ann.click(shown.response, custom_id=f"simmer:challenge_consent:{id_}.yes")
    assert "may be quoted" in said(shown)
    await close(world, id_)
    assert world.card(id_).count("I understand why you are angry") == 1
    await world.ann.click(shown.response, custom_id=f"simmer:challenge_consent:{id_}.no")
    await world.pass_time(5)
    assert "I understand why you are angry" not in world.card(id_)


async def test_nobody_below_the_lowest_band_is_ranked(world: TeamWorld) -> None:
    id_ = await world.create("tournament", least_band="gold")
    await world.join(id_, world.ann)
    await world.play(id_, world.ann, RUDE)
    await close(world, id_)
    assert "Nobody is on the podium" in world.card(id_)
    assert "has no rank" in said(await world.push(id_, "standings", world.ann))


async def test_it_opens_at_its_time_with_a_message_of_its_own(world: TeamWorld) -> None:
    id_ = await world.create("tournament", opens="1h", closes="3h")
    await world.join(id_, world.ann)
    assert len(world.cards(id_)) == 1
    await world.pass_time(3601)
    (card,) = world.cards(id_)
    assert "Open · closes" in text_of(card)
    assert card.id == world.channel.history()[-1].id
    assert len(world.channel.history()) == 2


async def test_it_closes_at_its_time_also_when_the_bot_was_away_then(world: TeamWorld) -> None:
    id_ = await world.create("tournament", closes="1h")
    await world.join(id_, world.ann)
    await world.play(id_, world.ann)
    await world.restart_while(lambda: world.env.backend.clock.advance(7200))
    await world.pass_time(5)
    assert "🥇 **1.** ann" in world.card(id_)
    podiums = [m for m in world.channel.history() if "🥇" in text_of(m)]
    await world.restart()
    await world.event("ready")
    await world.pass_time(5)
    assert [m.id for m in world.channel.history() if "🥇" in text_of(m)] == [podiums[0].id]


async def test_a_restart_in_the_middle_keeps_call_standings_and_buttons(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, *world.team)
    await world.play(id_, world.ann)
    thread = await world.play(id_, world.bob, end=False)
    await world.restart()
    await world.pass_time(5)
    assert len(world.cards(id_)) == 1
    await world.end_call(thread, world.bob)
    await world.pass_time(5)
    assert "**1.** ann" in world.card(id_)
    assert "bob" in said(await world.push(id_, "standings", world.cy))
    await world.play(id_, world.cy)


async def test_calls_that_run_at_the_close_are_told_until_when_they_count(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann, world.bob)
    thread = await world.play(id_, world.ann, end=False)
    assert "Close it once more" in await world.command("close", id_)
    await world.pass_time(1)
    assert "this call counts if it ends by" in world.shown(thread)
    assert "Closing · calls that run count" in world.card(id_)
    assert "nobody joins any more" in await world.command("join", id_, world.cy)
    await world.restart()
    await world.pass_time(1)
    assert world.shown(thread).count("this call counts if it ends by") == 1
    await world.end_call(thread, world.ann)
    await world.pass_time(1)
    assert "🥇 **1.** ann" in world.card(id_)


async def test_closing_once_more_does_not_wait(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann)
    thread = await world.play(id_, world.ann, end=False)
    await world.command("close", id_)
    await close(world, id_)
    assert "Nobody is on the podium" in world.card(id_)
    await world.end_call(thread, world.ann)  # it stays a call of her own
    assert "Nobody is on the podium" in world.card(id_)


@pytest.mark.parametrize("how", ["deleted", "locked"])
async def test_a_thread_that_is_gone_stops_its_call_and_uses_the_attempt(world: TeamWorld, how: str) -> None:
    id_ = await world.create("tournament", attempts=1)
    await world.join(id_, world.ann)
    thread = await world.play(id_, world.ann, end=False)
    if how == "deleted":
        world.env.backend.delete_channel(thread.id)
    else:
        world.env.backend.edit_channel(thread.id, {}, thread_metadata={"locked": True})
    await world.pass_time(5)
    assert world.thread_of(world.ann) is None
    assert "You have used your one call" in said(await world.push(id_, "play", world.ann))


async def test_a_deleted_channel_leaves_the_tournament_where_it_is_asked_for(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann)
    await world.play(id_, world.ann)
    world.env.backend.delete_channel(world.channel.id)
    await world.pass_time(5)
    world.channel = world.guild.create_text_channel("elsewhere")
    assert "**1.** ann" in await world.command("standings", id_, world.bob)
    await close(world, id_)
    assert (await world.challenge(id_)).state == "closed"


async def test_a_late_joiner_plays_and_a_leaver_comes_back_to_used_attempts(world: TeamWorld) -> None:
    id_ = await world.create("tournament", attempts=2)
    await world.join(id_, world.ann)
    await world.play(id_, world.ann)
    await world.join(id_, world.bob)
    await world.play(id_, world.bob, RUDE)
    await world.push(id_, "leave", world.ann)
    await world.pass_time(5)
    assert "ann" not in world.card(id_)
    await world.join(id_, world.ann)
    assert "1 of 2 attempts used" in await world.command("show", id_, world.ann)
    await world.pass_time(5)
    assert "**1.** ann" in world.card(id_)


async def test_a_customer_whose_file_is_gone_still_calls(world: TeamWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann)
    monkeypatch.setattr(world.bot.desks.practices.roster, "all", list)
    thread = await world.play(id_, world.ann, end=False)
    await world.quiet()
    assert world.spoken(thread)


async def test_the_file_has_the_figures_of_the_standings(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann, world.bob)
    await world.play(id_, world.ann)
    result = await world.lea.slash(world.channel, "challenge export", challenge=id_, excel=True)
    assert result.response is not None
    content = await result.response.message.attachments[0].read()
    assert content.startswith("\ufeff".encode())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    (first, second) = (await world.challenges.scores.standing(id_, world.tess)).places
    assert [rows[0]["name"], rows[0]["score"], rows[1]["name"]] == ["ann", str(first.score), second.name]
    assert f"**1.** ann · **{first.score}**" in await world.command("standings", id_, world.bob)


async def test_long_standings_have_pages(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    people = [world._person(f"member{number:02d}") for number in range(17)]
    for who in people:
        actor = world.tess.__class__(str(who.id), who.name, str(world.guild.id), world.tess.roles)
        await world.challenges.joining.join(id_, actor)
    shown = await world.ann.slash(world.channel, "challenge standings", challenge=id_)
    assert "member14" in said(shown)
    assert "member15" not in said(shown)
    assert shown.response is not None
    (after,) = custom_ids(shown.response.message)
    await world.restart()
    await world.ann.click(shown.response, custom_id=after)
    assert "member16" in said(shown)


async def test_a_podium_that_was_sent_before_a_crash_is_not_sent_again(world: TeamWorld) -> None:
    id_ = await world.create("tournament")
    await world.join(id_, world.ann)
    await world.play(id_, world.ann)
    before = (await world.challenge(id_)).message_id
    await close(world, id_)
    podium = (await world.challenge(id_)).message_id
    untold = notice(News.CLOSED, world.env.now(), because="trainer")
    await world.challenges._room.store.change(id_, message_id=before, notices=[untold])
    await world.restart()
    await world.pass_time(5)
    assert len([m for m in world.channel.history() if "🥇" in text_of(m)]) == 1
    assert (await world.challenge(id_)).message_id == podium
