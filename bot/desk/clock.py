"""The call's own clock, in seconds from 0 when the call is taken. Injected, so that a script needs no real time."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time of one call."""

    def now(self) -> float:
        """Seconds since the call was taken."""
        ...

    async def sleep_until(self, at: float) -> None:
        """Come back when the clock shows `at`, at once if it has passed."""
        ...


class RealClock:
    """Runs with the world. A resumed call goes on where its last input left it: time away is not counted."""

    def __init__(self, start: float = 0.0) -> None:
        self._zero = time.monotonic() - start

    def now(self) -> float:
        # A millisecond is finer than anything the rules look at, and shorter to store.
        return round(time.monotonic() - self._zero, 3)

    async def sleep_until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, at - self.now()))


class SimulatedClock:
    """Stands still until somebody waits, then jumps."""

    def __init__(self, start: float = 0.0) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    async def sleep_until(self, at: float) -> None:
        self._now = max(self._now, at)
