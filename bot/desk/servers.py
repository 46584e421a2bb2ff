"""What a server has set: where to practise, who trains, what is the default. All of it is kept in memory."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.customers import Difficulty
from bot.desk.live import Mode
from bot.desk.rights import Action, Role, may, roles_of
from bot.store import Practices, Servers

KEEPS = {0: "for ever", 30: "30 days", 90: "90 days", 180: "half a year", 365: "a year"}
"""How long calls may be kept, in days."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    channels: tuple[str, ...] = ()
    """Where practising is allowed; empty means everywhere."""
    trainers: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    difficulty: Difficulty = Difficulty.NORMAL
    mode: Mode = Mode.PRACTICE
    keep_days: int = 0
    """0 is for ever."""
    mild: bool = False
    """Customers who never swear."""
    dates: str = "en-GB"
    """How days are written in pictures and files (see written_days)."""
    greeted: bool = False
    """The first message was sent."""
    told_intent: bool = False
    """It was said how to switch on the reading of messages."""

    def roles(self, bears: set[str], *, manages: bool) -> frozenset[Role]:
        """What somebody on the server who bears these roles of Discord is here."""
        return roles_of(bears, trainers=self.trainers, leads=self.leads, manages=manages)

    def trains(self, roles: set[str], *, manages: bool) -> bool:
        """Whether somebody with these roles may look at the calls of others."""
        return may(Action.SEE_OTHERS_DEBRIEF, self.roles(roles, manages=manages))


_NAMES = {field.name for field in fields(ServerSettings)}


class ServerDesk:
    """The settings of all servers."""

    def __init__(
        self,
        servers: Servers,
        practices: Practices,
        *,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._servers = servers
        self._practices = practices
        self._today = today
        self._known: dict[str, ServerSettings] = {}

    async def settings(self, guild_id: str) -> ServerSettings:
        if guild_id not in self._known:
            self._known[guild_id] = _settings(await self._servers.settings(guild_id))
        return self._known[guild_id]

    async def change(self, guild_id: str, **values: Any) -> ServerSettings:  # noqa: ANN401 (JSON values)
        """Set some of the settings."""
        unknown = values.keys() - _NAMES
        if unknown:
            raise ValueError(f"no settings: {sorted(unknown)}")
        self._known[guild_id] = _settings(await self._servers.change(guild_id, **values))
        return self._known[guild_id]

    async def forget_old(self, guild_id: str) -> int:
        """Delete the calls that are older than the server wants to keep them; returns how many."""
        days = (await self.settings(guild_id)).keep_days
        if not days:
            return 0
        return await self._practices.forget(guild_id, self._today() - timedelta(days=days))


def _settings(stored: dict[str, Any]) -> ServerSettings:
    values = {name: value for name, value in stored.items() if name in _NAMES}
    for name in ("channels", "trainers", "leads"):
        values[name] = tuple(values.get(name, ()))
    if "difficulty" in values:
        values["difficulty"] = Difficulty(values["difficulty"])
    if "mode" in values:
        values["mode"] = Mode(values["mode"])
    return ServerSettings(**values)
