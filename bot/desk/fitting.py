"""Which customer suits somebody who named none: of their level, and of those the one whom they met least."""

from collections.abc import Sequence

from bot.customers import Customer, Difficulty
from bot.desk.errors import DeskError
from bot.store import CallRecord

_RECENT = 5
"""Scored calls that tell how far a trainee is."""
_LEVELS = ((50, Difficulty.EASY), (70, Difficulty.NORMAL), (88, Difficulty.HARD))
"""Below this average score, a customer of this difficulty fits."""


def fitting(customers: Sequence[Customer], calls: Sequence[CallRecord]) -> Customer:
    """The customer for somebody who took these calls, the newest first.

    Raises:
        DeskError: there are no customers.
    """
    if not customers:
        raise DeskError("There are no customers to practise with.")
    scores = [call.score for call in calls if call.score is not None][:_RECENT]
    average = sum(scores) / len(scores) if scores else 0
    level = next((fits for below, fits in _LEVELS if average < below), Difficulty.EXTREME)
    order = list(Difficulty)
    met = [call.persona_id for call in calls]
    return min(
        customers,
        key=lambda c: (
            abs(order.index(c.persona.difficulty) - order.index(level)),
            met.count(c.id),
            -met.index(c.id) if c.id in met else -len(met),
            c.id,
        ),
    )
