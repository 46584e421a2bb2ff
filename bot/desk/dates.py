"""Days and periods as people type them. Everything is UTC: a front shows it in the reader's own zone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Self

from bot.desk.errors import DeskError
from bot.desk.nearest import no_such

_FROM_NOW = re.compile(r"(\d{1,4})\s*(h|hours?|d|days?|w|weeks?)", re.IGNORECASE)
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LAST = time(23, 59, 59, tzinfo=UTC)


class Period(StrEnum):
    """Which calls a board or a report looks at: of the last 7, 30 or 90 days with today, all, or from day to day."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    ALL = "all"
    CUSTOM = "custom"


_DAYS = {Period.WEEK: 7, Period.MONTH: 30, Period.QUARTER: 90}


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` to before `until`; an end that is open is None."""

    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def of(cls, period: str, now: datetime, *, since: str = "", until: str = "") -> Self:
        """The span of a named period, or from the day `since` to the end of the day `until`.

        Raises:
            DeskError: there is no such period, or the days are none, or come in the wrong order.
        """
        if period not in tuple(Period):
            raise DeskError(no_such("period", period, Period))
        if since or until:
            if period not in {Period.ALL, Period.CUSTOM}:
                raise DeskError(f"Say either the period '{period}' or from which day to which, not both.")
            return cls._between(since, until)
        if period == Period.CUSTOM:
            raise DeskError("Say from which day to which, for instance from 2026-05-01 to 2026-05-31.")
        days = _DAYS.get(Period(period))
        # Whole days, so that a board and a report of the same day look at the same calls.
        return cls() if days is None else cls(_midnight(now) - timedelta(days=days - 1))

    @classmethod
    def _between(cls, since: str, until: str) -> Self:
        first = _day(since) if since else None
        last = _day(until) + timedelta(days=1) if until else None
        if first is not None and last is not None and first >= last:
            raise DeskError(f"The period ends ({until}) before it begins ({since}).")
        return cls(first, last)


def moment(text: str, now: datetime) -> datetime:
    """A time: `2026-05-31` (its end), `2026-05-31 17:00`, with a zone or else in UTC, or `12h`, `3d`, `2w` from now.

    Raises:
        DeskError: it is none of these.
    """
    text = text.strip()
    from_now = _FROM_NOW.fullmatch(text)
    try:
        if from_now:
            return now + timedelta(hours=int(from_now[1]) * _HOURS[from_now[2][0].lower()])
        if _DAY.fullmatch(text):
            return datetime.combine(datetime.fromisoformat(text).date(), _LAST)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise DeskError(
            f"'{text[:40]}' is no time; write 2026-05-31, '2026-05-31 17:00' (UTC), or 3d for in three days."
        ) from None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _day(text: str) -> datetime:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise DeskError(f"'{text[:40]}' is no day; write it like 2026-05-31.") from None
