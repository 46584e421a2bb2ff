"""What a trainer asks for, and whether it can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.customers import Difficulty
from bot.desk.errors import DeskError
from bot.desk.fulfilling import BANDS
from bot.desk.nearest import no_such

MOST_ATTEMPTS = 10
MOST_CUSTOMERS = 10
LONGEST = timedelta(days=366)
"""Until the due time. A later one is a slip of the keyboard."""
REMINDER = timedelta(days=1)
"""How long before the due time the reminder comes where nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a trainer asks for."""

    customers: Sequence[str]
    """All are to be done."""
    due: datetime
    difficulty: Difficulty = Difficulty.NORMAL
    """This or a harder one."""
    attempts: int = 3
    """For each customer, 1-10."""
    band: str = "bronze"
    """The lowest that passes: none, bronze, silver, gold."""
    remind: timedelta | None = None
    """So long before the due time; a day where nothing is said, zero for no reminder."""


def attempts_of(order: Order) -> int:
    """How often each customer may be tried.

    Raises:
        DeskError: more or less often than anybody may.
    """
    if not 1 <= order.attempts <= MOST_ATTEMPTS:
        raise DeskError(f"There are 1 to {MOST_ATTEMPTS} attempts, not {order.attempts}.")
    return order.attempts


def band_of(order: Order) -> str:
    """The lowest band that passes.

    Raises:
        DeskError: there is none of that name.
    """
    if order.band not in BANDS:
        raise DeskError(no_such("band", order.band, BANDS))
    return order.band


def remind_at(order: Order, now: datetime, *, on_server: bool) -> datetime | None:
    """When the reminder is due. One that nobody asked for is left out where it cannot come, or its time has passed.

    Raises:
        DeskError: the due time has passed or lies too far ahead, or the reminder cannot come when it is wanted.
    """
    if order.due <= now:
        raise DeskError("The due time has passed already; choose one to come.")
    if order.due - now > LONGEST:
        raise DeskError(f"The due time lies more than {LONGEST.days} days ahead; choose an earlier one.")
    if not on_server:
        if order.remind:
            raise DeskError("Reminders come on Discord; an assignment of the command line has none.")
        return None
    if order.remind is None:
        usual = order.due - REMINDER
        return usual if usual > now else None
    if order.remind < timedelta(0):
        raise DeskError("The reminder comes before the due time, not after it.")
    if not order.remind:
        return None
    if order.due - order.remind <= now:
        raise DeskError("The reminder would have been due already; let it come closer to the due time.")
    return order.due - order.remind
