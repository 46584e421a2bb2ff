"""What a board or a report is asked for, short enough to stand in the id of a button.

So the buttons of a card go on working after a restart, for the very same question, and nothing has to be stored.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Self

from bot.coaching import Board
from bot.customers import Difficulty
from bot.desk import Period
from bot.ui import Refusal

_NONE = "-"
_BOARDS: dict[str, str] = {
    Board.SCORE: "s",
    Board.IMPROVEMENT: "i",
    Board.CALMEST: "c",
    Board.RESOLVED: "r",
    Board.STREAK: "k",
}
_PERIODS: dict[str, str] = {
    Period.WEEK: "w",
    Period.MONTH: "m",
    Period.QUARTER: "q",
    Period.ALL: "a",
    Period.CUSTOM: "c",
}
_LEVELS: dict[str, str] = {Difficulty.EASY: "e", Difficulty.NORMAL: "n", Difficulty.HARD: "h", Difficulty.EXTREME: "x"}
"""Old buttons keep their letters: give a new one to what is new."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DAY = 5
"""Digits of a day: enough for the year 9999."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question about calls. Everything in it was checked by a service before; empty is not narrowed."""

    board: str = ""
    """Empty for a report."""
    period: str = Period.ALL
    since: str = ""
    """A day as 2026-05-01 …"""
    until: str = ""
    customer: str = ""
    difficulty: str = ""
    challenge: str = ""
    """Its id."""
    role: str = ""
    """The id of a role of Discord."""
    page: int = 1

    def encoded(self) -> str:
        """At most 79 characters, with a customer of 40 letters and everything else that there is.

        Three letters, two days of five digits, then page, role, challenge and customer.
        """
        words = "".join(
            table.get(value, _NONE)
            for table, value in ((_BOARDS, self.board), (_PERIODS, self.period), (_LEVELS, self.difficulty))
        )
        role = _short(int(self.role)) if self.role else ""
        return ".".join(
            (
                words + _short_day(self.since) + _short_day(self.until),
                str(self.page),
                role,
                self.challenge,
                self.customer,
            )
        )

    @classmethod
    def decoded(cls, text: str) -> Self:
        """The question in a button's id.

        Raises:
            Refusal: the button is of another version of Simmer.
        """
        try:
            fixed, page, role, challenge, customer = text.split(".")
            return cls(
                board=_word(_BOARDS, fixed[0]),
                period=_word(_PERIODS, fixed[1]),
                difficulty=_word(_LEVELS, fixed[2]),
                since=_long_day(fixed[3 : 3 + _DAY]),
                until=_long_day(fixed[3 + _DAY :]),
                page=int(page),
                role=str(int(role, 36)) if role else "",
                challenge=challenge,
                customer=customer,
            )
        except (ValueError, IndexError, KeyError):
            raise Refusal("This button is of another version of Simmer; use the command again.") from None

    def on(self, page: int) -> Self:
        """The same question, another page."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return type(self)(**values | {"page": page})


def _word(table: dict[str, str], letter: str) -> str:
    return "" if letter == _NONE else {short: str(word) for word, short in table.items()}[letter]


def _short(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits or _DIGITS[0]


def _short_day(day: str) -> str:
    return _short(date.fromisoformat(day).toordinal()).rjust(_DAY, "0") if day else _NONE * _DAY


def _long_day(text: str) -> str:
    return "" if text == _NONE * _DAY else date.fromordinal(int(text, 36)).isoformat()
