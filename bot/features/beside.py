"""Work beside: begun, and not waited for."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

_log = logging.getLogger(__name__)


class Beside:
    """Work that nobody waits for. A task without a reference may be collected before it ends."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("Work beside failed", exc_info=task.exception())

    async def ended(self, seconds: float) -> None:
        """Wait until all of it has ended, `seconds` at most."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
