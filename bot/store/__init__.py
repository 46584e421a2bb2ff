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
from bot.store.marks import CallMarks, Marks, PastScore, Scored, ScoredCall, StoredComment, StoredReview
from bot.store.migrate import backup, current_revision, upgrade
from bot.store.people import People, Person
from bot.store.practices import Line, Practice, Practices, RunningError, Servers

__all__ = [
    "CallMarks",
    "CallRecord",
    "Calls",
    "Database",
    "Line",
    "Marks",
    "PastScore",
    "People",
    "Person",
    "PersonaVersion",
    "Practice",
    "Practices",
    "Progress",
    "RunningError",
    "Scored",
    "ScoredCall",
    "Servers",
    "StoreError",
    "StoredComment",
    "StoredEvent",
    "StoredInput",
    "StoredReview",
    "backup",
    "current_revision",
    "upgrade",
]
