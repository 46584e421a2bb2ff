"""What is kept of an ended call: its score for ever, the trainee's own view, what was observed."""

import re
from importlib import import_module

import pytest
from sqlalchemy import update

from bot import coaching
from bot.call import Input, InputKind, Outcome
from bot.coaching import rubric as rules
from bot.customers import Difficulty, personas_dir
from bot.desk import AfterCall, Desk, DeskError, Mode, Personal, SimulatedClock, Trainee
from bot.store import Calls, Marks, People
from bot.store.tables import EventRow
from tests.desk.conftest import JO
from tests.desk.playing import KIND, RUDE, finish, play


@pytest.fixture
def marks(calls: Calls) -> Marks:
    return Marks(calls.database)


async def test_an_ended_call_keeps_its_score_parts_band_and_rubric(desk: Desk, marks: Marks) -> None:
    live = await play(desk)
    made = coaching.score(live.call)
    scored = (await marks.of(live.id)).scored
    assert scored is not None
    assert (scored.total, scored.band, scored.rubric) == (made.total, made.band, coaching.rubric_version())
    assert {name: coaching.Part(*points) for name, points in scored.parts.items()} == made.parts
    assert (await desk.record(live.id)).score == made.total


async def test_each_technique_that_showed_is_observed_once(desk: Desk, marks: Marks) -> None:
    scored = (await marks.of((await play(desk)).id)).scored
    assert scored is not None
    assert scored.uses["T5"] == "well"
    assert "not_needed" not in scored.uses.values()
    assert set(scored.uses) <= {f"T{n}" for n in range(1, 22)}


async def test_an_open_and_a_stopped_call_have_no_score(desk: Desk, marks: Marks) -> None:
    open_ = await desk.start("marta", trainee=JO, seed=7)
    stopped = await play(desk, "Hello\n/stop")
    assert [(await marks.of(call.id)).scored for call in (open_, stopped)] == [None, None]
    assert await marks.past("local") == []


