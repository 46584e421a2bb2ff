"""How long does the bot keep its event loop from everything else? Run from the root: python -m benchmarks.discord.lag

The real bot in its own process, connected over real sockets to the tests' Discord; in it a probe that wakes every few
milliseconds. Two stories: a hundred people start a call at the same moment, and one whole call with its debrief and
picture. Printed are the longest step of the loop's own thread (its processor time, which other programs do not
lengthen), the longest delay by the clock on the wall, and the ratio of the first to a yardstick: a fixed piece of work
that takes 5 ms on the machine where this was written.

    python -m benchmarks.discord.lag --where    also says where the loop was when it was late
"""

import argparse
import asyncio
import contextlib
import gc
import hashlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

from bot.app import run
from bot.customers import personas_dir
from bot.settings import load_settings
from tests.discord.wire.fake import FakeDiscord

ROOT = Path(__file__).resolve().parents[2]
MOST = 0.020
"""Seconds that a step of the loop may take."""
PROBE = 0.002
STARTS = 100
LINES = (
    "Good afternoon, Mrs. Lindqvist. I've read the notes: it came late, and we never rang you back.",
    "I'm sorry. That must have been awful for you. Please tell me what happened.",
    "Let me sum up: the mixer came late and broken. Did I get that right?",
)


# -- in the bot's process


class Probe:
    """Measures the loop that it runs in."""

    def __init__(self, *, where: bool) -> None:
        self.work: list[float] = []
        self.late: list[float] = []
        self.places: Counter[str] = Counter()
        self.callback, self.longest = 0.0, ""
        self.collecting, self._begun = 0.0, 0.0
        gc.callbacks.append(self._collected)
        self._woke = time.perf_counter()
        self._thread = threading.get_ident()
        self._time_callbacks()
        if where:
            threading.Thread(target=self._watch, daemon=True).start()

    def _time_callbacks(self) -> None:
        """A step of the loop runs all that is ready; how long the longest single piece of it took is noted too."""
        run = asyncio.Handle._run  # noqa: SLF001 (asyncio's debug mode times them the same way, and slows them)

        def timed(handle: asyncio.Handle) -> None:
            begun = time.thread_time()
            run(handle)
            took = time.thread_time() - begun
            if took > self.callback and threading.get_ident() == self._thread:
                self.callback, self.longest = took, repr(getattr(handle._callback, "__self__", handle))[:160]  # noqa: SLF001

        asyncio.Handle._run = timed  # type: ignore[method-assign] # noqa: SLF001

    def _collected(self, phase: str, _about: dict[str, int]) -> None:
        if phase == "start":
            self._begun = time.perf_counter()
        else:
            self.collecting = max(self.collecting, time.perf_counter() - self._begun)

    async def run(self) -> None:
        while True:
            worked, slept = time.thread_time(), time.perf_counter()
            await asyncio.sleep(PROBE)
            self._woke = time.perf_counter()
            self.work.append(time.thread_time() - worked)
            self.late.append(self._woke - slept - PROBE)

    def report(self) -> dict[str, object]:
        found = {"work": max(self.work, default=0.0), "late": max(self.late, default=0.0), "steps": len(self.work)}
        places = self.places.most_common(12)
        found |= {"callback": self.callback, "longest": self.longest, "collecting": self.collecting}
        self.work, self.late, self.places, self.callback = [], [], Counter(), 0.0
        self.collecting = 0.0
        return found | {"places": places}

    def _watch(self) -> None:
        """Note where the loop is whenever it is late."""
        while True:
            time.sleep(0.005)
            if time.perf_counter() - self._woke > MOST:
                frame = sys._current_frames()[self._thread]  # noqa: SLF001 (there is no other way)
                own = [f for f in traceback.extract_stack(frame) if str(ROOT / "bot") in f.filename]
                if own:
                    path = [f"{Path(f.filename).relative_to(ROOT)}:{f.lineno} {f.name}" for f in own[-3:]]
                    self.places[" < ".join(reversed(path))] += 1


async def be_the_bot(*, where: bool) -> None:
    """The bot with a probe; a line on its input asks for what was measured since the last one."""
    probe = Probe(where=where)
    measuring = asyncio.create_task(probe.run())
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), lambda: (sys.stdin.readline(), print(json.dumps(probe.report()), flush=True)))
    await run(load_settings(), lambda sentence: print(sentence, file=sys.stderr))
    measuring.cancel()


