"""Who may do what in a practice. A call alone is the usual case; other features bring their own rule for theirs.

How a shared call (a relay, a raid) is built on this: book it for one person, who answers for it, and open it in a
public thread (`Stage.open`); then `Stage.seats.add(rule)` with a rule that knows its own practices and says, for each
line, whether it is this person's turn. A line that is allowed is heard by the customer, whoever wrote it.
"""

from enum import Enum, auto
from typing import Protocol

from bot.store import Practice


class Deed(Enum):
    """What somebody wants to do in a practice."""

    WRITE = auto()
    """Say something to the customer, or be seen typing it."""
    STEER = auto()
    """Take the call, put it on hold, ask for a hint or the supervisor, end it, play it again, share it."""


class Seating(Protocol):
    """A rule for some of the practices. It answers from memory: a form must be shown at once."""

    def concerns(self, practice: Practice) -> bool:
        """Whether this rule decides for the practice."""
        ...

    def objection(self, practice: Practice, user_id: str, deed: Deed) -> str:
        """Why this person may not do it, as the sentence that they read; empty if they may."""
        ...


class Alone:
    """The usual rule: whoever booked the call plays it, everybody else watches."""

    def concerns(self, practice: Practice) -> bool:
        del practice
        return True

    def objection(self, practice: Practice, user_id: str, deed: Deed) -> str:
        del deed
        if user_id == practice.trainee_id:
            return ""
        return f"This is the call of {practice.trainee_name}. Start your own with /practice start."


class Seats:
    """The rules of all practices; the one that was added last and concerns a practice decides."""

    def __init__(self) -> None:
        self._rules: list[Seating] = [Alone()]

    def add(self, rule: Seating) -> None:
        self._rules.insert(0, rule)

    def objection(self, practice: Practice, user_id: str, deed: Deed) -> str:
        """Why this person may not do it; empty if they may."""
        return next(rule for rule in self._rules if rule.concerns(practice)).objection(practice, user_id, deed)

    def allow(self, practice: Practice, user_id: str, deed: Deed) -> bool:
        return not self.objection(practice, user_id, deed)
