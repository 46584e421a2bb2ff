"""How varied the customers speak, and how fast: python -m benchmarks.voice [ID …].

- common: over 20 calls of one script with 20 seeds, the median share of customer lines that two calls have in common
  (issue: at most 35 %).
- vents: distinct vents that the phrase chain can join, counted up to 20,000.
- openings: the most often that one opening (two words) begins a message in one call.
- reply: median time of a turn without reading, against the yardstick of writing and reading a small JSON document.
"""

import json
import re
import sys
import time
from collections import Counter
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bot.call import Call
from bot.call.events import CustomerSaid
from bot.customers import Customer, Difficulty, load_customer, personas_dir
from bot.customers.loading import customer_files
from bot.customers.stock import shipped_stock
from bot.customers.voice import venting_of
from bot.desk.script import parse_script
from bot.reading import Reading, read
from bot.rehearsal.plan import load_plan, plan_path, play_steps
from bot.rehearsal.playing import let_speak

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = 20
COUNTED = 20_000


def spoken(call: Call) -> set[str]:
    """The lines of the customer, compared without signs and capitals: a slip or a shout makes no line new."""
    return {re.sub(r"\W+", " ", e.text).casefold().strip() for e in call.events if isinstance(e, CustomerSaid)}


def play(customer: Customer, lines: tuple[str, ...], seed: int) -> Call:
    call = Call(customer, Difficulty.NORMAL, seed, stock=shipped_stock())
    call.open()
    let_speak(call)
    return play_steps(call, parse_script(lines))


def common(calls: list[Call]) -> float:
    shares = []
    for one, two in combinations(calls, 2):
        a, b = spoken(one), spoken(two)
        shares.append(len(a & b) / min(len(a), len(b)))
    return median(shares)


def openings(calls: list[Call]) -> int:
    most = 0
    for call in calls:
        said = (e.text for e in call.events if isinstance(e, CustomerSaid))
        counted = Counter(" ".join(re.findall(r"\w+", re.sub("['\u2019]", "", text.casefold()))[:2]) for text in said)
        most = max(most, *counted.values())
    return most


def turn_times(customer: Customer, lines: tuple[str, ...]) -> list[float]:
    """Seconds of each turn without the reader, which has a benchmark of its own."""
    readings = {line: read(line) for line in lines}
    call = Call(
        customer,
        Difficulty.NORMAL,
        3,
        stock=shipped_stock(),
        reader=lambda text, _: readings.get(text) or Reading(text),
    )
    call.open()
    let_speak(call)
    times = []
    for line in lines:
        if call.outcome is not None or line.startswith("/"):
            continue
        start = time.process_time()
        call.hear(line, call.now + 15)
        times.append(time.process_time() - start)
        let_speak(call)
    return times


def yardstick() -> float:
    """Seconds to write and read a small JSON document: a plain piece of work of the same machine."""
    document = {"lines": [f"line {n}" for n in range(50)]}
    times = []
    for _ in range(200):
        start = time.process_time()
        json.loads(json.dumps(document))
        times.append(time.process_time() - start)
    return median(times)


def main(names: list[str]) -> None:
    paths: list[Path] = [p for p in customer_files(personas_dir()) if not names or p.stem in names]
    table = Table(box=None)
    for heading in ("customer", "common", "vents", "openings", "turn ms", "x yardstick"):
        table.add_column(heading, justify="right")
    for path in paths:
        customer = load_customer(path)
        script = next(s for s in load_plan(plan_path(path)).scripts if s.name == "excellent")
        calls = [play(customer, script.lines, seed) for seed in range(SEEDS)]
        vents = venting_of(customer.persona.vents).count(lambda _: True, COUNTED)
        turn = median(turn_times(customer, script.lines))
        table.add_row(
            path.stem,
            f"{common(calls):.0%}",
            f"{vents}{'+' if vents >= COUNTED else ''}",
            str(openings(calls)),
            f"{turn * 1000:.1f}",
            f"{turn / yardstick():.1f}",
        )
    Console().print(table)


main(sys.argv[1:])
