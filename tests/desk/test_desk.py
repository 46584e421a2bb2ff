import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.call import CallError, Input, InputKind, Outcome, event_to_json
from bot.call.events import AgentSaid
from bot.customers import Difficulty, PersonaError, personas_dir
from bot.desk import Desk, DeskError, LiveCall, Mode, RealClock, SimulatedClock
from bot.store import Calls, StoreError
from bot.store.tables import EventRow
from tests.desk.conftest import JO

SORRY = "I'm so sorry about that, Marta. Please tell me what happened."


async def begin(desk: Desk, *, mode: Mode = Mode.PRACTICE, seed: int | None = 7) -> LiveCall:
    return await desk.start("marta", trainee=JO, mode=mode, seed=seed)


async def say(desk: Desk, live: LiveCall, text: str = SORRY, *, after: float = 60.0) -> None:
    await desk.take(live.id, Input(InputKind.SAY, live.call.now + after, text))


async def stored(calls: Calls, live: LiveCall) -> list[dict[str, object]]:
    return [{"type": row.kind} | row.data for row in await calls.events(live.id)]


async def test_a_call_that_was_taken_is_stored(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    record = await calls.get(live.id)
    assert record == live.record
    assert [row.kind for row in await calls.inputs(live.id)] == ["open"]
    assert [open_.id for open_ in await desk.open_calls("local")] == [live.id]


async def test_what_is_returned_is_stored_already(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    for _ in range(3):
        await say(desk, live)
        assert await stored(calls, live) == [event_to_json(event) for event in live.call.events]
        assert len(await calls.inputs(live.id)) == len(live.call.inputs)
        record = await calls.get(live.id)
        assert record is not None
        assert (record.turns, record.seconds) == (live.call.turn, live.call.now)


async def test_another_process_resumes_in_exactly_the_same_state(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live)
    await desk.take(live.id, Input(InputKind.HOLD, live.call.now + 20, seconds=90.0))
    other = await Desk(calls, personas_dir(), clock=SimulatedClock).resume(live.id)
    assert other.notice == ""
    assert other.call.events == live.call.events
    assert (other.call.mood, other.call.now, other.call.due()) == (live.call.mood, live.call.now, live.call.due())
    assert other.now() == live.call.now


async def test_the_real_clock_goes_on_where_the_last_input_left_it(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live, after=50.0)
    other = await Desk(calls, personas_dir(), clock=RealClock).resume(live.id)
    assert 50.0 <= other.now() < 60.0


async def test_a_call_that_could_not_be_stored_is_folded_from_the_store_again(
    desk: Desk, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = await begin(desk)
    await say(desk, live)
    before = live.call.events

    async def fails(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(calls, "append", fails)
        with pytest.raises(StoreError, match="disk is full"):
            await say(desk, live, "This one is lost, and the trainee is told so.")
    again = await desk.resume(live.id)
    assert again is not live
    assert again.call.events == before
    await say(desk, again)
    assert await stored(calls, again) == [event_to_json(event) for event in again.call.events]


async def test_changed_rules_are_said_and_the_call_goes_on(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live)
    async with calls._database.write() as session:
        row = update(EventRow).where(EventRow.call_id == live.id, EventRow.number == 1)
        await session.execute(row.values(data={"text": "said under other rules"}))
    other_desk = Desk(calls, personas_dir(), clock=SimulatedClock)
    other = await other_desk.resume(live.id)
    assert other.notice.startswith(f"The rules have changed since the call {live.id}")
    await say(other_desk, other)
    assert await stored(calls, other) == [event_to_json(event) for event in other.call.events]


async def test_an_edited_customer_file_leaves_older_calls_alone(calls: Calls, tmp_path: Path) -> None:
    folder = tmp_path / "personas"
    shutil.copytree(personas_dir(), folder)
    desk = Desk(calls, folder, clock=SimulatedClock)
    live = await begin(desk)
    await say(desk, live)
    path = folder / "marta.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('name = "Marta Lindqvist"', 'name = "Marta Other"'), encoding="utf-8")
    desk.leave(live.id)
    again = await desk.resume(live.id)
    assert again.customer.persona.name == "Marta Lindqvist"
    assert again.notice == ""
    assert (await begin(desk)).customer.persona.name == "Marta Other"


async def test_inputs_that_race_are_taken_one_after_the_other(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    times = [30.0, 10.0, 20.0, 5.0, 40.0]
    await asyncio.gather(*(desk.take(live.id, Input(InputKind.TYPING, at)) for at in times))
    rows = await calls.inputs(live.id)
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.at for row in rows] == sorted(row.at for row in rows)


async def test_an_input_that_does_not_fit_changes_nothing(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    with pytest.raises(CallError):
        await desk.take(live.id, Input(InputKind.RESUME, 20.0))
    assert len(await calls.inputs(live.id)) == 1
    await say(desk, live)
    assert len(await calls.inputs(live.id)) == 2


async def test_half_characters_and_nul_are_replaced_before_the_call_hears_them(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live, "caf\ud83d\x00e")
    rows = await calls.inputs(live.id)
    assert rows[-1].text == "caf?\ufffde"


async def test_a_seed_nobody_chose_is_drawn_and_stored(desk: Desk) -> None:
    seeds = {(await begin(desk, seed=None)).record.seed for _ in range(3)}
    assert len(seeds) > 1


async def test_there_are_no_hints_in_an_exam(desk: Desk) -> None:
    live = await begin(desk, mode=Mode.EXAM)
    with pytest.raises(DeskError, match="no hints in an exam"):
        await desk.hint(live.id)


async def test_a_hint_is_part_of_the_call(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await desk.hint(live.id, 60.0)
    row = (await calls.inputs(live.id))[-1]
    assert (row.kind, row.at) == ("hint", 60.0)
    assert row.text


async def test_a_stopped_call_is_never_scored(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live)
    await desk.take(live.id, Input(InputKind.STOP, live.call.now))
    record = await calls.get(live.id)
    assert record is not None
    assert (record.status, record.outcome, record.score) == ("ended", "stopped", None)


async def test_an_ended_call_is_scored_and_takes_a_note(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live)
    await desk.take(live.id, Input(InputKind.END, live.call.now))
    await desk.take(live.id, Input(InputKind.NOTE, live.call.now + 300, "Call back by noon."))
    record = await calls.get(live.id)
    assert record is not None
    assert record.outcome == Outcome.ENDED.value
    assert record.score is not None
    assert record.seconds < live.call.now + 300
    assert await desk.open_calls() == []


async def test_unknown_customers_and_calls_are_answered_with_the_nearest_one(desk: Desk) -> None:
    live = await begin(desk)
    with pytest.raises(DeskError, match="There is no customer 'mrta'; the nearest one is 'marta'"):
        await desk.start("mrta", trainee=JO)
    with pytest.raises(DeskError, match=f"the nearest one is '{live.id}'"):
        await desk.resume(live.id[:-1] + "0")


async def test_a_broken_file_keeps_only_its_own_customer_from_playing(calls: Calls, tmp_path: Path) -> None:
    folder = tmp_path / "personas"
    folder.mkdir()
    shutil.copy(personas_dir() / "marta.toml", folder)
    (folder / "broken.toml").write_text("format = 1\n", encoding="utf-8")
    desk = Desk(calls, folder, clock=SimulatedClock)
    assert [customer.id for customer in desk.customers()] == ["marta"]
    assert (await begin(desk)).call.outcome is None
    with pytest.raises(PersonaError, match=r"broken\.toml"):
        desk.customer("broken")


async def test_the_same_seed_is_the_same_customer(desk: Desk) -> None:
    one, two = await begin(desk), await begin(desk)
    for live in (one, two):
        await say(desk, live)
    assert one.call.events == two.call.events
    assert one.id != two.id
    assert replace(one.record, id="", created_at=two.record.created_at, started_at=two.record.started_at) == replace(
        two.record, id=""
    )


async def test_difficulty_is_normal_unless_said(desk: Desk) -> None:
    assert (await begin(desk)).record.difficulty == Difficulty.NORMAL.value


async def test_a_replay_shows_what_was_seen_whatever_the_rules_are_today(desk: Desk, calls: Calls) -> None:
    live = await begin(desk)
    await say(desk, live)
    assert await desk.told(live.id) == live.call.events
    async with calls._database.write() as session:
        first = select(EventRow).where(EventRow.call_id == live.id, EventRow.kind == "agent")
        row = (await session.scalars(first)).one()
        row.data = row.data | {"text": "as it was heard then"}
    assert AgentSaid(60.0, 1, "as it was heard then") in await desk.told(live.id)
    assert (await desk.again(live.id)).notice
    assert AgentSaid(60.0, 1, "as it was heard then") in await desk.told(live.id)
