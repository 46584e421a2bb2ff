"""The mood curve as a picture: a PNG that can be read on a phone, without colour, on a light and on a dark screen.

It brings its own paper, so the screen behind does not matter. States are labelled bands, moments are told apart by
shape and number. Pure: bytes out, nothing read but the debrief; callers run it off the event loop.
"""

import io
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from bot.call import MoodState
from bot.call.rules import load_rules
from bot.coaching.debrief import Debrief, Point, TurningPoint

WIDTH, HEIGHT = 1080, 1120
_SCALE = 2
"""Drawn larger and reduced: Pillow's lines have no smooth edges of their own."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 170, 1040, 150, 790
"""The plot, in pixels of the picture."""
_PAPER, _INK, _SOFT, _GRID = "#fbfaf7", "#1b1b1f", "#5c5c66", "#b9b7b0"
_GOOD, _BAD = "#0b5c8f", "#a3220c"
"""Blue and red differ for every kind of sight; the triangles point the same way as the anger went."""
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
_LONGEST_QUOTE = 46
_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "…": "...",
    }
)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * _SCALE)


def mood_picture(debrief: Debrief) -> bytes:
    """The mood curve of a call as a PNG."""
    canvas = _Canvas()
    canvas.title(debrief)
    canvas.bands()
    canvas.axis(debrief.curve)
    canvas.curve(debrief.curve)
    canvas.moments(debrief)
    return canvas.png()


@dataclass(slots=True)
class _Canvas:
    image: Image.Image = field(default_factory=lambda: Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _PAPER))
    pen: ImageDraw.ImageDraw = field(init=False)

    def __post_init__(self) -> None:
        self.pen = ImageDraw.Draw(self.image)
        self._box(2, 2, WIDTH - 3, HEIGHT - 3, outline=_GRID, width=3)

    # -- drawing in the picture's own pixels

    def _box(
        self, x0: float, y0: float, x1: float, y1: float, *, fill: str = "", outline: str = "", width: int = 1
    ) -> None:
        self.pen.rectangle(
            (x0 * _SCALE, y0 * _SCALE, x1 * _SCALE, y1 * _SCALE),
            fill=fill or None,
            outline=outline or None,
            width=width * _SCALE,
        )

    def _line(self, points: list[tuple[float, float]], colour: str, width: int) -> None:
        self.pen.line([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour, width=width * _SCALE, joint="curve")

    def _shape(self, points: list[tuple[float, float]], fill: str, outline: str = _PAPER, width: int = 2) -> None:
        self.pen.polygon(
            [(x * _SCALE, y * _SCALE) for x, y in points], fill=fill, outline=outline, width=width * _SCALE
        )

    def _dot(self, x: float, y: float, radius: float, fill: str, outline: str) -> None:
        box = tuple(v * _SCALE for v in (x - radius, y - radius, x + radius, y + radius))
        self.pen.ellipse(box, fill=fill, outline=outline, width=3 * _SCALE)

    def _text(self, x: float, y: float, text: str, size: int, colour: str = _INK, anchor: str = "la") -> None:
        self.pen.text((x * _SCALE, y * _SCALE), _drawable(text), fill=colour, font=_font(size), anchor=anchor)

    # -- the parts

    def title(self, debrief: Debrief) -> None:
        score = debrief.score
        self._text(40, 34, debrief.persona, 44)
        result = "open" if debrief.outcome is None else debrief.outcome.value.replace("_", " ")
        if score.total is not None:
            result += f", {score.total} of 100" + (f", {score.band}" if score.band != "none" else "")
        self._text(40, 90, f"Anger after each message. {result[:1].upper()}{result[1:]}.", 32, _SOFT)

    def bands(self) -> None:
        states = load_rules().states
        upper = 100
        for state in MoodState:
            lower = states[state.value]
            self._box(_LEFT, _y(upper), _RIGHT, _y(lower), fill=_BANDS[state])
            self._line([(_LEFT, _y(upper)), (_RIGHT, _y(upper))], _GRID, 1)
            self._text(_LEFT - 14, (_y(upper) + _y(lower)) / 2, state.value, 30, _INK, "rm")
            upper = lower
        self._box(_LEFT, _TOP, _RIGHT, _BOTTOM, outline=_SOFT, width=2)

    def axis(self, points: tuple[Point, ...]) -> None:
        messages = [(i, p.turn) for i, p in enumerate(points) if p.message]
        step = -(-len(messages) // _MOST_X_LABELS)
        for nth, (index, turn) in enumerate(messages):
            if nth % step == 0:
                x = _x(index, len(points))
                self._line([(x, _BOTTOM), (x, _BOTTOM + 8)], _SOFT, 2)
                self._text(x, _BOTTOM + 12, "start" if turn == 0 else str(turn), 28, _INK, "ma")
        self._text(_RIGHT, _BOTTOM + 48, "message", 28, _SOFT, "ra")
        if any(not p.message for p in points):
            x, y = _LEFT + 14, _BOTTOM + 66
            self._shape([(x, y - 11), (x + 11, y), (x, y + 11), (x - 11, y)], _PAPER, _INK, 3)
            self._text(x + 24, y, "time passed without a message", 28, _SOFT, "lm")

    def curve(self, points: tuple[Point, ...]) -> None:
        places = [(_x(i, len(points)), _y(p.mood.anger)) for i, p in enumerate(points)]
        if len(places) > 1:
            self._line(places, _PAPER, 11)
            self._line(places, _INK, 6)
        for (x, y), point in zip(places, points, strict=True):
            if point.message:
                self._dot(x, y, 9, _INK, _PAPER)
            else:  # time passed
                self._shape([(x, y - 11), (x + 11, y), (x, y + 11), (x - 11, y)], _PAPER, _INK, 3)
        x, y = places[-1]
        self._text(x + 18, y, str(points[-1].mood.anger), 30, _INK, "lm")

    def moments(self, debrief: Debrief) -> None:
        """The best and the worst moments: a triangle in the curve, and a line with the words below."""
        best = sorted((m for m in debrief.turning_points if m.delta < 0), key=lambda m: m.delta)[:_MOMENTS]
        worst = sorted((m for m in debrief.turning_points if m.delta > 0), key=lambda m: -m.delta)[:_MOMENTS]
        y = _BOTTOM + 96
        for moment in (*best, *worst):
            index = _index(debrief.curve, moment)
            if index is not None:
                self._mark(_x(index, len(debrief.curve)), _y(moment.after.anger), moment)
            colour = _GOOD if moment.delta < 0 else _BAD
            self._triangle(62, y + 18, 15, down=moment.delta < 0)
            where = f"{moment.turn}" if moment.text else f"after {moment.turn}"
            self._text(92, y, f"{where}: {moment.delta:+d}", 30, colour)
            words = f'"{_short(moment.quote)}"' if moment.quote else moment.why
            self._text(270, y, _short(words, _LONGEST_QUOTE + 2), 30)
            y += 54
        if not best and not worst:
            self._text(92, y, "No moment moved the anger much.", 30, _SOFT)

    def _mark(self, x: float, y: float, moment: TurningPoint) -> None:
        down = moment.delta < 0
        below = y + 92 < _BOTTOM if down else y - 92 < _TOP  # where the label stays in the plot
        self._triangle(x, y + (34 if below else -34), 17, down=down)
        label = f"{moment.delta:+d}"
        self._text(x, y + (58 if below else -58), label, 32, _GOOD if down else _BAD, "ma" if below else "md")

    def _triangle(self, x: float, y: float, size: float, *, down: bool) -> None:
        tip = size if down else -size
        self._shape([(x, y + tip), (x - size, y - tip), (x + size, y - tip)], _GOOD if down else _BAD)

    def png(self) -> bytes:
        small = self.image.reduce(_SCALE)
        out = io.BytesIO()
        small.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG", compress_level=6)
        return out.getvalue()


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


def _drawable(text: str) -> str:
    """The text in letters that the built-in font has: "ś" becomes "s", what has no such form a question mark."""
    plain = "".join(c if ord(c) < 256 else unicodedata.normalize("NFKD", c)[:1] for c in text.translate(_PLAIN))
    return plain.encode("latin-1", "replace").decode("latin-1")
