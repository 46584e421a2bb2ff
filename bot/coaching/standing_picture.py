"""A person's progress as a picture: score by call, their own view beside it, and the techniques by strength.

Drawn like the mood curve: for a phone, without colour, on a light and a dark screen. Callers run it off the event loop.
"""

from bot.coaching.drawing import GOOD, GRID, INK, PAPER, SOFT, Canvas
from bot.coaching.rubric import load_rubric
from bot.coaching.standing import ShownCall, Standing
from bot.craft import TECHNIQUES

WIDTH, HEIGHT = 1080, 1290
_LEFT, _RIGHT, _TOP, _BOTTOM = 110, 920, 180, 700
"""The plot; right of it stand the names of the bands."""
_MOST_CALLS = 30
_MOST_LABELS = 6
_TINTS = {"gold": "#f3e7c4", "silver": "#e7e8ec", "bronze": "#f0ddcf"}
_TECHNIQUES = 4
"""Weakest and strongest techniques that are named, each."""
_BAR = (640, 930)


def standing_picture(standing: Standing) -> bytes:
    """The progress of a person as a PNG."""
    canvas = _Chart()
    canvas.title(standing)
    canvas.bands()
    canvas.scores(standing.calls[-_MOST_CALLS:])
    canvas.techniques(standing)
    return canvas.png()


class _Chart(Canvas):
    def __init__(self) -> None:
        super().__init__(WIDTH, HEIGHT)

    def title(self, standing: Standing) -> None:
        known = standing.progress
        self.text(40, 34, f"Progress: {standing.name}"[:40], 44)
        if known.recent is None:
            self.text(40, 96, "No scored call yet.", 32, SOFT)
            return
        figures = f"First {known.first}, best {known.best}, latest {known.latest}, recent average {known.recent:.0f}"
        trend = f"; {known.direction}" if known.calls > 1 else ""
        self.text(40, 96, f"{figures}{trend}.", 32, SOFT)

    def bands(self) -> None:
        """The bands as tinted strips with their names, so that the place of a point says what it is worth."""
        bands, upper = load_rubric().bands, 100
        for name, tint in _TINTS.items():
            least = int(getattr(bands, name))
            self.box(_LEFT, _y(upper), _RIGHT, _y(least), fill=tint)
            self.text(_RIGHT + 14, (_y(upper) + _y(least)) / 2, name, 30, INK, "lm")
            upper = least
        for level in (0, 25, 50, 75, 90, 100):
            self.line([(_LEFT, _y(level)), (_RIGHT, _y(level))], GRID, 1)
            self.text(_LEFT - 12, _y(level), str(level), 28, INK, "rm")
        self.box(_LEFT, _TOP, _RIGHT, _BOTTOM, outline=SOFT, width=2)

    def scores(self, calls: tuple[ShownCall, ...]) -> None:
        places = [(_x(i, len(calls)), _y(one.past.score)) for i, one in enumerate(calls)]
        if len(places) > 1:
            self.line(places, PAPER, 11)
            self.line(places, INK, 6)
        for (x, _), one in zip(places, calls, strict=True):
            if one.rating is not None:
                self._own(x, _y((one.rating - 1) * 25))
        for x, y in places:
            self.dot(x, y, 10, INK, PAPER)
        if places:
            x, y = places[-1]
            self.text(x + 18, y - 4, str(calls[-1].past.score), 30, INK, "ld")
        step = -(-len(calls) // _MOST_LABELS) or 1
        for index in range(0, len(calls), step):
            self.text(places[index][0], _BOTTOM + 12, calls[index].day, 28, INK, "ma")
        self.dot(_LEFT + 14, _BOTTOM + 76, 10, INK, PAPER)
        self.text(_LEFT + 36, _BOTTOM + 76, "score", 28, SOFT, "lm")
        if any(one.rating is not None for one in calls):
            self._own(_LEFT + 190, _BOTTOM + 76)
            self.text(_LEFT + 214, _BOTTOM + 76, "own view, before the debrief", 28, SOFT, "lm")

    def _own(self, x: float, y: float) -> None:
        self.shape([(x, y - 12), (x + 12, y), (x, y + 12), (x - 12, y)], PAPER, GOOD, 3)

    def techniques(self, standing: Standing) -> None:
        known = standing.progress.strengths
        order = sorted(known, key=lambda key: (known[key].value, int(key[1:])))
        weak = order[:_TECHNIQUES]
        strong = [key for key in order if key not in weak][-_TECHNIQUES:][::-1]
        y = _BOTTOM + 122
        for title, keys in (("Weakest techniques", weak), ("Strongest techniques", strong)):
            if not keys:
                continue
            self.text(40, y, title, 30, SOFT)
            y += 44
            for key in keys:
                self._technique(key, known[key].value, known[key].observations, y)
                y += 40
            y += 14

    def _technique(self, key: str, value: float, observations: int, y: float) -> None:
        left, right = _BAR
        self.text(40, y, key, 28)
        self.text(110, y, TECHNIQUES[key].name[:36], 28)
        self.box(left, y + 4, right, y + 28, outline=SOFT, width=2)
        self.box(left, y + 4, left + (right - left) * value, y + 28, fill=INK)
        self.text(right + 14, y, f"{round(100 * value)} % ({observations})", 26)


def _x(index: int, count: int) -> float:
    first, last = _LEFT + 45, _RIGHT - 60  # room for the last number
    return first if count < 2 else first + (last - first) * index / (count - 1)


def _y(score: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * score / 100
