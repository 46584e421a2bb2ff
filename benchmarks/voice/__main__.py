"""How varied the customers speak, and how fast: python -m benchmarks.voice [ID …].

- lines, corpus: authored lines and seamed corpus lines, each text counted once (wanted: 300 and 120).
- seams: seams of the corpus, and how many of them are open: where the chain may join what an author did not.
- vents: distinct vents that the phrase chain can join, counted up to 20,000 (wanted: 2,000).
- common: over 20 calls of one script with 20 seeds, the median share of customer lines that two calls have in common,
  of the shorter call's lines (wanted: at most 35 %). Two lines are the same where their letters and digits are.
- openings: the most often that one opening (two words) begins a message in one call.
- reply: median time that the customer's side takes for a reply (hearing, weighing, voice) without the reader, which has
  a benchmark of its own (wanted: at most 2 ms), and the same against the yardstick of writing and reading a small JSON
  document. Nothing of a message is remembered from an earlier call.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bot.call import Call
from bot.call.events import CustomerSaid
from bot.customers import Customer, Difficulty, load_customer, personas_dir
from bot.customers.chain import seams_of
from bot.customers.check import distinct_lines
from bot.customers.loading import customer_files
from bot.customers.stock import shipped_stock
from bot.customers.voice import venting_of
from bot.desk.script import parse_script
from bot.reading import Reading, message, read
from bot.rehearsal.plan import load_plan, plan_path, play_steps
from bot.rehearsal.playing import let_speak

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = 20
COUNTED = 20_000
PASSES = 5


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
    for one, two in combinations([spoken(call) for call in calls], 2):
        shares.append(len(one & two) / min(len(one), len(two)))
    return median(shares)


def openings(calls: list[Call]) -> int:
    most = 0
    for call in calls:
        said = (e.text for e in call.events if isinstance(e, CustomerSaid))
        counted = Counter(" ".join(re.findall(r"\w+", re.sub("['\u2019]", "", text.casefold()))[:2]) for text in said)
        most = max(most, *counted.values())
    return most


def seams(customer: Customer) -> tuple[int, int]:
    """All seams of the corpus, and the open ones."""
    found = [seam for line in customer.persona.vents.all() for seam in seams_of(line)]
    return len(found), sum(not seam.shut for seam in found)


def reply_times(customer: Customer, lines: tuple[str, ...]) -> list[float]:
    """Seconds of each turn but the reader's share: the best of several calls, since the machine has other work too."""
    readings = {line: read(line) for line in lines}
    passes: list[list[float]] = []
    for _ in range(PASSES):
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
            forget_messages()
            message.message_of(line)  # as the reader leaves it
            times.append(seconds(lambda line=line, call=call: call.hear(line, call.now + 15)))  # type: ignore[misc]
            let_speak(call)
        passes.append(times)
    return [min(times) for times in zip(*passes, strict=True)]


def forget_messages() -> None:
    """No sentence is known from an earlier call."""
    message._kept.cache_clear()  # noqa: SLF001 - nothing else ever wants to forget


def yardstick() -> float:
    """Seconds to write and read a small JSON document: a plain piece of work of the same machine."""
    document = {"lines": [f"line {n}" for n in range(50)]}
    return min(seconds(lambda: json.loads(json.dumps(document))) for _ in range(200))


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def main(names: list[str]) -> None:
    files: tuple[Path, ...] = customer_files(personas_dir())
    strangers = set(names) - {path.stem for path in files}
    if strangers:
        sys.exit(f"No customer is called {', '.join(sorted(strangers))}; there are {', '.join(p.stem for p in files)}.")
    paths = [path for path in files if not names or path.stem in names]
    table = Table(box=None)
    for heading in (
        "customer",
        "lines",
        "corpus",
        "seams",
        "open",
        "vents",
        "common",
        "openings",
        "reply ms",
        "x yard",
    ):
        table.add_column(heading, justify="right")
    replies: list[float] = []
    for path in paths:
        customer = load_customer(path)
        script = next(s for s in load_plan(plan_path(path)).scripts if s.name == "excellent")
        times, yard = reply_times(customer, script.lines), yardstick()
        replies += times
        calls = [play(customer, script.lines, seed) for seed in range(SEEDS)]
        vents = venting_of(customer.persona.vents).count(lambda _: True, COUNTED)
        table.add_row(
            path.stem,
            *map(str, distinct_lines(customer.persona)),
            *map(str, seams(customer)),
            f"{vents}{'+' if vents >= COUNTED else ''}",
            f"{common(calls):.0%}",
            str(openings(calls)),
            f"{median(times) * 1000:.1f}",
            f"{median(times) / yard:.0f}",
        )
    Console().print(table)
    reply, yard = median(replies), yardstick()
    Console().print(f"time per reply, median over all: {reply * 1000:.2f} ms, {reply / yard:.0f} x the yardstick")


if __name__ == "__main__":
    main(sys.argv[1:])