# -- in this process


class Unchecked:
    """Stands where the tests check requests against Discord's description: that is not measured here."""

    ok = SimpleNamespace(ok=True)

    def request(self, *_: object) -> SimpleNamespace:
        return self.ok

    def response(self, *_: object) -> SimpleNamespace:
        return self.ok


class Bot:
    """The process with the bot in it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def measured(self) -> dict[str, object]:
        assert self._process.stdin is not None  # noqa: S101 (asyncio's types cannot say that it is piped)
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(b"\n")
        found: dict[str, object] = json.loads(await self._process.stdout.readline())
        return found


@asynccontextmanager
async def running(*, where: bool) -> AsyncIterator[tuple[FakeDiscord, Bot]]:
    with tempfile.TemporaryDirectory() as folder:
        discord = FakeDiscord(Unchecked())
        await discord.start()
        settings = {
            "DISCORD_TOKEN": "good.token.here",
            "SIMMER_DISCORD_API": discord.api,
            "SIMMER_PERSONAS_DIR": str(personas_dir()),
            "PYTHONPATH": str(ROOT),
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.discord.lag", "--bot", *(["--where"] if where else [])),
            cwd=folder,
            env=os.environ | settings,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            await discord.until(lambda: discord.identified and discord.commands, 60)
            yield discord, Bot(process)
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()
            await discord.stop()


async def starts(discord: FakeDiscord) -> None:
    for number in range(STARTS):
        discord.ann = discord.person(f"agent{number}")
        await discord.slash("practice start", customer="marta")
    await discord.until(lambda: discord.shown("ephemeral").count("Your call is ready") == STARTS, 120)


async def whole_call(discord: FakeDiscord) -> None:
    before = set(discord.threads)
    discord.ann = discord.person("ann")
    await discord.slash("practice start", customer="marta")
    thread = str(await discord.until(lambda: next(iter(set(discord.threads) - before), None)))
    await discord.until(lambda: "simmer:take:" in discord.shown(thread))
    await discord.press(thread, "take")
    await discord.until(lambda: discord.said(thread), 60)
    for line in LINES:
        said = len(discord.said(thread))
        await discord.write(thread, line)
        await discord.until(lambda said=said: len(discord.said(thread)) > said, 60)
    await discord.press(thread, "hint")
    await discord.press(thread, "end")
    await discord.until(lambda: discord.forms)
    await discord.send_form(thread, {"rating": "4", "note": "She gets a call tomorrow."})
    await discord.until(lambda: "simmer:turns:" in discord.shown(thread), 60)
    await discord.press(thread, "turns")
    await discord.until(lambda: "### Turn by turn" in discord.shown("ephemeral"))


def yardstick() -> float:
    """Seconds of processor time for a fixed piece of work, at the best of several times."""
    data, best = b"simmer" * 40_000, float("inf")
    for _ in range(20):
        worked = time.thread_time()
        for _ in range(20):
            hashlib.sha256(data).digest()
        best = min(best, time.thread_time() - worked)
    return best


async def measure(*, where: bool) -> int:
    measure_of = yardstick()
    print(f"yardstick {measure_of * 1000:.1f} ms")
    worst = 0.0
    async with running(where=where) as (discord, bot):
        await asyncio.sleep(1)
        await bot.measured()  # what came before is the start of the program
        for title, story in (("a hundred starts at once", starts), ("a whole call with debrief", whole_call)):
            await story(discord)
            found = await bot.measured()
            work, late = float(str(found["work"])), float(str(found["late"]))
            worst = max(worst, work)
            print(
                f"{title:<26} longest step {work * 1000:5.1f} ms = {work / measure_of:4.1f} yardsticks; "
                f"latest wake-up {late * 1000:5.1f} ms; longest callback {found['callback'] * 1000:5.1f} ms"
            )
            if where:
                print(f"    longest callback: {found['longest']}")
                print(f"    longest collection of garbage: {float(str(found['collecting'])) * 1000:.1f} ms")
            for place, count in found["places"]:  # type: ignore[attr-defined]
                print(f"    {count:4} x {place}")
    return int(worst > MOST)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--where", action="store_true", help="say where the loop was when it was late")
    parser.add_argument("--bot", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.bot:
        asyncio.run(be_the_bot(where=arguments.where))
        return 0
    return asyncio.run(measure(where=arguments.where))


if __name__ == "__main__":
    raise SystemExit(main())
