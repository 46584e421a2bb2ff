"""The commands of a practice, and what is heard in its thread."""

from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from bot.call.events import AgentSaid, Read
from bot.craft import Conduct
from bot.store import Person
from tests.discord.world import World, said


async def test_the_list_of_customers_shows_name_trade_and_difficulty(world: World) -> None:
    choices = await world.ann.autocomplete(world.channel, "practice start", "customer", "mar")
    assert {"name": "Marta Lindqvist · retail · normal", "value": "marta"} in [
        {"name": choice["name"], "value": choice["value"]} for choice in choices
    ]
    assert await world.ann.autocomplete(world.channel, "practice start", "customer", "nobody of this name") == []


async def test_without_a_customer_one_is_chosen_that_fits_a_beginner(world: World) -> None:
    await world.ann.slash(world.channel, "practice start")
    practice = world.practice()
    assert practice is not None
    levels = {c.id: c.persona.difficulty.value for c in world.bot.desks.practices.roster.all()}
    easiest = min(levels.values(), key=["easy", "normal", "hard", "extreme"].index)
    assert levels[practice.persona_id] == easiest


async def test_a_misspelt_customer_is_answered_with_the_nearest(world: World) -> None:
    result = await world.ann.slash(world.channel, "practice start", customer="marte")
    assert said(result) == "There is no customer 'marte'; the nearest one is 'marta'."
    assert world.threads() == {}


async def test_the_thread_is_private_unless_others_are_to_watch(world: World) -> None:
    private = await world.start()
    assert world.env.backend.get_channel(private.id).type == discord.ChannelType.private_thread.value
    public = await world.start(world.bob, seen_by="all")
    assert world.env.backend.get_channel(public.id).type == discord.ChannelType.public_thread.value


async def test_a_second_start_says_where_the_first_call_is(world: World) -> None:
    thread = await world.start()
    result = await world.ann.slash(world.channel, "practice start", customer="gus")
    assert (
        said(result) == f"You have a call already, in <#{thread.id}>. End it first: /practice end, or /practice stop."
    )
    assert len(world.threads()) == 1
    await world.start(world.bob)  # somebody else may


async def test_before_the_call_is_taken_nobody_hears_anything(world: World) -> None:
    thread = await world.start()
    await world.ann.send(thread, "Hello?")
    assert "Nobody is on the line yet" in world.shown(thread)
    assert world.live() is None


async def test_the_customer_types_before_they_speak(world: World) -> None:
    thread = await world.start()
    await world.press(thread, "take")
    assert world.spoken(thread) == []
    before = typing(world, thread.id)
    await world.pass_time(3)
    assert typing(world, thread.id) == before + 1
    assert world.spoken(thread) == []
    await world.quiet()
    first = thread.history()[-1]
    assert first.author.name == "Marta Lindqvist"
    assert first.webhook_id is not None


async def test_the_button_to_take_the_call_is_gone_once_it_was_taken(world: World) -> None:
    thread = await world.taken()
    with pytest.raises(AssertionError, match="no button take"):
        await world.press(thread, "take")


async def test_lines_in_quick_succession_are_one_message(world: World) -> None:
    thread = await world.taken()
    await world.ann.send(thread, "Good afternoon, Mrs. Lindqvist.")
    await world.pass_time(1)
    await world.ann.send(thread, "I've read the notes.")
    await world.pass_time(1.5)
    assert agent_lines(world) == []
    await world.pass_time(1)
    assert agent_lines(world) == ["Good afternoon, Mrs. Lindqvist.\nI've read the notes."]


async def test_a_line_waits_while_its_writer_types_on(world: World) -> None:
    thread = await world.taken()
    await world.ann.send(thread, "Good afternoon.")
    await world.pass_time(1)
    await world.ann.typing(thread)
    await world.pass_time(4)
    assert agent_lines(world) == []
    await world.ann.send(thread, "I'm sorry about the mixer.")
    await world.pass_time(2.5)
    assert agent_lines(world) == ["Good afternoon.\nI'm sorry about the mixer."]


async def test_writing_while_the_customer_types_is_an_interruption(world: World) -> None:
    thread = await world.start()
    await world.press(thread, "take")
    await world.pass_time(3)
    live = world.live()
    assert live is not None
    assert live.call.customer_typing(world.now(live))
    await world.ann.send(thread, "Calm down!")
    await world.pass_time(0.1)
    assert agent_lines(world) == ["Calm down!"]
    read = next(event for event in live.call.events if isinstance(event, Read))
    assert Conduct.INTERRUPTED in read.conduct


async def test_no_patience_runs_while_the_trainee_types(world: World) -> None:
    silent = await world.taken()
    live = world.live()
    assert live is not None
    due = live.call.due()
    await world.ann.typing(silent)
    assert live.call.due() is not None
    assert live.call.due() > due  # type: ignore[operator]


async def test_silence_is_answered_by_the_customer_themselves(world: World) -> None:
    thread = await world.taken()
    before = len(world.spoken(thread))
    await world.pass_time(120)
    assert len(world.spoken(thread)) > before


