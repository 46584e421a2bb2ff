"""Drawing for a phone: larger letters, shapes beside colours, its own paper, so that the screen behind does not matter.

Drawn at twice the size and reduced, because Pillow's lines have no smooth edges of their own. Bytes out, nothing else.
"""

import io
import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from bot.coaching.wording import MINUS

PAPER, INK, SOFT, GRID = "#fbfaf7", "#1b1b1f", "#5c5c66", "#b9b7b0"
GOOD, BAD = "#0b5c8f", "#a3220c"
"""Blue and red differ for every kind of sight; shapes say the same."""
_SCALE = 2
_STROKE = 0.07
"""How thick the font draws a line, as a share of its size."""
_PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{EN DASH}": "-",
        "\N{EM DASH}": "-",
        "…": "...",
        "Ł": "L",
        "ł": "l",
        "Đ": "D",
        "đ": "d",
    }
)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * _SCALE)


class Canvas:
    """A sheet of paper; all measures are pixels of the finished picture."""

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), PAPER)
        self._pen = ImageDraw.Draw(self._image)
        self.box(2, 2, width - 3, height - 3, outline=GRID, width=3)

    def box(
        self, x0: float, y0: float, x1: float, y1: float, *, fill: str = "", outline: str = "", width: int = 1
    ) -> None:
        self._pen.rectangle(
            (x0 * _SCALE, y0 * _SCALE, x1 * _SCALE, y1 * _SCALE),
            fill=fill or None,
            outline=outline or None,
            width=width * _SCALE,
        )

    def line(self, points: list[tuple[float, float]], colour: str, width: int) -> None:
        self._pen.line([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour, width=width * _SCALE, joint="curve")

    def shape(self, points: list[tuple[float, float]], fill: str, outline: str = PAPER, width: int = 2) -> None:
        self._pen.polygon(
            [(x * _SCALE, y * _SCALE) for x, y in points], fill=fill, outline=outline, width=width * _SCALE
        )

    def dot(self, x: float, y: float, radius: float, fill: str, outline: str) -> None:
        box = tuple(v * _SCALE for v in (x - radius, y - radius, x + radius, y + radius))
        self._pen.ellipse(box, fill=fill, outline=outline, width=3 * _SCALE)

    def text(self, x: float, y: float, text: str, size: int, colour: str = INK, anchor: str = "la") -> None:
        font = _font(size)
        parts = [_drawable(part) for part in text.split(MINUS)]
        if len(parts) == 1:
            self._pen.text((x * _SCALE, y * _SCALE), parts[0], fill=colour, font=font, anchor=anchor)
            return
        # The built-in font has no minus: it is drawn, as wide and as high as its plus.
        from_left, level = f"l{anchor[1]}", y * _SCALE
        x0, y0, x1, y1 = font.getbbox("+", anchor=from_left)
        ink = font.getmask("+").getbbox() or (0, 0, x1 - x0, y1 - y0)  # the box of the letter has room beside its ink
        x0, x1, middle = x0 + ink[0], x0 + ink[2] - 1, level + y0 + (ink[1] + ink[3]) / 2
        widths = [font.getlength(part) for part in parts]
        whole = sum(widths) + font.getlength("+") * (len(parts) - 1)
        left = x * _SCALE - {"l": 0.0, "m": whole / 2, "r": whole}[anchor[0]]
        for number, (part, width) in enumerate(zip(parts, widths, strict=True)):
            if number:
                half = size * _SCALE * _STROKE / 2
                self._pen.rectangle((left + x0, middle - half, left + x1, middle + half), fill=colour)
                left += font.getlength("+")
            self._pen.text((left, level), part, fill=colour, font=font, anchor=from_left)
            left += width

    def png(self) -> bytes:
        small = self._image.reduce(_SCALE)
        out = io.BytesIO()
        small.quantize(64, method=Image.Quantize.FASTOCTREE).save(out, "PNG", compress_level=6)
        return out.getvalue()


def _drawable(text: str) -> str:
    """The text in letters that the built-in font has: "ś" becomes "s", what has no such form a question mark."""
    plain = "".join(c if ord(c) < 256 else unicodedata.normalize("NFKD", c)[:1] for c in text.translate(_PLAIN))
    return plain.encode("latin-1", "replace").decode("latin-1")
