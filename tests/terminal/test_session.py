import re

import pytest
from prompt_toolkit.input import PipeInput

from bot.call import InputKind, Outcome
from bot.desk import Desk, Mode, Personal
from bot.store import Marks, People, StoreError
from bot.terminal import Asked
from tests.terminal.conftest import Screen, open_screen

MOOD = re.compile(r"(furious|angry|upset|wary|calm) \d+ [█#]")


async def test_the_case_file_comes_before_the_call(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    assert "Hearth & Ladle" in screen.text
    assert "You may:" in screen.text
    assert "Marta:" not in screen.text


async def test_the_customer_types_and_then_speaks_above_the_prompt(
    desk: Desk, keys: PipeInput, opened: list[Screen]
) -> None:
    screen = await open_screen(desk, keys, opened)
    due = screen.live.call.due()
    assert due is not None
    await screen.clock.set(due - 0.1)
    assert "Marta is typing..." in screen.toolbar
    await screen.customer_speaks()
    await screen.until(lambda: "Marta: " in screen.text)
    assert "Marta is typing..." not in screen.toolbar


async def test_a_message_is_heard_and_the_mood_shown(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    await screen.types("Please tell me what happened, Marta.")
    assert screen.live.call.turn == 1
    await screen.until(lambda: bool(MOOD.search(screen.text)))
    assert MOOD.search(screen.toolbar)
    assert "You: Please" not in screen.text  # the prompt showed it already


async def test_coach_comments_each_message(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened, Mode.COACH)
    await screen.customer_speaks()
    await screen.answers("That's your own fault.", "Coach: ")


async def test_an_exam_hides_the_mood_and_gives_no_hints(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened, Mode.EXAM)
    await screen.customer_speaks()
    await screen.types("Please tell me what happened, Marta.")
    await screen.answers("/hint", "There are no hints in an exam.")
    assert not MOOD.search(screen.text + screen.toolbar)


async def test_the_commands(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    await screen.answers("/help", "come back from the hold")
    await screen.answers("/hint", "Hint: ")
    await screen.answers("/hodl", "There is no command '/hodl'; the nearest one is '/hold'.")
    await screen.answers("/wait 2m", "There is no command '/wait'")
    await screen.answers("/hold soon", "/hold needs a time like 40s or 2m, not 'soon'.")
    await screen.answers("/resume", "The customer is not on hold.")
    await screen.answers("/hold 2m", "On hold, 2:00 announced.")
    await screen.clock.set(screen.clock.now() + 65)
    await screen.answers("/resume", "Back after 1:05.")
    before = screen.text.count("Case file")
    screen.keys("/case\r")
    await screen.until(lambda: screen.text.count("Case file") > before)


async def test_the_end_asks_for_a_note_and_shows_the_debrief(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    await screen.types("Please tell me what happened, Marta.")
    await screen.types("/end")
    screen.keys("Call her back by noon.\r")
    await screen.until(lambda: "Your note is kept." in screen.text)
    screen.keys("\r")  # no rating
    assert await screen.ended() is Asked.OVER
    assert "Debrief" in screen.text
    assert "Your note" in screen.text.split("Debrief")[1]
    assert screen.live.call.inputs[-1].kind is InputKind.NOTE


async def test_the_own_view_is_asked_before_the_debrief_and_kept(
    desk: Desk, keys: PipeInput, opened: list[Screen]
) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    await screen.types("That's your own fault.")
    await screen.types("/end")
    screen.keys("\r")  # no note
    await screen.until(lambda: "How well" in str(screen._call._session.message))
    await screen.answers("very", "Rate it from 1 (badly) to 5 (very well).")
    assert "Debrief" not in screen.text
    screen.keys("5\r")
    assert await screen.ended() is Asked.OVER
    assert "You gave yourself 5 of 5, more than the score does" in screen.text
    assert (await Marks(desk.calls.database).of(screen.live.id)).rating == 5


async def test_the_own_stop_word_ends_the_call_and_nothing_is_asked(
    desk: Desk, keys: PipeInput, opened: list[Screen]
) -> None:
    await Personal(People(desk.calls.database)).stop_word("local", "red")
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    await screen.types("Red.")
    assert await screen.ended() is Asked.OVER
    assert "stopped; this call is not scored" in screen.text
    assert "Score" not in screen.text.split("Debrief")[1]


async def test_several_hard_calls_in_a_row_end_with_a_nudge_to_pause(
    desk: Desk, keys: PipeInput, opened: list[Screen]
) -> None:
    for _ in range(3):
        screen = await open_screen(desk, keys, opened)
        await screen.customer_speaks()
        await screen.types("Calm down.")
        if screen.live.call.outcome is None:
            await screen.types("Are you deaf? Stop whining.")
        if screen.live.call.outcome is None:
            await screen.types("/end")
        screen.keys("\r")
        await screen.until(lambda one=screen: "How well" in str(one._call._session.message))  # type: ignore[misc]
        screen.keys("\r")
        await screen.ended()
    assert "That was 3 hard calls in a row." in " ".join(screen.text.split())


async def test_who_stops_is_asked_nothing(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.types("/stop")
    assert await screen.ended() is Asked.OVER
    assert screen.live.call.outcome is Outcome.STOPPED
    assert screen.live.call.inputs[-1].kind is InputKind.STOP


async def test_a_customer_who_leaves_closes_the_prompt(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    for _ in range(6):
        due = screen.live.call.due()
        if due is None:
            break
        before = screen.live.inputs
        await screen.clock.set(due)
        await screen.until(lambda seen=before: screen.live.inputs > seen)  # type: ignore[misc]
    assert screen.live.call.outcome is Outcome.TIMED_OUT
    screen.keys("\r")  # no note
    await screen.until(lambda: "How well" in str(screen._call._session.message))
    screen.keys("\r")  # no rating
    assert await screen.ended() is Asked.OVER


async def test_ctrl_c_leaves_the_call_stored_and_says_how_to_resume(
    desk: Desk, keys: PipeInput, opened: list[Screen]
) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    screen.keys("half a mess")
    screen.keys("\x03")
    await screen.until(lambda: screen._call._session.message != "You: ")
    screen.keys("\r")
    assert await screen.ended() is Asked.LEFT
    assert f"simmer practice --resume {screen.live.id}" in screen.text
    assert [record.id for record in await desk.open_calls("local")] == [screen.live.id]
    desk.leave(screen.live.id)
    again = Screen(desk, await desk.resume(screen.live.id), keys)
    opened.append(again)
    await again.until(lambda: "Marta: " in again.text)
    assert again.live.call.events == screen.live.call.events


@pytest.mark.parametrize(("answer", "outcome"), [("e", Outcome.ENDED), ("g", None)])
async def test_ctrl_c_may_also_end_the_call_or_go_on(
    desk: Desk, keys: PipeInput, opened: list[Screen], answer: str, outcome: Outcome | None
) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()
    screen.keys("\x03")
    await screen.until(lambda: screen._call._session.message != "You: ")
    screen.keys(answer + "\r")
    if outcome is None:
        await screen.until(lambda: screen._call._session.message == "You: ")
        await screen.types("Please go on.")
        assert screen.live.call.turn == 1
    else:
        await screen.until(lambda: screen.live.call.outcome is outcome)


async def test_typing_is_reported_at_most_every_five_seconds(desk: Desk, keys: PipeInput, opened: list[Screen]) -> None:
    screen = await open_screen(desk, keys, opened)
    await screen.customer_speaks()

    def typed() -> int:
        return sum(entry.kind is InputKind.TYPING for entry in screen.live.call.inputs)

    screen.keys("a")
    await screen.until(lambda: typed() == 1)
    for key in "bcdef":
        screen.keys(key)
    await screen.until(lambda: screen._call._session.default_buffer.text == "abcdef")
    await screen.clock.set(screen.clock.now() + 6)
    screen.keys("g")
    await screen.until(lambda: typed() == 2)


async def test_an_error_of_the_store_ends_the_session_and_is_raised(
    desk: Desk, keys: PipeInput, opened: list[Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = await open_screen(desk, keys, opened)

    async def fails(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(desk.calls, "append", fails)
    due = screen.live.call.due()
    assert due is not None
    await screen.clock.set(due)
    with pytest.raises(StoreError, match="disk is full"):
        await screen.ended()