async def test_others_in_the_thread_are_not_heard(world: World) -> None:
    thread = await world.taken(seen_by="all")
    await world.bob.send(thread, "Say you are sorry!")
    await world.pass_time(5)
    assert agent_lines(world) == []


async def test_a_message_without_words_is_not_heard(world: World) -> None:
    thread = await world.taken()
    await world.ann.send(thread, "", attachments=[("proof.png", b"x")])
    await world.pass_time(5)
    assert "The customer sees words only." in world.shown(thread)
    assert agent_lines(world) == []


async def test_a_hint_is_for_the_trainee_alone(world: World) -> None:
    thread = await world.taken()
    result = await world.ann.slash(world.channel, "practice hint")
    assert result.ephemeral
    assert said(result).startswith("💡 ")
    assert said(await world.press(thread, "hint")).startswith("💡 ")


async def test_there_are_no_hints_and_no_mood_in_an_exam(world: World) -> None:
    thread = await world.taken(mode="exam")
    assert said(await world.ann.slash(world.channel, "practice hint")) == "There are no hints in an exam."
    await world.say(thread, "Good afternoon, Mrs. Lindqvist. I've read the notes.")
    assert "angry" not in world.shown(thread)
    assert "angry" not in said(await world.ann.slash(world.channel, "practice status"))


async def test_the_status_shows_mood_as_word_symbol_and_number(world: World) -> None:
    await world.taken()
    live = world.live()
    assert live is not None
    shown = said(await world.ann.slash(world.channel, "practice status"))
    assert f"{live.call.mood.state.value} {live.call.mood.anger}" in shown
    assert "▲" in shown


async def test_the_status_of_a_call_that_was_not_taken(world: World) -> None:
    thread = await world.start()
    shown = said(await world.ann.slash(world.channel, "practice status"))
    assert shown == f"Your call waits for you: <#{thread.id}>. Nobody is on the line yet."


async def test_hold_and_back_by_command(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, "May I put you on hold for two minutes?")
    await world.quiet()
    assert said(await world.ann.slash(world.channel, "hold", time="2m")).startswith("On hold.")
    assert "On hold, 2:00 min announced." in world.shown(thread)
    await world.pass_time(60)
    assert said(await world.ann.slash(world.channel, "hold")) == "You are back on the line."
    assert "Back after 1:00 min." in world.shown(thread)


async def test_a_hold_needs_a_time_that_can_be_read(world: World) -> None:
    await world.taken()
    result = await world.ann.slash(world.channel, "hold", time="a while")
    assert said(result) == "“a while” is no time. Write it like 40s or 2m."


async def test_hold_and_back_by_button(world: World) -> None:
    thread = await world.taken()
    form = await world.press(thread, "hold")
    await world.ann.submit_modal(form, {"time": ""})
    assert "On hold, no time given." in world.shown(thread)
    await world.press(thread, "hold")
    assert "Back after" in world.shown(thread)


async def test_the_supervisor_answers_into_the_thread(world: World) -> None:
    thread = await world.taken()
    result = await world.ann.slash(world.channel, "supervisor", what="a voucher")
    assert "was asked" in said(result)
    assert "Supervisor:" not in world.shown(thread)
    await world.pass_time(60)
    assert "**Supervisor:** Approved: " in world.shown(thread)
    form = await world.press(thread, "supervisor")
    await world.ann.submit_modal(form, {"what": "another one"})
    assert said(await world.ann.slash(world.channel, "supervisor")) == "You are waiting for the supervisor already."


async def test_ending_asks_for_ones_own_view_first_and_then_shows_the_debrief(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, "Good afternoon, Mrs. Lindqvist. I've read the notes.")
    await world.quiet()
    form = await world.ann.slash(world.channel, "practice end")
    assert form.modal is not None
    live = world.live()
    assert live is not None
    assert live.call.outcome is None  # until the form is sent in, the call goes on
    await world.ann.submit_modal(form, {"rating": "3", "note": ""})
    assert "Debrief: Marta Lindqvist" in world.shown(thread)
    assert world.practice() is None


async def test_the_debrief_brings_the_curve_and_the_whole_text(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, "Good afternoon, Mrs. Lindqvist. I've read the notes.")
    await world.end(thread)
    debrief = thread.history()[-1]
    names = {attachment["filename"] for attachment in world.env.backend.get_message(thread.id, debrief.id).attachments}
    assert names >= {"mood.png", "debrief.txt"}


@pytest.mark.parametrize(
    ("dates", "day"), [("en-GB", "1 January 2026"), ("de", "1. Januar 2026"), ("iso", "2026-01-01")]
)
async def test_the_file_of_the_debrief_is_dated_as_the_server_writes_dates(world: World, dates: str, day: str) -> None:
    await world.bot.desks.servers.change(str(world.guild.id), dates=dates)
    world.bot.desks.practices._today = lambda: datetime(2026, 1, 1, 12, tzinfo=UTC)
    thread = await world.taken()
    await world.say(thread, "Good afternoon, Mrs. Lindqvist. I've read the notes.")
    await world.end(thread)
    attachments = world.env.backend.get_message(thread.id, thread.history()[-1].id).attachments
    (url,) = [attachment["url"] for attachment in attachments if attachment["filename"] == "debrief.txt"]
    file = world.env.backend.cdn.get(url)
    assert file is not None
    assert file.decode().startswith(f"ann · {day}\n")


