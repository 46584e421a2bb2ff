"""A restart at any moment loses nothing and repeats nothing."""

from typing import Any

import discord
import pytest

from bot.app import SimmerBot
from bot.call.events import AgentSaid
from bot.features.practice import stage_of
from bot.store import Practice, Progress, StoredInput
from tests.discord.world import World, custom_ids, said

HELLO = "Good afternoon, Mrs. Lindqvist. I've read the notes."


async def test_before_the_call_is_taken(world: World) -> None:
    thread = await world.start()
    await world.restart()
    await world.press(thread, "take")
    await world.quiet()
    assert world.spoken(thread)


async def test_while_the_customer_is_about_to_speak(world: World) -> None:
    thread = await world.start()
    await world.press(thread, "take")
    await world.pass_time(3)
    await world.restart()
    await world.pass_time(40)
    assert world.spoken(thread) == ["Hearth & Ladle, my foot!", *world.spoken(thread)[1:]]
    assert len(set(world.spoken(thread))) == len(world.spoken(thread))


async def test_with_a_line_that_was_not_heard_yet(world: World) -> None:
    thread = await world.taken()
    await world.ann.send(thread, HELLO)
    await world.pass_time(1)
    await world.restart()
    await world.pass_time(3)
    assert heard(world) == [HELLO]
    await world.quiet()
    assert heard(world) == [HELLO]


async def test_messages_written_while_the_bot_was_away_are_answered_once(world: World) -> None:
    thread = await world.taken()
    before = len(world.spoken(thread))
    await world.restart_while(lambda: world.write_unheard(thread, HELLO, "And I am sorry."))
    await world.pass_time(3)
    assert heard(world) == [f"{HELLO}\nAnd I am sorry."]
    await world.quiet()
    await world.restart()
    await world.pass_time(3)
    assert heard(world) == [f"{HELLO}\nAnd I am sorry."]
    assert len(world.spoken(thread)) > before


async def test_a_gateway_that_says_it_is_ready_again_repeats_nothing(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, HELLO)
    await world.event("ready")
    await world.quiet()
    assert heard(world) == [HELLO]
    assert len(set(world.spoken(thread))) == len(world.spoken(thread))


async def test_a_message_that_was_sent_but_not_noted_is_not_sent_again(world: World) -> None:
    thread = await world.taken()
    practice = world.practice()
    assert practice is not None
    spoken = world.spoken(thread)
    await world.bot.desks.practices.shown(practice, practice.delivered - 1)
    await world.restart()
    await world.pass_time(1)
    assert world.spoken(thread) == spoken


async def test_a_message_that_was_not_sent_is_sent(world: World) -> None:
    thread = await world.taken()
    spoken = world.spoken(thread)
    practice = world.practice()
    assert practice is not None
    last = thread.history()[-1]
    world.env.backend.delete_message(thread.id, last.id)
    await world.bot.desks.practices.shown(practice, practice.delivered - 1)
    await world.restart()
    await world.pass_time(1)
    assert world.spoken(thread) == spoken


async def test_a_line_that_was_said_but_not_noted_is_not_said_again(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, HELLO)
    practice, live = world.practice(), world.live()
    assert practice is not None
    assert live is not None
    last = thread.history()[-2]
    await world.bot.desks.practices.store._mark(practice.id, [practice.last_seen or ""], heard=False)
    assert last is not None
    await world.restart()
    await world.pass_time(3)
    assert heard(world) == [HELLO]


async def test_on_hold(world: World) -> None:
    thread = await world.taken()
    await world.ann.slash(world.channel, "hold", time="2m")
    await world.restart()
    assert said(await world.ann.slash(world.channel, "hold")) == "You are back on the line."
    assert "Back after" in world.shown(thread)


async def test_waiting_for_the_supervisor(world: World) -> None:
    thread = await world.taken()
    await world.ann.slash(world.channel, "supervisor")
    await world.restart()
    await world.pass_time(90)
    assert "**Supervisor:**" in world.shown(thread)


