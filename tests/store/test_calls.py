import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.store import (
    CallRecord,
    Calls,
    Database,
    PersonaVersion,
    Progress,
    StoredEvent,
    StoredInput,
    StoreError,
)
from bot.store.tables import CallRow, EventRow, InputRow

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PERSONA = PersonaVersion("marta", "v1", "id = 'marta'")
OPEN = StoredInput(1, "open", 0.0)
FIRST = StoredEvent(1, 1, "customer", {"text": "Where is it?! ☎"})


def record(call_id: str = "abc234", **changes: object) -> CallRecord:
    call = CallRecord(
        id=call_id,
        created_at=NOON,
        started_at=NOON,
        trainee_id="local",
        trainee_name="Jo",
        guild_id=None,
        persona_id="marta",
        persona_version="v1",
        difficulty="normal",
        mode="practice",
        seed=2**53 - 1,
        mild=False,
        rules="m1",
        rubric="r1",
    )
    return replace(call, **changes)  # type: ignore[arg-type]


async def add(calls: Calls, call_id: str = "abc234", **changes: object) -> CallRecord:
    call = record(call_id, **changes)
    await calls.add(call, PERSONA, OPEN, [FIRST], Progress(0, 0.0))
    return call


async def test_a_call_comes_back_as_it_was_stored(calls: Calls) -> None:
    call = await add(calls)
    assert await calls.get(call.id) == call
    assert await calls.inputs(call.id) == [OPEN]
    assert await calls.events(call.id) == [FIRST]
    assert await calls.persona("marta", "v1") == PERSONA


async def test_an_input_its_events_and_the_progress_are_stored_together(calls: Calls) -> None:
    call = await add(calls)
    said = StoredInput(2, "say", 15.25, "I'm sorry \U0001f9fe", 2.5)
    events = [StoredEvent(2, 2, "agent", {"text": "I'm sorry"}), StoredEvent(3, 2, "mood", {"at": 0.1})]
    await calls.append(call.id, said, events, Progress(1, 15.25, "resolved", 80, NOON))
    assert await calls.inputs(call.id) == [OPEN, said]
    assert await calls.events(call.id) == [FIRST, *events]
    stored = await calls.get(call.id)
    assert stored is not None
    assert (stored.status, stored.outcome, stored.turns, stored.score) == ("ended", "resolved", 1, 80)


async def test_an_input_whose_events_cannot_be_stored_is_not_stored_either(calls: Calls, database: Database) -> None:
    call = await add(calls)
    again = [StoredEvent(1, 2, "agent", {})]  # number 1 is taken
    with pytest.raises(StoreError, match="being played somewhere else"):
        await calls.append(call.id, StoredInput(2, "say", 1.0, "hi"), again, Progress(1, 1.0))
    assert await calls.inputs(call.id) == [OPEN]
    async with database.read() as session:
        assert await session.scalar(select(CallRow.turns)) == 0


async def test_two_players_of_one_call_cannot_both_go_on(calls: Calls) -> None:
    call = await add(calls)

    async def say(text: str) -> None:
        await calls.append(call.id, StoredInput(2, "say", 1.0, text), [], Progress(1, 1.0))

    results = await asyncio.gather(say("one"), say("two"), return_exceptions=True)
    assert [type(result) for result in results].count(StoreError) == 1
    assert len(await calls.inputs(call.id)) == 2


async def test_an_id_is_given_once(calls: Calls) -> None:
    await add(calls)
    with pytest.raises(StoreError, match="exists already"):
        await add(calls)


async def test_a_note_after_the_end_moves_neither_the_end_nor_the_score(calls: Calls) -> None:
    call = await add(calls)
    later = NOON + timedelta(hours=1)
    await calls.append(call.id, StoredInput(2, "end", 9.0), [], Progress(0, 9.0, "ended", 10, NOON))
    await calls.append(call.id, StoredInput(3, "note", 9.0, "n"), [], Progress(0, 9.0, "ended", 12, later))
    stored = await calls.get(call.id)
    assert stored is not None
    assert (stored.ended_at, stored.score) == (NOON, 10)


async def test_the_newest_call_comes_first_and_filters_hold(calls: Calls) -> None:
    await add(calls, "first2", created_at=NOON - timedelta(minutes=1))
    await add(calls, "second")
    await add(calls, "others", trainee_id="4711")
    await calls.append("first2", StoredInput(2, "end", 1.0), [], Progress(0, 1.0, "ended", 0, NOON))
    assert [call.id for call in await calls.latest(trainee_id="local")] == ["second", "first2"]
    assert [call.id for call in await calls.latest(status="ended")] == ["first2"]
    assert len(await calls.latest(limit=1)) == 1


async def test_erasing_a_call_takes_everything_with_it(calls: Calls, database: Database) -> None:
    await add(calls, "first2")
    await add(calls, "second", trainee_id="4711")
    assert await calls.erase(trainee_id="4711") == 1
    async with database.read() as session:
        assert list(await session.scalars(select(InputRow.call_id))) == ["first2"]
        assert list(await session.scalars(select(EventRow.call_id))) == ["first2"]
    assert await calls.erase() == 1
    assert await calls.count() == 0


async def test_a_time_without_its_zone_is_refused(calls: Calls) -> None:
    with pytest.raises(Exception, match="time zone"):
        await add(calls, created_at=NOON.replace(tzinfo=None))


async def test_ten_writers_at_once_lose_no_update(calls: Calls, database: Database) -> None:
    call = await add(calls)

    async def once() -> None:
        async with database.write() as session:
            row = await session.get(CallRow, call.id)
            assert row is not None
            turns = row.turns
            await asyncio.sleep(0)
            row.turns = turns + 1

    await asyncio.gather(*(once() for _ in range(10)))
    stored = await calls.get(call.id)
    assert stored is not None
    assert stored.turns == 10


async def test_a_reader_is_not_held_up_by_a_writer(calls: Calls, database: Database) -> None:
    call = await add(calls)
    async with database.write() as session:
        row = await session.get(CallRow, call.id)
        assert row is not None
        row.turns = 5
        await session.flush()
        seen = await asyncio.wait_for(calls.get(call.id), 2)
        assert seen is not None
        assert seen.turns == 0
