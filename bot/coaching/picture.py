"""The mood curve as a picture: a PNG that can be read on a phone, without colour, on a light and on a dark screen.

It brings its own paper, so the screen behind does not matter. States are labelled bands, moments are told apart by
shape and number. Pure: bytes out, nothing read but the debrief; callers run it off the event loop.
"""

from collections.abc import Sequence

from bot.call import MoodState
from bot.call.rules import load_rules
from bot.coaching.debrief import Debrief, Point, TurningPoint
from bot.coaching.drawing import BAD, GOOD, GRID, INK, PAPER, SOFT, Canvas
from bot.coaching.wording import signed

WIDTH = 1080
_LEFT, _RIGHT, _TOP, _BOTTOM = 170, 1040, 150, 790
"""The plot, in pixels of the picture."""
_BANDS = {
    MoodState.FURIOUS: "#f3d3c9",
    MoodState.ANGRY: "#f7e3d6",
    MoodState.UPSET: "#faf0dc",
    MoodState.WARY: "#f4f4e6",
    MoodState.CALM: "#e3eef0",
    MoodState.RELIEVED: "#d3e4ec",
}
_MOST_X_LABELS = 16
_MOMENTS = 2
"""Best and worst moments that are annotated, each."""
_MOMENT, _ABOVE, _BELOW = 54, 96, 18
"""The height of a line for a moment below the plot, and the room above and below these lines."""
_LONGEST_QUOTE = 46


def mood_picture(debrief: Debrief) -> bytes:
    """The mood curve of a call as a PNG."""
    canvas = _Curve(_moments(debrief))
    canvas.title(debrief)
    canvas.bands()
    canvas.axis(debrief.curve)
    canvas.curve(debrief.curve)
    canvas.moments(debrief.curve)
    return canvas.png()


class _Curve(Canvas):
    def __init__(self, moments: Sequence[TurningPoint]) -> None:
        self._moments = moments
        super().__init__(WIDTH, _BOTTOM + _ABOVE + _MOMENT * max(len(moments), 1) + _BELOW)

    def title(self, debrief: Debrief) -> None:
        score = debrief.score
        self.text(40, 34, debrief.persona, 44)
        result = "open" if debrief.outcome is None else debrief.outcome.value.replace("_", " ")
        if score.total is not None:
            result += f", {score.total} of 100" + (f", {score.band}" if score.band != "none" else "")
        self.text(40, 90, f"Anger after each message. {result[:1].upper()}{result[1:]}.", 32, SOFT)

    def bands(self) -> None:
        states = load_rules().states
        upper = 100
        for state in MoodState:
            lower = states[state.value]
            self.box(_LEFT, _y(upper), _RIGHT, _y(lower), fill=_BANDS[state])
            self.line([(_LEFT, _y(upper)), (_RIGHT, _y(upper))], GRID, 1)
            self.text(_LEFT - 14, (_y(upper) + _y(lower)) / 2, state.value, 30, INK, "rm")
            upper = lower
        self.box(_LEFT, _TOP, _RIGHT, _BOTTOM, outline=SOFT, width=2)

    def axis(self, points: tuple[Point, ...]) -> None:
        messages = [(i, p.turn) for i, p in enumerate(points) if p.message]
        step = -(-len(messages) // _MOST_X_LABELS)
        for nth, (index, turn) in enumerate(messages):
            if nth % step == 0:
                x = _x(index, len(points))
                self.line([(x, _BOTTOM), (x, _BOTTOM + 8)], SOFT, 2)
                self.text(x, _BOTTOM + 12, "start" if turn == 0 else str(turn), 28, INK, "ma")
        self.text(_RIGHT, _BOTTOM + 48, "message", 28, SOFT, "ra")
        if any(not p.message for p in points):
            x, y = _LEFT + 14, _BOTTOM + 66
            self.shape([(x, y - 11), (x + 11, y), (x, y + 11), (x - 11, y)], PAPER, INK, 3)
            self.text(x + 24, y, "time passed without a message", 28, SOFT, "lm")

    def curve(self, points: tuple[Point, ...]) -> None:
        places = [(_x(i, len(points)), _y(p.mood.anger)) for i, p in enumerate(points)]
        if len(places) > 1:
            self.line(places, PAPER, 11)
            self.line(places, INK, 6)
        for (x, y), point in zip(places, points, strict=True):
            if point.message:
                self.dot(x, y, 9, INK, PAPER)
            else:  # time passed
                self.shape([(x, y - 11), (x + 11, y), (x, y + 11), (x - 11, y)], PAPER, INK, 3)
        x, y = places[-1]
        self.text(x + 18, y, str(points[-1].mood.anger), 30, INK, "lm")

    def moments(self, points: tuple[Point, ...]) -> None:
        """The best and the worst moments: a triangle in the curve, and a line with the words below."""
        y = _BOTTOM + _ABOVE
        for moment in self._moments:
            index = _index(points, moment)
            if index is not None:
                self._mark(_x(index, len(points)), _y(moment.after.anger), moment)
            colour = GOOD if moment.delta < 0 else BAD
            self._triangle(62, y + 18, 15, down=moment.delta < 0)
            where = f"{moment.turn}" if moment.text else f"after {moment.turn}"
            self.text(92, y, f"{where}: {signed(moment.delta)}", 30, colour)
            words = f'"{_short(moment.quote)}"' if moment.quote else moment.why
            self.text(270, y, _short(words, _LONGEST_QUOTE + 2), 30)
            y += _MOMENT
        if not self._moments:
            self.text(40, y, "No moment moved the anger much.", 30, SOFT)

    def _mark(self, x: float, y: float, moment: TurningPoint) -> None:
        down = moment.delta < 0
        below = y + 92 < _BOTTOM if down else y - 92 < _TOP  # where the label stays in the plot
        self._triangle(x, y + (34 if below else -34), 17, down=down)
        label = signed(moment.delta)
        self.text(x, y + (58 if below else -58), label, 32, GOOD if down else BAD, "ma" if below else "md")

    def _triangle(self, x: float, y: float, size: float, *, down: bool) -> None:
        tip = size if down else -size
        self.shape([(x, y + tip), (x - size, y - tip), (x + size, y - tip)], GOOD if down else BAD)


def _moments(debrief: Debrief) -> tuple[TurningPoint, ...]:
    """The best and the worst turning points, in this order."""
    best = sorted((m for m in debrief.turning_points if m.delta < 0), key=lambda m: m.delta)[:_MOMENTS]
    worst = sorted((m for m in debrief.turning_points if m.delta > 0), key=lambda m: -m.delta)[:_MOMENTS]
    return (*best, *worst)


def _x(index: int, count: int) -> float:
    first, last = _LEFT + 45, _RIGHT - 75  # room for the last number
    return first if count < 2 else first + (last - first) * index / (count - 1)


def _y(anger: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * anger / 100


def _index(points: tuple[Point, ...], moment: TurningPoint) -> int | None:
    wanted = bool(moment.text)
    return next(
        (
            i
            for i, p in enumerate(points)
            if i and p.turn == moment.turn and p.message is wanted and p.delta == moment.delta
        ),
        None,
    )


def _short(text: str, most: int = _LONGEST_QUOTE) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 3].rsplit(" ", 1)[0] + "..."
