"""Between calls: the craft library, progress, own settings, and what trainers say about a call."""

import json
import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from simcord.actors import MemberActor
from simcord.results import InteractionResult, ResponseMessage

from tests.discord.test_presses import SORRY, debriefed
from tests.discord.world import World, custom_ids, said, text_of


def button(message: ResponseMessage, start: str) -> str:
    return next(id_ for id_ in custom_ids(message.message) if id_.startswith(start))


async def call_id(world: World) -> str:
    (found,) = await world.desk.calls.ids()
    return found


# -- /learn


async def test_learn_shows_one_technique_with_example_and_finding(world: World) -> None:
    result = await world.bob.slash(world.channel, "learn", technique="t5")
    assert result.ephemeral
    text = said(result)
    assert "T5 ·" in text
    assert "**Say** “" in text
    assert "**Not** “" in text


async def test_learn_alone_lists_all_techniques_and_opens_the_one_picked(world: World) -> None:
    result = await world.bob.slash(world.channel, "learn")
    assert result.response is not None
    text = said(result)
    assert text.count("**T") == 24
    picked = await world.bob.select(result.response, ["T9"], custom_id="simmer-pick:card:all")
    assert "T9 ·" in said(picked)


async def test_a_card_leads_to_its_neighbours(world: World) -> None:
    result = await world.bob.slash(world.channel, "learn", technique="T1")
    assert result.response is not None
    assert {id_.rsplit(":", 1)[1] for id_ in custom_ids(result.response.message)} == {"T2", "T24"}
    await world.bob.click(result.response, custom_id="simmer:card:T2")
    assert "T2 ·" in text_of(result.response.message)


async def test_an_unknown_technique_is_named_in_a_sentence(world: World) -> None:
    result = await world.bob.slash(world.channel, "learn", technique="T99")
    assert said(result) == "There is no technique 'T99'; they run from T1 to T24."


# -- /progress


async def test_without_a_call_progress_says_where_to_begin(world: World) -> None:
    assert "No scored call yet. Begin with `/practice start`." in said(await world.bob.slash(world.channel, "progress"))


async def test_progress_shows_figures_chart_and_what_is_next(world: World) -> None:
    await debriefed(world)
    result = await world.ann.slash(world.channel, "progress")
    assert result.ephemeral
    text = said(result)
    assert "latest **" in text
    assert "`/practice start customer:" in text
    assert "Your own view" in text
    names = {one.id: one.persona.name for one in world.bot.desks.practices.roster.all()}
    (following,) = re.findall(r"\*\*Next:\*\* (.+?) at ", text)
    assert following in names.values()  # a name, as on every card; the id is only in the command below it


async def test_the_progress_of_others_is_for_trainers_and_leads(world: World) -> None:
    await debriefed(world)
    refused = await world.bob.slash(world.channel, "progress", member=world.ann)
    assert said(refused).startswith("Only trainers, leads and server managers may look at the calls of others;")
    for who in await seeing(world):
        text = said(await who.slash(world.channel, "progress", member=world.ann))
        assert "Progress · ann" in text
        assert "latest **" in text
        assert "Your own view" not in text  # what they thought of themselves stays theirs


async def test_a_trainer_sees_nothing_of_another_server(world: World) -> None:
    await debriefed(world)
    other = world.env.create_guild("Elsewhere")
    channel = other.create_text_channel("practice")
    await world.bot.desks.servers.change(str(other.id), trainers=[])
    boss = other.add_member(world.env.create_user("boss"), roles=[])
    ann = other.add_member(world.ann.user, roles=[])
    world.env.backend.get_guild(other.id).owner_id = boss.id
    assert "No scored call yet." in said(await boss.slash(channel, "progress", member=ann))
    assert "in this server" in said(await boss.slash(channel, "review agree", call=await call_id(world)))


# -- /me


async def test_a_ceiling_holds_for_the_next_call(world: World) -> None:
    result = await world.ann.slash(world.channel, "me")
    assert result.ephemeral
    assert result.response is not None
    await world.ann.select(result.response, ["easy"], custom_id="simmer-pick:own_ceiling:me")
    refused = await world.ann.slash(world.channel, "practice start", customer="marta", difficulty="hard")
    assert "your own ceiling is easy" in said(refused)


async def test_the_stop_word_ends_the_call_unscored(world: World) -> None:
    result = await world.ann.slash(world.channel, "me")
    assert result.response is not None
    form = await world.ann.click(result.response, custom_id="simmer:own_word:me")
    await world.ann.submit_modal(form, {"word": "banana"})
    thread = await world.taken()
    await world.say(thread, "banana")
    record = await world.desk.record(await call_id(world))
    assert (record.outcome, record.score) == ("stopped", None)


