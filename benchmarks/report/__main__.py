"""How long the team report takes, and how much memory, as a team and its calls grow.

    python -m benchmarks.report                      # 20 members with 500 calls each, then 200
    python -m benchmarks.report --members 20 2000    # up to a million calls; about 2 GB of disk

Seconds say little about another machine. What is to hold anywhere: the time for a call stays the same however many
there are (ratio near 1), and the memory does not grow with the calls.
"""

import argparse
import asyncio
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import settings
from bot.coaching import band_of
from bot.customers import personas_dir
from bot.desk import Actor, Desk, Role, TeamReports
from bot.store import Calls, Database

SERVER = "1"
TECHNIQUES = 10
"""Observations of a call."""
END = datetime(2026, 6, 1, tzinfo=UTC)
LEAD = Actor("0", "Lead", SERVER, frozenset({Role.LEAD}))
USES = ("well", "late", "missed", "misused")
CALL_COLUMNS = (
    "id, created_at, started_at, ended_at, trainee_id, trainee_name, guild_id, persona_id, persona_version, "
    "difficulty, mode, seed, mild, rules, rubric, status, outcome, turns, seconds, score"
)


def stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def made(members: int, calls: int) -> Iterator[tuple[tuple[object, ...], tuple[object, ...], list[tuple[object, ...]]]]:
    """Call, score and observations, in the order of time as a team would make them."""
    dice = random.Random(7)
    number = 0
    for nth in range(calls):
        for member in range(members):
            at = stamp(END - timedelta(hours=calls - nth, seconds=member))
            total = dice.randrange(101)
            # Ids are drawn, as they are in real life: rows of one member do not lie beside each other.
            id_ = f"{dice.getrandbits(40):010x}{number % 4096:03x}"
            number += 1
            who = (f"m{member}", f"Member {member}", SERVER)
            how = ("marta", "v1", "normal", "practice", 7, 0, "m", "r", "ended", "resolved", 9, 300.0, total)
            observed = dice.sample(range(1, 22), TECHNIQUES)
            yield (
                (id_, at, at, at, *who, *how),
                (id_, at, "r", total, band_of(total), "{}", "[]", 40, 0),
                [(id_, f"T{key}", dice.choice(USES)) for key in observed],
            )


def fill(path: Path, members: int, calls: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = OFF")  # if this breaks off, the file is thrown away
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("INSERT INTO persona_versions VALUES ('marta', 'v1', '', ?)", (stamp(END),))
    marks = ", ".join("?" * len(CALL_COLUMNS.split(",")))
    rows = made(members, calls)
    while portion := [row for _, row in zip(range(20_000), rows, strict=False)]:
        connection.executemany(
            f"INSERT INTO calls ({CALL_COLUMNS}) VALUES ({marks})",  # noqa: S608 (our own words)
            [call for call, _, _ in portion],
        )
        connection.executemany(
            "INSERT INTO scores (call_id, scored_at, rubric, total, band, parts, hard_fails, end_anger, hard) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [score for _, score, _ in portion],
        )
        connection.executemany(
            "INSERT INTO observations (call_id, technique, use) VALUES (?, ?, ?)",
            [one for _, _, observed in portion for one in observed],
        )
    connection.commit()
    connection.close()


async def measure(url: str) -> tuple[int, float, int]:
    """Bytes, seconds, and the most memory that this process ever had, in MB."""
    async with Database(url) as database:
        reports = TeamReports(Desk(Calls(database), personas_dir(), today=lambda: END))
        choice = await reports.choice(LEAD)
        begun = time.perf_counter()
        size = 0
        async for piece in reports.csv(LEAD, choice):
            size += len(piece)
        return size, time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


async def build(url: str) -> None:
    async with await Database.at(url, settings.migrations()):
        pass


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description="Times the team report.")
    parser.add_argument("--members", type=int, nargs="+", default=[20, 200])
    parser.add_argument("--calls", type=int, default=500, help="of each member")
    parser.add_argument("--measure", help=argparse.SUPPRESS)  # each size in a process of its own, for its memory
    wanted = parser.parse_args()
    if wanted.measure:
        print(*asyncio.run(measure(wanted.measure)))
        return
    first = None
    print(f"{'members':>8}{'calls':>10}{'seconds':>9}{'us a call':>11}{'ratio':>7}{'MB':>6}{'CSV bytes':>11}")
    for members in wanted.members:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "team.db"
            url = f"sqlite+aiosqlite:///{path}"
            asyncio.run(build(url))
            fill(path, members, wanted.calls)
            command = [sys.executable, "-m", "benchmarks.report", "--measure", url]
            said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
        size, seconds, memory = said.split()
        calls = members * wanted.calls
        each = float(seconds) / calls * 1e6
        first = first or each
        print(f"{members:>8}{calls:>10}{float(seconds):>9.2f}{each:>11.0f}{each / first:>7.2f}{memory:>6}{size:>11}")


if __name__ == "__main__":
    main()
