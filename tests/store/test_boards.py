"""What the boards' tables hold: sums that follow the calls, and calls from before there were boards."""

import asyncio
import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot import settings
from bot.store import BoardCall, Boards, Calls, Database, Progress, Ranking, Scope, Scored, StoredInput, upgrade
from bot.store.board_rows import BoardCallRow, BoardSumRow, BoardTotalRow
from tests.store.test_calls import NOON, add

COUNTS = BoardCall(weight=3, handicap=0, pass_mark=50, score=60, peak=80, settled=True)
EVERYTHING = Scope()


async def ended(calls: Calls, call_id: str, at: datetime, counts: BoardCall = COUNTS, **rest: object) -> None:
    await add(calls, call_id, created_at=at, **rest)
    scored = Scored(counts.score, "bronze", {"Listening": (counts.score, 100)}, {}, "r1", 20, hard=False)
    await calls.append(
        call_id, StoredInput(2, "end", 9.0), [], Progress(1, 9.0, "resolved", counts.score, at, scored, counts)
    )


BY_CALLS = Ranking(lambda sums: sums.calls, lambda sums: sums.calls, 1, lowest_first=False)


async def calls_of(
    database: Database, scope: Scope = EVERYTHING, *, first: date | None = None, last: date | None = None
) -> list[int]:
    async with Boards(database).read(None) as boards:
        number = await boards.scope(scope)
        if number is None:
            return []
        return [place.figure for place in await boards.placed(number, (first, last), BY_CALLS, (1, 9, "", 0))]


async def test_a_day_is_the_difference_of_two_rows(calls: Calls, database: Database) -> None:
    for n in range(5):
        await ended(calls, f"c{n}", NOON + timedelta(days=n))
    second, third = NOON.date() + timedelta(days=1), NOON.date() + timedelta(days=2)
    assert await calls_of(database) == [5]
    assert await calls_of(database, first=second) == [4]
    assert await calls_of(database, last=third) == [3]
    assert await calls_of(database, first=second, last=third) == [2]
    assert await calls_of(database, first=NOON.date() + timedelta(days=9)) == []
    assert await calls_of(database, last=NOON.date() - timedelta(days=1)) == []


async def test_a_call_belongs_to_its_customer_its_difficulty_and_its_challenge(
    calls: Calls, database: Database
) -> None:
    await ended(calls, "c1", NOON, challenge_id="cup234")
    await ended(calls, "c2", NOON, difficulty="hard")
    assert await calls_of(database, Scope(persona_id="marta")) == [2]
    assert await calls_of(database, Scope(difficulty="hard")) == [1]
    assert await calls_of(database, Scope("cup234", "marta", "normal")) == [1]
    assert await calls_of(database, Scope("cup234", "marta", "hard")) == []
    assert await calls_of(database, Scope("cup999")) == []


async def test_a_day_is_one_of_utc(calls: Calls, database: Database) -> None:
    late = datetime.fromisoformat("2026-05-01T23:30:00-04:00")
    await ended(calls, "c1", late)
    day = late.astimezone(UTC).date()
    assert await calls_of(database, first=day, last=day) == [1]


async def test_a_call_that_is_not_stored_is_not_counted_either(calls: Calls, database: Database) -> None:
    """The end, the score and the sums are one transaction."""
    await add(calls, "c1")
    scored = Scored(60, "bronze", {}, {}, "r1", 20, hard=False)
    over = Progress(1, 9.0, "resolved", 60, NOON, scored, COUNTS)
    taken = StoredInput(1, "end", 9.0)
    results = await asyncio.gather(calls.append("c1", taken, [], over), return_exceptions=True)
    assert isinstance(results[0], Exception)
    assert await calls_of(database) == []


async def test_a_note_after_the_end_counts_nothing_twice(calls: Calls, database: Database) -> None:
    await ended(calls, "c1", NOON)
    scored = Scored(90, "gold", {}, {}, "r1", 20, hard=False)
    again = Progress(1, 9.0, "resolved", 90, NOON, scored, COUNTS)
    await calls.append("c1", StoredInput(3, "note", 9.0, "n"), [], again)
    assert await calls_of(database) == [1]


