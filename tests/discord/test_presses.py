"""The buttons and forms: who may press them, and what they do after the call."""

from pathlib import Path

import pytest
from simcord.builders import ChannelHandle

from bot.features.practice import _cards as cards
from tests.discord.world import World, custom_ids, said, text_of

EXCELLENT = Path(__file__).parents[1] / "scripts" / "marta" / "excellent.txt"
HELLO = "Good afternoon, Mrs. Lindqvist. I've read the notes: it came late, and we never rang you back."
SORRY = "I'm sorry. That must have been awful for you. Please tell me what happened."


async def debriefed(world: World) -> ChannelHandle:
    """A thread with a finished call of two messages."""
    thread = await world.taken(seen_by="all")
    for line in (HELLO, SORRY):
        await world.say(thread, line)
        await world.quiet()
    await world.end(thread)
    return thread


@pytest.mark.parametrize("verb", ["take", "hint", "hold", "supervisor", "end"])
async def test_a_stranger_is_told_whose_call_it_is(world: World, verb: str) -> None:
    thread = await world.start(seen_by="all")
    result = await world.press(thread, verb, world.bob)
    assert said(result) == "This is the call of ann. Start your own with /practice start."
    assert result.ephemeral


@pytest.mark.parametrize("verb", ["hint", "hold", "supervisor"])
async def test_before_the_call_is_taken_the_buttons_say_so(world: World, verb: str) -> None:
    thread = await world.start()
    assert said(await world.press(thread, verb)) == "Take the call first."


@pytest.mark.parametrize("verb", ["hint", "hold", "supervisor", "end"])
async def test_after_the_call_the_old_buttons_say_so(world: World, verb: str) -> None:
    thread = await debriefed(world)
    assert said(await world.press(thread, verb)) == "This call is over."


async def test_a_form_of_a_call_that_is_over_says_so(world: World) -> None:
    thread = await world.taken()
    form = await world.press(thread, "supervisor")
    await world.end(thread)
    assert said(await world.ann.submit_modal(form, {"what": "a voucher"})) == "This call is over."


async def test_taking_the_call_twice(world: World) -> None:
    thread = await world.start()
    card = thread.history()[-1]
    (take,) = [id_ for id_ in custom_ids(card) if ":take:" in id_]
    await world.ann.click(card, custom_id=take)
    world.env.backend.edit_message(thread.id, card.id, {"components": _components(world)})
    assert said(await world.ann.click(card, custom_id=take)).endswith("This call was taken already.")


async def test_turn_by_turn_shows_each_message_with_its_reasons(world: World) -> None:
    thread = await debriefed(world)
    shown = said(await world.press(thread, "turns"))
    assert shown.startswith("### Turn by turn\n")  # one page needs no number
    assert "**1.** “Good afternoon, Mrs. Lindqvist." in shown
    assert "said sorry (T5) “" in shown  # in the words of the debrief, not by the name of the rule


async def test_many_messages_come_in_pages(world: World) -> None:
    thread = await world.taken()
    for line in EXCELLENT.read_text().splitlines()[:6]:
        await world.say(thread, line)
        await world.quiet()
    await world.end(thread)
    first = await world.press(thread, "turns")
    assert "1 of 2" in said(first)
    message = first.response or first.followups[0]
    (later,) = custom_ids(message.message)
    assert "2 of 2" in said(await world.ann.click(message, custom_id=later))


async def test_what_if_shows_both_moods(world: World) -> None:
    thread = await debriefed(world)
    form = await world.press(thread, "what_if")
    shown = said(await world.ann.submit_modal(form, {"turn": "2", "text": "Calm down, it's only a mixer."}))
    assert "What if, at message 2" in shown
    assert "Calm down, it's only a mixer." in shown.replace("\\", "")


async def test_what_if_needs_a_message_that_there_is(world: World) -> None:
    thread = await debriefed(world)
    form = await world.press(thread, "what_if")
    assert (
        said(await world.ann.submit_modal(form, {"turn": "9", "text": "x"})) == "The call has no message 9; it has 2."
    )
    form = await world.press(thread, "what_if")
    assert said(await world.ann.submit_modal(form, {"turn": "two", "text": "x"})).startswith("“two” is no number")


async def test_the_same_call_again_has_the_same_customer_and_dice(world: World) -> None:
    thread = await debriefed(world)
    first = await world.desk.latest(str(world.ann.id))
    result = await world.press(thread, "same_again")
    assert "Your call is ready" in said(result)
    practice = world.practice()
    assert practice is not None
    assert first is not None
    assert (practice.persona_id, practice.seed, practice.mode) == (first.persona_id, first.seed, first.mode)


async def test_again_from_a_message_goes_on_where_the_first_call_stood(world: World) -> None:
    thread = await debriefed(world)
    form = await world.press(thread, "from_here")
    result = await world.ann.submit_modal(form, {"turn": "2"})
    assert "Your call is ready" in said(result)
    new = list(world.threads().values())[-1]
    assert "from message 2 of an earlier call" in world.shown(new)
    await world.press(new, "take")
    live = world.live()
    assert live is not None
    assert live.call.turn == 1
    assert HELLO in [entry.text for entry in live.call.inputs]
    assert "Before this" in world.shown(new)
    assert HELLO.split(".", maxsplit=1)[0] in world.shown(new)
    await world.quiet()
    await world.say(new, SORRY)
    assert live.call.turn == 2


async def test_again_from_a_message_that_there_is_not(world: World) -> None:
    thread = await debriefed(world)
    form = await world.press(thread, "from_here")
    assert said(await world.ann.submit_modal(form, {"turn": "7"})).startswith("The call has 2 messages")


async def test_sharing_shows_the_result_and_not_the_words(world: World) -> None:
    thread = await debriefed(world)
    result = await world.press(thread, "share")
    assert said(result).startswith("Shared in ")
    message = world.channel.last_message
    assert message is not None
    shared = text_of(message)
    assert "ann practised with Marta Lindqvist" in shared
    assert "of 100" in shared
    assert "read the notes" not in shared


async def test_trainers_and_leads_may_look_and_others_may_not(world: World) -> None:
    thread = await debriefed(world)
    await world.bot.desks.servers.change(
        str(world.guild.id), trainers=[str(world.trainers.id)], leads=[str(world.leads.id)]
    )
    for person in (world.tina, world.lea, world.adam):
        assert "Turn by turn" in said(await world.press(thread, "turns", person))
    assert said(await world.press(thread, "turns", world.bob)) == "This is the call of ann."
    assert said(await world.press(thread, "share", world.tina)) == "This is the call of ann."


async def test_an_unforeseen_error_names_an_incident(world: World, caplog: pytest.LogCaptureFixture) -> None:
    thread = await world.taken()

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    world.bot.presses["hint"] = broken
    shown = said(await world.press(thread, "hint"))
    assert "name the incident" in shown
    assert shown.split()[-1].rstrip(".") in caplog.text


async def test_a_button_of_another_version_says_so(world: World) -> None:
    thread = await world.taken()
    del world.bot.presses["hint"]
    assert said(await world.press(thread, "hint")) == "This is no longer in use."


def _components(world: World) -> object:
    """The card as it was before the call was taken."""
    practice = world.practice()
    assert practice is not None
    persona = world.desk.customer(practice.persona_id).persona
    return cards.briefing(practice, persona, None, reply=False).to_components()  # type: ignore[no-untyped-call]
