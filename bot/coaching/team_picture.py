"""A team's techniques as a picture: a row for each technique, a column for each member, ten members a page.

Readable without colour: every field shows its number, and a triangle up or down says strong or weak.
Drawn like the mood curve: for a phone, on a light and a dark screen. Callers run it off the event loop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.coaching.drawing import BAD, GOOD, GRID, INK, PAPER, SOFT, Canvas
from bot.coaching.progress import Strength
from bot.craft import TECHNIQUES

MEMBERS_A_PAGE = 10
STRONG, WEAK = 0.75, 0.4
"""The shares from which a field is strong and below which it is weak: where a level is stepped up and down too."""
_COLUMN, _ROW = 84, 44
_TINTS = ((STRONG, "#bcd6e6"), (WEAK, "#e9e6da"), (0.0, "#f2cfc4"))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What depends on how large the team is, the same on all of its pages: in pixels of the picture, but `longest`."""

    width: int
    left: int
    """Where the first column begins."""
    letters: int
    """The size of the techniques' names."""
    longest: int
    """Letters of a name."""


_FEW = 5
"""Members up to which the techniques' names have room in full."""
_OF_FEW, _OF_MANY = _Sheet(1080, 620, 25, 42), _Sheet(1220, 344, 21, 24)


@dataclass(frozen=True, slots=True)
class Column:
    """One member's techniques."""

    name: str
    strengths: Mapping[str, Strength]


def pages_of(members: int) -> int:
    """How many pictures a team of this size takes; at least one."""
    return max(1, -(-members // MEMBERS_A_PAGE))


def heat_map(columns: Sequence[Column], page: int = 1, *, title: str = "Techniques of the team") -> bytes:
    """One page of the heat map as PNG; `page` counts from 1.

    The rows are the techniques that could be seen with anybody of the whole team, so that pages can be laid side by
    side.

    Raises:
        ValueError: there is no such page.
    """
    pages = pages_of(len(columns))
    if not 1 <= page <= pages:
        raise ValueError(f"there is no page {page}; there are {pages}")
    shown = columns[(page - 1) * MEMBERS_A_PAGE : page * MEMBERS_A_PAGE]
    rows = sorted({key for column in columns for key in column.strengths}, key=lambda key: int(key[1:]))
    chart = _Chart(_OF_FEW if len(columns) <= _FEW else _OF_MANY, len(shown), len(rows))
    chart.title(title, page, pages)
    chart.names(shown, first=(page - 1) * MEMBERS_A_PAGE + 1)
    for place, key in enumerate(rows):
        chart.technique(place, key, shown)
    chart.legend(len(rows))
    return chart.png()


class _Chart(Canvas):
    def __init__(self, sheet: _Sheet, members: int, rows: int) -> None:
        self._sheet = sheet
        self._top = 132 + 36 * -(-members // 2) + 46
        super().__init__(sheet.width, self._top + _ROW * max(rows, 1) + 130)

    def title(self, title: str, page: int, pages: int) -> None:
        self.text(40, 30, title[:44], 42)
        self.text(40, 84, f"Page {page} of {pages}" if pages > 1 else "In per cent", 28, SOFT)

    def names(self, shown: Sequence[Column], first: int) -> None:
        """The members by number: a number fits above a column, a name does not."""
        if not shown:
            self.text(40, 140, "Nobody has practised here yet.", 32, SOFT)
        half = -(-len(shown) // 2)
        for place, column in enumerate(shown):
            x, y = (40, 132 + 36 * place) if place < half else (20 + self._sheet.width // 2, 132 + 36 * (place - half))
            self.text(x + 40, y, str(first + place), 28, INK, "ra")
            self.text(x + 56, y, column.name[:30], 28)
            self.text(self._x(place) + _COLUMN / 2, self._top - 12, str(first + place), 28, INK, "md")

    def technique(self, place: int, key: str, shown: Sequence[Column]) -> None:
        y = self._top + _ROW * place
        self.line([(40, y), (self._x(len(shown)), y)], GRID, 1)
        self.text(40, y + _ROW / 2, key, 26, INK, "lm")
        name = _short(TECHNIQUES[key].name, self._sheet.longest)
        self.text(98, y + _ROW / 2, name, self._sheet.letters, INK, "lm")
        for number, column in enumerate(shown):
            strength = column.strengths.get(key)
            if strength is None:
                self.text(self._x(number) + _COLUMN / 2, y + _ROW / 2, "-", 24, SOFT, "mm")
            else:
                self._field(self._x(number), y, strength)

    def _field(self, x: float, y: float, strength: Strength) -> None:
        """The share in large letters, beside it in how many calls it could be seen; a shape only where it is known."""
        middle = y + _ROW / 2
        if strength.known:
            tint = next(tint for least, tint in _TINTS if strength.value >= least)
            self.box(x + 2, y + 2, x + _COLUMN - 2, y + _ROW - 2, fill=tint)
            self._sign(x + 12, middle, strength.value)
        self.text(x + 61, middle, str(round(100 * strength.value)), 24, INK if strength.known else SOFT, "rm")
        self.text(x + _COLUMN - 5, middle + 10, str(min(strength.observations, 99)), 15, SOFT, "rm")

    def _sign(self, x: float, y: float, value: float) -> None:
        if value >= STRONG:
            self.shape([(x - 8, y + 7), (x + 8, y + 7), (x, y - 8)], GOOD, PAPER, 1)
        elif value < WEAK:
            self.shape([(x - 8, y - 7), (x + 8, y - 7), (x, y + 8)], BAD, PAPER, 1)
        else:
            self.dot(x, y, 4, SOFT, SOFT)

    def _x(self, place: int) -> float:
        return self._sheet.left + _COLUMN * place

    def legend(self, rows: int) -> None:
        y = self._top + _ROW * max(rows, 1) + 34
        for x, value, says in ((52, 1.0, "75 and more"), (272, 0.5, "between"), (442, 0.0, "under 40")):
            self._sign(x, y, value)
            self.text(x + 18, y, says, 26, INK, "lm")
        self.text(
            40, y + 40, "Small: in how many calls it could be seen. Grey, without a sign: too few to tell.", 26, SOFT
        )


def _short(name: str, most: int) -> str:
    return name if len(name) <= most else name[:most].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
