import asyncio
import io
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from bot import settings
from bot.call import InputKind
from bot.customers import personas_dir
from bot.desk import Desk, LiveCall, Mode, Trainee
from bot.store import Calls, Database, upgrade
from bot.terminal import Asked, TerminalCall


class HandClock:
    """Stands still until the test sets it."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._moved = asyncio.Condition()

    def now(self) -> float:
        return self._now

    async def sleep_until(self, at: float) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self._now >= at)

    async def set(self, at: float) -> None:
        async with self._moved:
            self._now = at
            self._moved.notify_all()


class Screen:
    """A call in a terminal whose keys and clock the test holds."""

    def __init__(self, desk: Desk, live: LiveCall, keys: PipeInput) -> None:
        self.live = live
        self._desk = desk
        self._keys = keys
        self._out = io.StringIO()
        self._call = TerminalCall(
            desk, live, lambda: Console(file=self._out, width=80, highlight=False, markup=False, emoji=False)
        )
        self._running = asyncio.create_task(self._call.run(live.call.events))

    @property
    def text(self) -> str:
        return self._out.getvalue()

    @property
    def toolbar(self) -> str:
        return self._call._toolbar()

    @property
    def clock(self) -> HandClock:
        assert isinstance(self.live.clock, HandClock)
        return self.live.clock

    def keys(self, text: str) -> None:
        self._keys.send_text(text)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Give the other tasks their turn until it is so."""
        async with asyncio.timeout(10):
            while not seen():
                if self._running.done():
                    self._running.result()
                    assert seen(), self.text
                    return
                await asyncio.sleep(0.001)

    async def types(self, line: str) -> None:
        """Type a line and wait until the call has it."""
        before = self._said()
        self.keys(line + "\r")
        await self.until(lambda: self._said() > before and self.live.inputs == len(self.live.call.inputs))

    def _said(self) -> int:
        """How many lines the call has; that somebody types, or waits, is an input too and may come in between."""
        return sum(entry.kind not in {InputKind.TYPING, InputKind.WAIT} for entry in self.live.call.inputs)

    async def answers(self, line: str, shown: str) -> None:
        self.keys(line + "\r")
        await self.until(lambda: shown in self.text)

    async def customer_speaks(self) -> None:
        """Let time pass until the customer's next messages are there."""
        for _ in range(12):
            due = self.live.call.due()
            if due is None or not self.live.call.customer_typing(due - 0.01):
                return
            before = self.live.inputs
            await self.clock.set(due)
            await self.until(lambda seen=before: self.live.inputs > seen)  # type: ignore[misc]

    async def ended(self) -> Asked:
        async with asyncio.timeout(10):
            return await self._running

    async def close(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "simmer.db"
    upgrade(f"sqlite+aiosqlite:///{path}", settings.migrations())
    return path


@pytest.fixture
async def desk(migrated: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    shutil.copy(migrated, tmp_path / "simmer.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'simmer.db'}"
    async with await Database.at(url, settings.migrations()) as database:
        yield Desk(Calls(database), personas_dir(), clock=HandClock)


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        yield pipe


@pytest.fixture
async def opened(desk: Desk, keys: PipeInput) -> AsyncIterator[list[Screen]]:
    screens: list[Screen] = []
    del desk, keys
    yield screens
    for screen in screens:
        await screen.close()


async def open_screen(desk: Desk, keys: PipeInput, opened: list[Screen], mode: Mode = Mode.PRACTICE) -> Screen:
    live = await desk.start("marta", trainee=Trainee("local", "Jo"), mode=mode, seed=7)
    screen = Screen(desk, live, keys)
    opened.append(screen)
    await screen.until(lambda: "Ctrl-C leaves" in screen.text)
    return screen
