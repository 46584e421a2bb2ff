"""Tables and queries: what must survive a crash. Knows craft only; it stores calls without knowing their rules."""

from bot.store.assignment_rows import Assigned, Assignment, Work
from bot.store.assignments import StoredAssignments
from bot.store.board_rows import BoardCall, BoardMember, Placed, Ranking, Scope
from bot.store.boards import BoardReader, Boards
from bot.store.calls import (
    CallRecord,
    Calls,
    PersonaVersion,
    Progress,
    StoredEvent,
    StoredInput,
)
from bot.store.challenge_rows import (
    TEAM,
    Attempt,
    Author,
    Member,
    Notice,
    Proposal,
    RaidRound,
    StoredChallenge,
)
from bot.store.challenges import Challenges
from bot.store.database import Database, StoreError
from bot.store.mark_rows import CallMarks, PastScore, Scored, ScoredCall, StoredComment, StoredReview
from bot.store.marks import Marks
from bot.store.migrate import backup, current_revision, upgrade
from bot.store.people import People, Person
from bot.store.practices import Line, Practice, Practices, RunningError
from bot.store.raids import RaidRounds
from bot.store.report import CallFilter, Practiser, Spoken, TeamCalls
from bot.store.servers import Servers
from bot.store.team_customer_rows import TeamCustomer
from bot.store.team_customers import TeamCustomers

__all__ = [
    "TEAM",
    "Assigned",
    "Assignment",
    "Attempt",
    "Author",
    "BoardCall",
    "BoardMember",
    "BoardReader",
    "Boards",
    "CallFilter",
    "CallMarks",
    "CallRecord",
    "Calls",
    "Challenges",
    "Database",
    "Line",
    "Marks",
    "Member",
    "Notice",
    "PastScore",
    "People",
    "Person",
    "PersonaVersion",
    "Placed",
    "Practice",
    "Practices",
    "Practiser",
    "Progress",
    "Proposal",
    "RaidRound",
    "RaidRounds",
    "Ranking",
    "RunningError",
    "Scope",
    "Scored",
    "ScoredCall",
    "Servers",
    "Spoken",
    "StoreError",
    "StoredAssignments",
    "StoredChallenge",
    "StoredComment",
    "StoredEvent",
    "StoredInput",
    "StoredReview",
    "TeamCalls",
    "TeamCustomer",
    "TeamCustomers",
    "Work",
    "backup",
    "current_revision",
    "upgrade",
]