async def test_mild_language_is_a_press(world: World) -> None:
    result = await world.ann.slash(world.channel, "me")
    assert result.response is not None
    assert "**Mild language** · off" in said(result)
    await world.ann.click(result.response, label="Switch mild language on")
    assert "**Mild language** · on" in text_of(result.response.message)
    assert "own_mild" in str(custom_ids(result.response.message))
    thread = await world.start()
    assert thread is not None
    practice = world.practice()
    assert practice is not None
    live = await world.bot.desks.practices.take_call(practice.id)
    assert live.call_id is not None
    assert (await world.desk.record(live.call_id)).mild


# -- /mydata


async def test_one_gets_everything_that_is_kept_of_one_and_nothing_of_others(world: World) -> None:
    await debriefed(world)
    result = await world.ann.slash(world.channel, "mydata export")
    assert result.ephemeral
    kept = await exported(result)
    assert [one["type"] for one in kept] == ["settings", "call"]
    assert kept[1]["trainee_name"] == "ann"
    assert SORRY in [entry["text"] for entry in kept[1]["inputs"]]
    assert [one["type"] for one in await exported(await world.bob.slash(world.channel, "mydata export"))] == [
        "settings"
    ]


async def test_after_deleting_nothing_is_left_and_it_is_asked_first(world: World) -> None:
    await debriefed(world)
    asked = await world.ann.slash(world.channel, "mydata delete")
    assert asked.response is not None
    assert await world.desk.calls.count() == 1
    done = await world.ann.click(asked.response, custom_id="simmer:erase_me:me")
    assert said(done) == "Deleted: 1 call, and all that was kept of you."
    assert await world.desk.calls.count() == 0
    assert "No scored call yet." in said(await world.ann.slash(world.channel, "progress"))


async def test_a_call_that_goes_on_is_not_deleted_under_ones_feet(world: World) -> None:
    await world.taken()
    asked = await world.ann.slash(world.channel, "mydata delete")
    assert asked.response is not None
    refused = await world.ann.click(asked.response, custom_id="simmer:erase_me:me")
    assert said(refused) == "You have a call going on. End it first, then press again."
    assert await world.desk.calls.count() == 1


async def exported(result: InteractionResult) -> list[dict[str, Any]]:
    """The lines of the file that was answered with."""
    message = next(m for m in (result.response, *result.followups) if m is not None and m.message.attachments)
    with ZipFile(BytesIO(await message.message.attachments[0].read())) as archive:
        return [json.loads(line) for line in archive.read("simmer.jsonl").splitlines()]


# -- /review


@pytest.mark.parametrize("command", ["show", "agree", "part", "comment", "agreement"])
async def test_reviewing_is_refused_to_trainees_with_what_is_missing(world: World, command: str) -> None:
    options: dict[str, dict[str, object]] = {
        "show": {"call": "abc"},
        "agree": {"call": "abc"},
        "part": {"call": "abc", "part": "Listening", "score": 3},
        "comment": {"call": "abc", "message": 1, "text": "well done"},
        "agreement": {},
    }
    result = await world.bob.slash(world.channel, f"review {command}", **options[command])
    assert said(result) == (
        "Only trainers, leads and server managers may review calls; /settings names who trains and leads."
    )


async def test_a_trainer_reads_a_call_gives_a_part_another_value_and_says_why(world: World) -> None:
    await debriefed(world)
    await seeing(world)
    id_ = await call_id(world)
    shown = said(await world.tina.slash(world.channel, "review show", call=id_))
    assert f"ann with Marta Lindqvist · call `{id_}`" in shown
    listening = await world.tina.slash(
        world.channel, "review part", call=id_, part="Listening", score=1, reason="Deaf."
    )
    assert said(listening) == "Kept: Listening 1, beside the value by the rules."
    commented = await world.tina.slash(world.channel, "review comment", call=id_, message=2, text="Well put.")
    assert "message 2" in said(commented)
    review = await world.bot.desks.reviews.review(id_)
    assert "Deaf." in review.text
    assert "Well put." in review.text
    agreement = said(await world.lea.slash(world.channel, "review agreement"))
    assert "1 review" in agreement
    assert "tina" in agreement


async def test_a_value_out_of_range_or_without_a_reason_is_explained(world: World) -> None:
    await debriefed(world)
    await seeing(world)
    id_ = await call_id(world)
    too_much = await world.tina.slash(world.channel, "review part", call=id_, part="Listening", score=99, reason="!")
    assert said(too_much).startswith("Listening goes from 0 to ")
    silent = await world.tina.slash(world.channel, "review part", call=id_, part="Listening", score=0)
    assert said(silent) == "Say why: the trainee reads the reason beside both values."


async def seeing(world: World) -> tuple[MemberActor, ...]:
    """The people who may look at the calls of others, with their roles set."""
    await world.bot.desks.servers.change(
        str(world.guild.id), trainers=[str(world.trainers.id)], leads=[str(world.leads.id)]
    )
    return world.tina, world.lea, world.adam