async def test_a_changed_rubric_rewrites_no_score(
    desk: Desk, calls: Calls, marks: Marks, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = await play(desk)
    before = (await marks.of(live.id)).scored
    assert before is not None
    scoring = import_module("bot.coaching.score")  # the package has a function of this name
    changed = rules.parse_rubric(re.sub(r"points = -?[\d.]+", "points = 0", rules._text()))
    monkeypatch.setattr(scoring, "load_rubric", lambda: changed)
    monkeypatch.setattr(scoring, "rubric_version", lambda: "another")
    later = Desk(calls, personas_dir(), clock=SimulatedClock)
    await later.take(live.id, Input(InputKind.NOTE, 999.0, "One more word."))
    assert (await marks.of(live.id)).scored == before
    assert (await later.record(live.id)).score == before.total
    shown = (await AfterCall(later).look(live.id)).debrief.score
    assert (shown.total, shown.band, shown.rubric) == (before.total, before.band, before.rubric)
    new = (await marks.of((await play(later)).id)).scored
    assert new is not None
    assert (new.rubric, new.total) == ("another", 0)


async def test_a_call_that_was_played_under_other_rules_keeps_its_end_and_its_words(desk: Desk, calls: Calls) -> None:
    live = await play(desk)
    told, record = await desk.told(live.id), await desk.record(live.id)
    rows = await calls.inputs(live.id)
    async with calls.database.write() as session:  # as if the rules had given another answer then
        first = update(EventRow).where(EventRow.call_id == live.id, EventRow.number == 1)
        await session.execute(first.values(kind="hint", data={"at": 0.0, "turn": 0, "text": "another time"}))
    later = Desk(calls, personas_dir(), clock=SimulatedClock)
    await later.take(live.id, Input(InputKind.NOTE, 999.0, "One more word."))
    again = await later.told(live.id)
    assert again[1 : len(told)] == told[1:]
    assert again[0] != told[0]
    assert len(again) == len(told) + 1
    assert len(await calls.inputs(live.id)) == len(rows) + 1
    assert await later.record(live.id) == record


async def test_the_own_view_is_kept_once_and_shown_in_the_debrief(desk: Desk) -> None:
    live, after = await play(desk), AfterCall(desk)
    await after.rate(live.id, 5)
    await after.rate(live.id, 1)
    look = await after.look(live.id)
    assert look.rating == 5
    assert "You gave yourself 5 of 5, more than the score does" in look.text()


@pytest.mark.parametrize("rating", [0, 6])
async def test_a_rating_goes_from_1_to_5(desk: Desk, rating: int) -> None:
    with pytest.raises(DeskError, match=r"from 1 \(badly\) to 5"):
        await AfterCall(desk).rate((await play(desk)).id, rating)


async def test_a_stopped_or_open_call_is_not_rated(desk: Desk) -> None:
    with pytest.raises(DeskError, match="stopped; it is not scored"):
        await AfterCall(desk).rate((await play(desk, "/stop")).id, 3)
    with pytest.raises(DeskError, match="not over yet"):
        await AfterCall(desk).rate((await desk.start("marta", trainee=JO)).id, 3)


async def test_the_note_is_held_against_the_call(desk: Desk) -> None:
    live = await play(desk, KIND + "/note Nothing was promised. The mixer came late. Paid $999.")
    notes = (await AfterCall(desk).look(live.id)).debrief.notes
    assert [note.complete for note in notes] == [True, False]
    assert notes[1].wrong == ("“$999” was never said, and the file does not have it.",)


# -- tried again from here


async def test_a_call_is_tried_again_from_a_message_on(desk: Desk) -> None:
    live = await play(desk)
    again = await desk.try_again(live.id, 2, trainee=JO)
    assert (again.record.from_call, again.record.from_turn) == (live.id, 2)
    same = ("persona_id", "persona_version", "difficulty", "seed", "mild", "mode")
    assert [getattr(again.record, name) for name in same] == [getattr(live.record, name) for name in same]
    assert again.call.turn == 1
    assert again.call.events == live.call.events[: len(again.call.events)]
    await finish(desk, again, "I will send you a new mixer by express today, it is with you on Saturday 15 June.")
    assert again.call.turn == 2
    assert (await desk.record(live.id)).turns == live.call.turn


async def test_a_call_that_is_tried_again_survives_the_process(desk: Desk, calls: Calls) -> None:
    again = await desk.try_again((await play(desk)).id, 2, trainee=JO)
    other = await Desk(calls, personas_dir(), clock=SimulatedClock).resume(again.id)
    assert (other.notice, other.call.events, other.now()) == ("", again.call.events, again.now())


async def test_what_cannot_be_tried_again(desk: Desk) -> None:
    live = await play(desk, mode=Mode.EXAM)
    with pytest.raises(DeskError, match="has no message 9; it has 2"):
        await desk.try_again(live.id, 9, trainee=JO)
    with pytest.raises(DeskError, match="taken from its beginning"):
        await desk.try_again(live.id, 1, trainee=JO, mode=Mode.EXAM)
    with pytest.raises(DeskError, match="somebody else's"):
        await desk.try_again(live.id, 1, trainee=Trainee("4711", "Al"))
    assert (await desk.try_again(live.id, 1, trainee=JO)).mode is Mode.PRACTICE
    with pytest.raises(DeskError, match="not over yet"):
        await desk.try_again((await desk.start("marta", trainee=JO)).id, 1, trainee=JO)


# -- what people set for themselves


@pytest.fixture
def personal(calls: Calls) -> Personal:
    return Personal(People(calls.database))


async def test_nobody_meets_a_customer_above_their_own_ceiling(desk: Desk, personal: Personal) -> None:
    hard = await desk.start("marta", trainee=JO, difficulty=Difficulty.HARD, seed=7)
    await finish(desk, hard, "Hello")
    await personal.ceiling("local", Difficulty.EASY)
    assert (await desk.start("marta", trainee=JO)).record.difficulty == "easy"
    with pytest.raises(DeskError, match="would be normal, and your own ceiling is easy"):
        await desk.start("marta", trainee=JO, difficulty=Difficulty.NORMAL)
    with pytest.raises(DeskError, match="would be hard"):
        await desk.try_again(hard.id, 1, trainee=JO)
    assert (await desk.start("marta", trainee=Trainee("4711", "Al"))).record.difficulty == "normal"
    await personal.ceiling("local", None)
    assert (await desk.start("marta", trainee=JO, difficulty=Difficulty.EXTREME)).record.difficulty == "extreme"


async def test_who_wants_mild_language_always_gets_it(desk: Desk, personal: Personal) -> None:
    await personal.mild("local", mild=True)
    live = await desk.start("marta", trainee=JO)
    assert (live.record.mild, live.call.mild) == (True, True)


@pytest.mark.parametrize("said", ["Red", "red.", " RED! "])
async def test_the_stop_word_ends_a_call_at_once_and_is_never_scored(
    desk: Desk, calls: Calls, personal: Personal, said: str
) -> None:
    await personal.stop_word("local", "red")
    live = await desk.start("marta", trainee=JO, seed=7)
    await desk.take(live.id, Input(InputKind.SAY, 5.0, "The red mixer?"))
    other = Desk(calls, personas_dir(), clock=SimulatedClock)  # it holds after a restart as well
    await other.take(live.id, Input(InputKind.SAY, 6.0, said))
    record = await other.record(live.id)
    assert (record.outcome, record.score, record.seconds) == ("stopped", None, 6.0)


async def test_a_script_stops_without_waiting_for_the_customer(desk: Desk, personal: Personal) -> None:
    await personal.stop_word("local", "red")
    for word in ("/stop", "red"):
        live = await play(desk, word)
        assert (live.call.outcome, live.call.now) == (Outcome.STOPPED, 0.0)


async def test_a_stop_word_is_short_and_no_command(personal: Personal) -> None:
    with pytest.raises(DeskError, match="cannot begin with a slash"):
        await personal.stop_word("local", "/end")
    with pytest.raises(DeskError, match="at most 40 letters"):
        await personal.stop_word("local", "x" * 41)
    assert (await personal.stop_word("local", "")).stop_word == ""


async def test_erasing_a_person_erases_what_they_set(desk: Desk, calls: Calls, personal: Personal) -> None:
    await personal.mild("local", mild=True)
    live = await play(desk, RUDE)
    await AfterCall(desk).rate(live.id, 2)
    await calls.erase(trainee_id="local")
    assert not (await personal.of("local")).mild
    assert (await Marks(calls.database).of(live.id)).scored is None
