"""Days as a server wants to read them, for pictures and files, where Discord does not write them in the reader's way.

The one place where a day becomes words. In messages, Discord's own timestamps are better: each reader sees their zone.
"""

from collections.abc import Callable
from datetime import date

_ENGLISH = "January February March April May June July August September October November December".split()  # noqa: SIM905
_GERMAN = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()  # noqa: SIM905
_GERMAN_SHORT = "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.".split()  # noqa: SIM905
_USUAL = "en-GB"

_Writing = tuple[Callable[[date], str], Callable[[date], str]]
_WRITINGS: dict[str, _Writing] = {
    _USUAL: (
        lambda day: f"{day.day} {_ENGLISH[day.month - 1]} {day.year}",
        lambda day: f"{day.day} {_ENGLISH[day.month - 1][:3]}",
    ),
    "en-US": (
        lambda day: f"{_ENGLISH[day.month - 1]} {day.day}, {day.year}",
        lambda day: f"{_ENGLISH[day.month - 1][:3]} {day.day}",
    ),
    "de": (
        lambda day: f"{day.day}. {_GERMAN[day.month - 1]} {day.year}",
        lambda day: f"{day.day}. {_GERMAN_SHORT[day.month - 1]}",
    ),
    "iso": (
        lambda day: f"{day.year:04d}-{day.month:02d}-{day.day:02d}",
        lambda day: f"{day.month:02d}-{day.day:02d}",
    ),
}
"""By the names of the setting: the day with its year, and without."""


def written_day(day: date, dates: str = _USUAL) -> str:
    """`14 June 2026`; `dates` is a server's setting, and one that is not known any more counts as the usual one."""
    return _WRITINGS.get(dates, _WRITINGS[_USUAL])[0](day)


def short_day(day: date, dates: str = _USUAL) -> str:
    """`14 Jun`: for axes and lists, where the year is clear."""
    return _WRITINGS.get(dates, _WRITINGS[_USUAL])[1](day)


DATES = {name: written(date(2026, 6, 14)) for name, (written, _) in _WRITINGS.items()}
"""The ways in which days may be written, each with an example."""
