"""Calls that ended before scores had their own table keep what they had."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot import settings
from bot.store import Calls, Database, Marks, upgrade

AT = "2026-05-01 12:00:00.000000"


async def test_scores_of_before_stay_and_what_was_not_kept_is_unknown(url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(upgrade, url, settings.migrations(), "0002")
    with closing(sqlite3.connect(tmp_path / "calls.db")) as connection:
        connection.execute("INSERT INTO persona_versions VALUES ('marta', 'v1', '', ?)", (AT,))
        for id_, status, outcome, score, ended in (
            ("gone22", "ended", "walked_out", 12, AT),
            ("good22", "ended", "resolved", 76, AT),
            ("stop22", "ended", "stopped", None, AT),
            ("open22", "open", None, None, None),
        ):
            connection.execute(
                "INSERT INTO calls (id, created_at, started_at, ended_at, trainee_id, trainee_name, persona_id, "
                "persona_version, difficulty, mode, seed, mild, rules, rubric, status, outcome, turns, seconds, score) "
                "VALUES (?, ?, ?, ?, 'local', 'Jo', 'marta', 'v1', 'easy', 'exam', 7, 0, 'm', 'r0', ?, ?, 3, 9, ?)",
                (id_, AT, AT, ended, status, outcome, score),
            )
        connection.commit()
    async with await Database.at(url, settings.migrations()) as database:
        past = await Marks(database).past("local")
        assert [(one.call_id, one.scored.total, one.scored.band, one.scored.hard) for one in past] == [
            ("gone22", 12, "none", True),
            ("good22", 76, "silver", False),
        ]
        assert all((one.scored.rubric, one.scored.parts, one.scored.uses) == ("r0", {}, {}) for one in past)
        assert await Calls(database).count() == 4