async def test_the_stop_word_ends_at_once_and_nothing_is_scored(world: World) -> None:
    thread = await world.taken()
    result = await world.ann.slash(world.channel, "practice stop")
    assert said(result) == "Stopped. This call is not scored."
    shown = world.shown(thread)
    assert "Stopped. This call is not scored." in shown
    assert "of 100" not in shown
    record = await world.desk.latest(str(world.ann.id))
    assert record is not None
    assert (record.outcome, record.score) == ("stopped", None)


async def test_a_call_that_was_never_taken_is_dropped(world: World) -> None:
    thread = await world.start()
    assert said(await world.ann.slash(world.channel, "practice end")).startswith("This call is dropped")
    assert world.shut(thread) == (True, True)
    await world.start()
    await world.ann.slash(world.channel, "practice stop")
    assert world.practice() is None


async def test_without_an_answer_the_debrief_comes_by_itself(world: World) -> None:
    thread = await world.taken()
    await world.pass_time(1200)
    assert "Timed out" in world.shown(thread)
    await world.pass_time(1200)
    assert "Debrief: Marta Lindqvist" in world.shown(thread)
    assert world.shut(thread) == (True, True)


@pytest.mark.parametrize(
    "command", ["practice end", "practice hint", "practice stop", "practice status", "hold", "supervisor"]
)
async def test_every_command_says_when_there_is_no_call(world: World, command: str) -> None:
    result = await world.ann.slash(world.channel, command)
    assert said(result) == "You have no call going on. Start one with /practice start."
    assert result.ephemeral


async def test_where_webhooks_are_not_allowed_the_bot_speaks_itself(world: World) -> None:
    world.forbid("manage_webhooks")
    thread = await world.start()
    await world.press(thread, "take")
    await world.quiet()
    assert world.spoken(thread) == []
    assert "**Marta Lindqvist:** " in world.shown(thread)


async def test_a_deleted_webhook_is_made_anew(world: World) -> None:
    thread = await world.taken()
    (hook,) = world.env.backend.webhooks.values()
    world.env.backend.delete_webhook(hook.id)
    before = len(world.spoken(thread))
    await world.say(thread, "Good afternoon, Mrs. Lindqvist.")
    await world.quiet()
    assert len(world.spoken(thread)) > before


@pytest.mark.parametrize(
    ("permission", "words"),
    [
        ("create_private_threads", "**Create Private Threads**"),
        ("send_messages_in_threads", "**Send Messages in Threads**"),
        ("attach_files", "**Attach Files**"),
    ],
)
async def test_a_missing_permission_is_named(world: World, permission: str, words: str) -> None:
    world.forbid(permission)
    result = await world.ann.slash(world.channel, "practice start", customer="marta")
    assert words in said(result)
    assert world.practice() is None
    assert world.threads() == {}


async def test_a_start_that_discord_refuses_leaves_nothing_behind(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/threads", status=403, code=50013)
    result = await world.ann.slash(world.channel, "practice start", customer="marta")
    assert "Discord does not let me do this" in said(result)
    await world.start()


async def test_a_deleted_thread_stops_its_call(world: World) -> None:
    thread = await world.taken()
    world.env.backend.delete_channel(thread.id)
    await world.pass_time(60)
    assert world.practice() is None
    await world.start()


def agent_lines(world: World) -> list[str]:
    live = world.live()
    assert live is not None
    return [event.text for event in live.call.events if isinstance(event, AgentSaid)]


def typing(world: World, channel_id: int) -> int:
    return sum(r.path == f"/channels/{channel_id}/typing" for r in world.env.http_requests)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)


async def test_a_portrait_stands_on_the_card_and_beside_the_words(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "marta.png").write_bytes(PIXEL)
    monkeypatch.setattr("bot.features.speech._PORTRAITS", tmp_path)
    thread = await world.taken()
    card = thread.history()[0]
    names = [a["filename"] for a in world.env.backend.get_message(thread.id, card.id).attachments]
    assert names == ["portrait.png"]


async def test_the_trainees_own_stop_word_ends_the_call_at_once(world: World) -> None:
    people = world.bot.desks.practices._people
    await people.keep(Person(str(world.ann.id), stop_word="pineapple"))
    thread = await world.taken()
    await world.ann.send(thread, "Pineapple!")
    await world.pass_time(0.1)
    shown = world.shown(thread)
    assert "Stopped. This call is not scored." in shown
    assert "How did it go" not in shown
    assert world.practice() is None


async def test_no_call_is_harder_than_the_trainees_own_ceiling(world: World) -> None:
    people = world.bot.desks.practices._people
    await people.keep(Person(str(world.ann.id), ceiling="easy"))
    result = await world.ann.slash(world.channel, "practice start", customer="marta", difficulty="hard")
    assert "your own ceiling is easy" in said(result)
    await world.start()
    practice = world.practice()
    assert practice is not None
    assert practice.difficulty == "easy"
