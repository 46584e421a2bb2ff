"""Tables and queries: what must survive a crash. Knows craft only; it stores calls without knowing their rules."""

from bot.store.calls import (
    CallRecord,
    Calls,
    PersonaVersion,
    Progress,
    StoredEvent,
    StoredInput,
)
from bot.store.database import Database, StoreError
from bot.store.migrate import backup, current_revision, upgrade
from bot.store.practices import Line, Practice, Practices, RunningError, Servers

__all__ = [
    "CallRecord",
    "Calls",
    "Database",
    "Line",
    "PersonaVersion",
    "Practice",
    "Practices",
    "Progress",
    "RunningError",
    "Servers",
    "StoreError",
    "StoredEvent",
    "StoredInput",
    "backup",
    "current_revision",
    "upgrade",
]