async def test_calls_from_before_count_as_they_would_have_then(url: str, tmp_path: Path) -> None:
    """What the migration adds up is what counting the same calls anew adds up."""
    await asyncio.to_thread(upgrade, url, settings.migrations(), "0003")
    with closing(sqlite3.connect(tmp_path / "calls.db")) as connection:
        _old_calls(connection)
        connection.commit()
    async with await Database.at(url, settings.migrations()) as database:
        async with database.read() as session:
            rows = {row.call_id: row for row in await session.scalars(select(BoardCallRow))}
        assert set(rows) == {f"c{n}" for n in range(12)}  # neither the try again nor the stopped one
        assert (rows["c3"].weight, rows["c3"].score, rows["c3"].peak, rows["c3"].settled) == (6, 43 + 9, 73, False)
        assert (rows["c4"].weight, rows["c4"].score, rows["c4"].peak, rows["c4"].settled) == (4, 44, 20, True)
        before = await _sums(database)
        assert len(before[0]) > 20
        await Boards(database).recount(lambda difficulty, mode: (_weight(difficulty, mode), _handicap(difficulty), 50))
        assert await _sums(database) == before
        async with Boards(database).read("4001") as boards:
            assert {member.name for member in await boards.everybody()} == {"Jo", "Al"}


def _weight(difficulty: str, mode: str) -> int:
    return {"normal": 3, "hard": 4}[difficulty] * (2 if mode == "exam" else 1)


def _handicap(difficulty: str) -> int:
    return {"normal": 0, "hard": 7}[difficulty]


def _old_calls(connection: sqlite3.Connection) -> None:
    """Calls as the schema before held them, with events, one of them reviewed by two people."""
    first = "2026-05-01 12:00:00.000000"
    connection.execute("INSERT INTO persona_versions VALUES ('marta', 'v1', '', ?)", (first,))
    for n in range(14):
        at = f"2026-05-{1 + n // 2:02} 12:{n:02}:00.000000"
        stopped = n == 13
        connection.execute(
            "INSERT INTO calls (id, created_at, started_at, ended_at, trainee_id, trainee_name, guild_id, persona_id, "
            "persona_version, difficulty, mode, seed, mild, rules, rubric, status, outcome, turns, seconds, score, "
            "from_call) VALUES (?, ?, ?, ?, ?, ?, ?, 'marta', 'v1', ?, ?, 7, 0, 'm', 'r', 'ended', ?, 3, 9, ?, ?)",
            (
                f"c{n}",
                at,
                at,
                at,
                "jo" if n % 3 else "al",
                "Jo" if n % 3 else "Al",
                "4001" if n % 4 != 2 else None,
                "normal" if n % 2 else "hard",
                "exam" if n == 3 else "practice",
                "stopped" if stopped else "walked_out" if n == 3 else "settled",
                None if stopped else 40 + n,
                "c1" if n == 12 else None,
            ),
        )
        if stopped:
            continue
        parts = json.dumps({"Listening": [20, 50], "Solving": [20 + n, 50]})
        connection.execute(
            "INSERT INTO scores VALUES (?, ?, 'r', ?, 'none', ?, '[]', NULL, 20, 0)", (f"c{n}", at, 40 + n, parts)
        )
        moods = [] if n == 4 else [60, 70 + n, 30]
        for number, anger in enumerate(moods, start=1):
            data = json.dumps({"after": {"anger": anger}})
            connection.execute("INSERT INTO events VALUES (?, ?, 1, 'mood', ?)", (f"c{n}", number, data))
    for who, score, at in (("tia", 50, first), ("tom", 29, first.replace("12:00", "13:00"))):
        connection.execute(
            "INSERT INTO part_reviews VALUES ('c3', 'Listening', ?, ?, ?, 'Because.', ?)", (who, who, score, at)
        )


async def _sums(database: Database) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    async with database.read() as session:
        days = await session.execute(select(*BoardSumRow.__table__.columns))
        totals = await session.execute(select(*BoardTotalRow.__table__.columns))
        return sorted(tuple(row) for row in days), sorted(tuple(row) for row in totals)
