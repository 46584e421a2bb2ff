"""How long does a page of a leaderboard take? python -m benchmarks.boards [FEW MANY]

Makes two databases in a temporary folder, of 10,000 and of 1,000,000 calls by 2,000 members of one server over a year,
and asks for pages through the desk's service, as the fronts do. For every board and every way to narrow it: the median
time with few and with many calls, their ratio, and the time with many against a yardstick of the same run (writing and
reading a JSON document). Asked for: at most 50 ms, and at most three times the time with few calls; judged by the
processor's work, because on a busy machine the clock on the wall measures the others.
"""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.boards.generate import CHALLENGES, CUSTOMERS, GUILD, LAST_DAY, generate, member_ids
from bot.coaching import Board
from bot.customers import personas_dir
from bot.desk import Desk
from bot.desk.boards import Boards, Narrowing
from bot.desk.rights import Actor, Role
from bot.store import Calls, Database

TIMES = 15
MOST_MS, MOST_RATIO = 50.0, 3.0
READER = member_ids()[1234]
ROLE = frozenset(random.Random(3).sample(member_ids(), 200))
NARROWINGS = {
    "all": Narrowing(),
    "week": Narrowing("week"),
    "month": Narrowing("month"),
    "quarter": Narrowing("quarter"),
    "custom": Narrowing(since="2025-08-13", until="2026-05-21"),
    "customer": Narrowing(customer=CUSTOMERS[4]),
    "difficulty": Narrowing(difficulty="hard"),
    "customer, difficulty": Narrowing(customer=CUSTOMERS[4], difficulty="hard"),
    "custom, both of these": Narrowing(
        since="2025-08-13", until="2026-05-21", customer=CUSTOMERS[4], difficulty="hard"
    ),
    "role": Narrowing(members=ROLE, role="Night shift"),
    "role, month": Narrowing("month", members=ROLE, role="Night shift"),
    "challenge": Narrowing(challenge=CHALLENGES[3]),
}


def yardstick() -> float:
    """Seconds to write and read a JSON document: a plain piece of work of the same machine."""
    document = {"lines": [{"rank": n, "name": f"member {n}", "figure": n / 10} for n in range(1000)]}
    times = []
    for _ in range(50):
        start = time.process_time()
        json.loads(json.dumps(document))
        times.append(time.process_time() - start)
    return median(times)


class Taken(NamedTuple):
    """Seconds of a page: median and best by the clock on the wall, median of the processor's work in all threads."""

    wall: float
    best: float
    work: float


async def page_times(few: Path, many: Path) -> dict[tuple[str, str], tuple[Taken, Taken]]:
    """How long a page takes, by board and narrowing; in turns, so that a busy moment hits both databases."""
    actor = Actor(READER, "Member 1235", GUILD, frozenset({Role.MEMBER}))
    found = {}
    async with _opened(few) as small, _opened(many) as large:
        for name, narrowing in NARROWINGS.items():
            for board in Board:
                times: tuple[list[Work], list[Work]] = ([], [])
                for _ in range(TIMES + 2):
                    for boards, kept in zip((small, large), times, strict=True):
                        started, worked = time.perf_counter(), time.process_time()
                        await boards.page(board, actor, narrowing)
                        kept.append(Work(time.perf_counter() - started, time.process_time() - worked))
                found[board.value, name] = (_taken(times[0]), _taken(times[1]))
    return found


class Work(NamedTuple):
    wall: float
    work: float


@asynccontextmanager
async def _opened(path: Path) -> AsyncIterator[Boards]:
    now = LAST_DAY + timedelta(hours=18)
    async with Database(f"sqlite+aiosqlite:///{path}") as database:
        yield Boards(Desk(Calls(database), personas_dir(), today=lambda: now))


def _taken(times: list[Work]) -> Taken:
    warm = times[2:]  # the first ones read pages of the file and compile the question
    walls = [one.wall for one in warm]
    return Taken(median(walls), min(walls), median(one.work for one in warm))


def made(folder: Path, calls: int) -> Path:
    path = folder / f"{calls}.db"
    start = time.perf_counter()
    generate(path, calls)
    size = sum(file.stat().st_size for file in folder.glob(f"{path.name}*")) / 2**20
    print(f"{calls:>9,} calls: made in {time.perf_counter() - start:.0f} s, {size:.0f} MiB")
    return path


def main(few: int = 10_000, many: int = 1_000_000) -> int:
    with tempfile.TemporaryDirectory(prefix="simmer-boards-") as folder:
        found = asyncio.run(page_times(*(made(Path(folder), calls) for calls in (few, many))))
    unit = yardstick()
    table = Table(box=None)
    for heading in ("board", "narrowed"):
        table.add_column(heading)
    for heading in ("ms", "best", "work", f"work at {few:,}", "ratio", "x yardstick"):
        table.add_column(heading, justify="right")
    for key, (small, large) in found.items():
        times = (large.wall, large.best, large.work, small.work)
        ratios = (f"{large.work / small.work:.2f}", f"{large.work / unit:.1f}")
        table.add_row(*key, *(f"{seconds * 1000:.1f}" for seconds in times), *ratios)
    Console(width=110).print(table)
    slowest = max(large.work for _, large in found.values()) * 1000
    best = max(large.best for _, large in found.values()) * 1000
    widest = max(large.work / small.work for small, large in found.values())
    print(f"yardstick {unit * 1000:.2f} ms of work; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"slowest page at {many:,}: {slowest:.1f} ms of work, {best:.1f} ms at best; largest ratio {widest:.2f}")
    return int(slowest > MOST_MS or widest > MOST_RATIO)


if __name__ == "__main__":
    raise SystemExit(main(*(int(number.replace("_", "")) for number in sys.argv[1:])))
