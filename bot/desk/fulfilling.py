"""Whether somebody has done what was assigned to them: worked out from their calls, each time anew.

What counts, for each customer of the assignment: scored calls with it that ended since the assignment was the
person's, at its difficulty or a harder one, the first ones up to the number of attempts. Tries again do not count,
because half of such a call was played before; stopped calls never do. What people gave in a review counts in the
machine's place, so that a review may still let somebody pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.customers import Difficulty
from bot.desk.standings import past_call
from bot.store import Assignment, PastScore, Work

BANDS = ("none", "bronze", "silver", "gold")
"""From the lowest. `none` asks for a scored call, however it went."""


class State(StrEnum):
    """How far somebody is.

    Passed: each customer reached the band in time. Missed: the due time is over, or the attempts at one customer are
    used up. In progress: a call counts already. Pending: none does.
    """

    PENDING = "pending"
    IN_PROGRESS = "in progress"
    PASSED = "passed"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class CustomerDone:
    """How far somebody is with one customer of an assignment."""

    persona_id: str
    tries: int
    """That counted, late ones too."""
    left: int
    """Attempts that are still to be had; 0 once it is passed."""
    best: int | None
    passed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """How far one person is with an assignment."""

    member_id: str
    name: str
    state: State
    customers: tuple[CustomerDone, ...]
    """In the assignment's order."""
    late_at: datetime | None
    """When they passed after the due time; the state stays missed."""

    @property
    def done(self) -> int:
        """Customers with whom they passed, in time or late."""
        return sum(one.passed_at is not None for one in self.customers)


def fulfilment(assignment: Assignment, work: Work, now: datetime) -> Fulfilment:
    """How far a person is at this time. A withdrawn assignment stays as it stood when it was withdrawn."""
    tries: Sequence[PastScore] = work.tries
    if assignment.withdrawn_at is not None:
        now = min(now, assignment.withdrawn_at)
        tries = [one for one in tries if one.ended_at <= now]
    levels = list(Difficulty)
    least = levels.index(Difficulty(assignment.difficulty))
    hard_enough = [one for one in tries if levels.index(Difficulty(one.difficulty)) >= least]
    customers = tuple(
        _done(assignment, persona, [one for one in hard_enough if one.persona_id == persona])
        for persona in assignment.customers
    )
    last = max((one.passed_at for one in customers if one.passed_at is not None), default=None)
    whole = bool(customers) and all(one.passed_at is not None for one in customers)
    in_time = work.assigned.passed_at is not None or (whole and last is not None and last <= assignment.due_at)
    if in_time:
        state = State.PASSED
    elif now > assignment.due_at or any(one.passed_at is None and not one.left for one in customers):
        state = State.MISSED
    else:
        state = State.IN_PROGRESS if any(one.tries for one in customers) else State.PENDING
    who = work.assigned
    return Fulfilment(who.member_id, who.member_name, state, customers, None if in_time or not whole else last)


def _done(assignment: Assignment, persona: str, tries: Sequence[PastScore]) -> CustomerDone:
    counted = [(one.ended_at, past_call(one)) for one in tries[: assignment.attempts]]
    enough = BANDS.index(assignment.band)
    passed = next((at for at, call in counted if BANDS.index(call.band) >= enough), None)
    left = 0 if passed is not None else assignment.attempts - len(counted)
    return CustomerDone(persona, len(counted), left, max((call.score for _, call in counted), default=None), passed)