async def test_with_an_open_form(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, HELLO)
    form = await world.press(thread, "end")
    await world.restart()
    await world.ann.submit_modal(form, {"rating": "4", "note": ""})
    assert "Debrief: Marta Lindqvist" in world.shown(thread)


async def test_between_the_end_and_the_debrief(world: World) -> None:
    thread = await world.taken()
    await world.pass_time(1000)
    assert world.shown(thread).count("The call is over") == 1
    await world.restart()
    await world.pass_time(1)
    assert world.shown(thread).count("The call is over") == 1
    await world.pass_time(1000)
    assert world.shown(thread).count("Debrief: Marta Lindqvist") == 1


async def test_after_the_debrief_its_buttons_still_work(world: World) -> None:
    thread = await world.taken()
    await world.say(thread, HELLO)
    await world.end(thread)
    await world.restart()
    assert "Turn by turn" in said(await world.press(thread, "turns"))


async def test_a_thread_that_was_deleted_while_the_bot_was_away(world: World) -> None:
    thread = await world.taken()
    await world.restart_while(lambda: world.env.backend.delete_channel(thread.id))
    assert world.practice() is None
    await world.start()


async def test_a_call_that_cannot_go_on_is_let_go(world: World) -> None:
    thread = await world.taken()
    live = world.live()
    assert live is not None
    unfit = StoredInput(live.inputs + 1, "resume", live.call.now)  # the customer is not on hold
    await world.desk.calls.append(live.id, unfit, [], Progress(0, live.call.now))
    await world.restart()
    assert "cannot go on" in world.shown(thread)
    assert world.shut(thread) == (True, True)
    await world.start()


async def test_the_commands_are_not_told_again_when_they_are_the_same(world: World) -> None:
    def told() -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests)

    assert told() == 1
    await world.restart()
    assert told() == 1


async def test_a_connection_that_is_lost_while_a_call_is_opened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    practices, stage = world.bot.desks.practices, stage_of(world.bot)
    opened = practices.opened

    async def come_back_meanwhile(practice: Practice, thread_id: str) -> Practice:
        await stage.take_up()
        await practices.load()  # the database's time is enough for the rest to go wrong
        return await opened(practice, thread_id)

    monkeypatch.setattr(practices, "opened", come_back_meanwhile)
    thread = await world.start()
    await world.env.settle()
    assert sum("simmer:take:" in "".join(custom_ids(message)) for message in thread.history()) == 1
    await world.press(thread, "take")
    await world.quiet()
    assert world.spoken(thread)


async def test_commands_that_have_changed_are_told_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> list[str]:
        bodies = [r.json for r in world.env.http_requests if r.method == "PUT" and r.path.endswith("/commands")]
        return [next(c["description"] for c in body or () if c["name"] == "hold") for body in bodies]

    load = SimmerBot.load_extension

    async def with_another_command(bot: SimmerBot, name: str, **rest: Any) -> None:  # noqa: ANN401 (discord.py's)
        await load(bot, name, **rest)
        command = bot.tree.get_command("hold")
        if isinstance(command, discord.app_commands.Command):
            command.description = "Another one"

    monkeypatch.setattr(SimmerBot, "load_extension", with_another_command)
    await world.restart()
    await world.restart()
    assert told() == ["Put the customer on hold, or come back to them", "Another one"]


@pytest.mark.parametrize("times", [1, 3])
async def test_what_discord_refuses_for_a_while_is_said_later(world: World, times: int) -> None:
    thread = await world.start()
    await world.press(thread, "take")
    world.env.inject_error("POST", "/webhooks/*", status=500, times=times)
    await world.pass_time(200)
    assert world.spoken(thread)[0] == "Hearth & Ladle, my foot!"
    assert len(set(world.spoken(thread))) == len(world.spoken(thread))


def heard(world: World) -> list[str]:
    live = world.live()
    assert live is not None
    return [event.text for event in live.call.events if isinstance(event, AgentSaid)]
