"""A page of a leaderboard as a picture: rank, name, figure, and a bar that shows how far apart the figures are.

Drawn like the mood curve: for a phone, without colour, on its own paper. Callers run it off the event loop.
"""

from bot.coaching.board_page import BoardLine, BoardPage
from bot.coaching.boards import Board
from bot.coaching.drawing import GOOD, GRID, INK, PAPER, SOFT, Canvas

WIDTH = 1080
_TOP, _ROW, _FOOT = 210, 86, 96
_RANK, _NAME, _FIGURE, _BAR = 150, 180, 1030, (180, 1030)
_GAP = 46
_LONGEST_NAME, _LONGEST_LINE = 26, 62
_PERCENT = 1000
"""What a full bar stands for on the boards whose figures run from 0 to 100, in tenths."""


def board_picture(page: BoardPage) -> bytes:
    """The page as a PNG, with the reader's own place below where it is not on the page."""
    rows = len(page.lines) + len(page.around)
    height = _TOP + _ROW * max(rows, 1) + (_GAP if page.around else 0) + _FOOT
    return _Sheet(page, height).png()


class _Sheet(Canvas):
    def __init__(self, page: BoardPage, height: int) -> None:
        super().__init__(WIDTH, height)
        self._page = page
        shown = (*page.lines, *page.around)
        self._full = max([_full(page.board), *(abs(line.tenths) for line in shown)])
        self._head()
        y = _TOP
        for line in page.lines:
            self._line(line, y)
            y += _ROW
        if page.around:
            self.text(_NAME, y - 4, "...", 40, SOFT)
            y += _GAP
        for line in page.around:
            self._line(line, y)
            y += _ROW
        if not shown:
            self.text(40, y, "Nobody has enough calls for a place yet.", 34, SOFT)
        self._foot(height)

    def _head(self) -> None:
        page = self._page
        self.text(40, 34, f"Leaderboard: {page.title}", 46)
        self.text(40, 98, _cut(f"{page.about[:1].upper()}{page.about[1:]}", _LONGEST_LINE), 30, SOFT)
        self.text(40, 142, _cut(f"Calls: {page.narrowed}", _LONGEST_LINE), 30, SOFT)

    def _line(self, line: BoardLine, y: float) -> None:
        if line.own:  # a frame and an arrow: colour alone would not do
            self.box(24, y - 8, WIDTH - 25, y + _ROW - 14, outline=GOOD, width=4)
            self.shape([(34, y + 10), (54, y + 24), (34, y + 38)], GOOD)
        self.text(_RANK, y, str(line.rank), 38, INK, "ra")
        name = _cut(line.name, _LONGEST_NAME)
        self.text(_NAME, y, name, 38, SOFT if line.member_id is None else INK)
        self.text(_FIGURE, y, line.figure, 38, INK, "ra")
        left, right = _BAR
        top = y + 50
        self.box(left, top, right, top + 12, fill=GRID)
        self.box(left, top, left + (right - left) * abs(line.tenths) / self._full, top + 12, fill=SOFT, outline=INK)
        if line.tenths < 0:  # a loss is drawn hollow
            self.box(left + 2, top + 2, left + (right - left) * abs(line.tenths) / self._full - 2, top + 10, fill=PAPER)

    def _foot(self, height: int) -> None:
        page = self._page
        people = "1 member has a place" if page.listed == 1 else f"{page.listed} members have a place"
        where = f"Page {page.page} of {page.pages}. " if page.pages > 1 else ""
        self.text(40, height - 66, f"{where}{people}.", 28, SOFT)


def _full(board: Board) -> int:
    return _PERCENT if board in {Board.SCORE, Board.RESOLVED, Board.CALMEST} else 1


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."
