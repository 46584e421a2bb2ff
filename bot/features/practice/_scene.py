"""One practice as this process runs it. Nothing here needs to outlive the process: what must is stored.

Times are those of the event loop's clock, in seconds.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.features.lines import Gathering


@dataclass(slots=True)
class Scene:
    """What this process knows of one practice."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Events of Discord arrive as concurrent tasks; one at a time changes a practice."""
    lines: Gathering = field(default_factory=Gathering)
    alarm: asyncio.TimerHandle | None = None
    typing_shown: float | None = None
    """When Discord was last told that the customer types; None if they spoke since."""
    returning: bool = False
    """The last event may have been shown by a process that was killed before it could note so."""
    over: bool = False

    def silence(self) -> None:
        """Cancel the alarm."""
        if self.alarm is not None:
            self.alarm.cancel()
            self.alarm = None


class Scenes:
    """The practices of this process, by their ids."""

    def __init__(self) -> None:
        self._scenes: dict[str, Scene] = {}

    def of(self, practice_id: str) -> Scene:
        return self._scenes.setdefault(practice_id, Scene())

    @asynccontextmanager
    async def alone(self, practice_id: str) -> AsyncIterator[Scene]:
        """Wait until nobody else changes the practice, and keep others from it meanwhile."""
        scene = self.of(practice_id)
        async with scene.lock:
            yield scene
        if scene.over:
            self._drop(practice_id, scene)

    def silence(self, practice_id: str) -> None:
        scene = self._scenes.get(practice_id)
        if scene is not None:
            scene.silence()

    def silence_all(self) -> None:
        for scene in self._scenes.values():
            scene.silence()

    def forget(self, practice_id: str) -> None:
        """The practice is over. Whoever holds its lock goes on holding it."""
        scene = self._scenes.get(practice_id)
        if scene is None:
            return
        scene.silence()
        scene.lines.take()
        scene.returning, scene.over = False, True
        self._drop(practice_id, scene)

    def _drop(self, practice_id: str, scene: Scene) -> None:
        if not scene.lock.locked() and self._scenes.get(practice_id) is scene:
            del self._scenes[practice_id]
