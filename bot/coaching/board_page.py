"""One page of a leaderboard as it is shown: who stands where, and the reader's own place."""

from dataclasses import dataclass
from typing import Any

from bot.coaching.boards import Board

COLLEAGUE = "a colleague"
"""Who has not said that peers may read their name."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A member's line."""

    rank: int
    name: str
    figure: str
    """As it is shown, for instance "78.3"."""
    tenths: int
    """The figure in tenths."""
    calls: int
    """How many calls it comes from."""
    own: bool = False
    """The reader's."""
    private: bool = False
    """Peers do not read the name: here it is COLLEAGUE, or it is shown to somebody who may read it."""
    member_id: str | None = None
    """None where the reader may not know who it is."""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A page of a board, with the reader's own place wherever that is."""

    board: Board
    title: str
    about: str
    """What the figure is, in a few words."""
    narrowed: str
    """What was looked at, for instance "the last 7 days, Marta Lindqvist, hard"."""
    lines: tuple[BoardLine, ...]
    page: int
    """From 1."""
    pages: int
    """At least 1."""
    listed: int
    """How many members have a place."""
    own: BoardLine | None
    around: tuple[BoardLine, ...]
    """The reader's own line with the neighbours, in order; empty where the reader stands on this page or nowhere."""
    missing: str
    """Why the reader has no place, in one sentence; empty where they have one, or where there is no reader."""
    named: bool
    """Peers read the reader's own name."""


def board_json(page: BoardPage) -> dict[str, Any]:
    """The page as the documented JSON line."""
    return {
        "type": "board",
        "board": page.board.value,
        "about": page.about,
        "narrowed": page.narrowed,
        "page": page.page,
        "pages": page.pages,
        "listed": page.listed,
        "lines": [_line_json(line) for line in page.lines],
        "own": None if page.own is None else _line_json(page.own),
        "around": [_line_json(line) for line in page.around],
        "missing": page.missing or None,
        "named": page.named,
    }


def _line_json(line: BoardLine) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "name": line.name,
        "figure": line.tenths / 10,
        "calls": line.calls,
        "own": line.own,
        "private": line.private,
        "member": line.member_id,
    }
