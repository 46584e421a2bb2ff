"""The trained weights: which features speak for which signal, and how strongly.

Each feature has two weights a signal, one for the sentence it stands in and one for the message as a whole,
and, last, the square of its rarity, all as small numbers. A row is kept as one integer with a lane for each of
them, so that summing a message's rows is one addition a feature: the reader needs no numeric library for it.
"""

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from bot.craft import Signal
from bot.reading.features import spelling_of
from bot.reading.together import Together

ARTEFACT = Path(__file__).parent / "data" / "weights.bin"
SIGNALS: tuple[Signal, ...] = tuple(Signal)
HEADS = len(SIGNALS) + 3  # what is weighed: each signal; whether anything calms, anything heats, nothing is there
SENTENCE = 0  # the first lanes: a feature's weights within its sentence
WHOLE = HEADS  # the next: its weights within the message
_RARITY = 2 * HEADS
LANES = _RARITY + 1
ZERO = 128  # what a weight of nothing is stored as, since lanes cannot be negative
_WIDTH = 4  # bytes a lane of a sum: room for sixteen million features in one message
_ROW = struct.Struct(f"<{LANES}H")  # a row's lanes have two bytes,
_ADDED_AT_ONCE = 257  # which hold the sum of so many rows
_KEPT = 40_000  # rows kept as integers, the first met, which are the common ones: about six megabytes
_WORDS_KEPT = 5_000  # words whose spelling is kept added up
_MAGIC = b"SMR3"


@dataclass(frozen=True, slots=True)
class Head:
    """What the artefact says of itself, and the numbers that are no weights of features."""

    digest: str
    """A fingerprint of the labelled messages and data files it was made from."""
    scale: tuple[float, ...]
    """What one step of a stored weight is worth, a lane."""
    bias: tuple[float, ...]
    """A lane's constant."""
    square: float
    """What one step of a stored squared rarity is worth."""
    names: dict[str, float]
    """Weights of the cues for an address by name (bot/reading/names.py)."""
    together: Together
    """The second look, at all signals at once."""
    folds: dict[str, float]
    """The F1 of each signal, and of the direction the mean recall, with files held out in turn."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The rows of a run of features, added up."""

    total: int = 0
    count: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.total + other.total, self.count + other.count)


class Model:
    """Weights as the artefact holds them."""

    def __init__(self, head: Head, names: Sequence[str], rows: bytes) -> None:
        self.head = head
        self._rows = rows
        self._places = {name: i for i, name in enumerate(names)}
        self._packed = [0] * len(names)
        """Each feature's row as one integer, or 0 until it is first met."""
        self._room = _KEPT
        self.place_of = self._places.get
        """Where `weights` finds a feature, if it is known."""
        self._weighing = {
            lane: (head.scale[lane : lane + HEADS], head.bias[lane : lane + HEADS]) for lane in (SENTENCE, WHOLE)
        }
        self._spelt: dict[str, Sum] = {}

    def __len__(self) -> int:
        return len(self._places)

    def _pack(self, place: int) -> int:
        """A row as one integer, kept for the next time while there is room."""
        packed = int.from_bytes(_ROW.pack(*self._rows[place * LANES : (place + 1) * LANES]), "little")
        if self._room:
            self._room -= 1
            self._packed[place] = packed
        return packed

    def add_up(self, features: Iterable[str]) -> Sum:
        """The sum of the rows of the features that are known."""
        place_of, packed, pack = self.place_of, self._packed, self._pack
        rows = [packed[i] or pack(i) for name in features if (i := place_of(name)) is not None]
        parts = [sum(rows[i : i + _ADDED_AT_ONCE]) for i in range(0, len(rows), _ADDED_AT_ONCE)]
        return Sum(sum(map(_widened, parts)), len(rows))

    def add_up_spelling(self, words: Iterable[str]) -> Sum:
        """The sum of the rows of the words' spelling; most words come again and are added up once."""
        total = known = 0
        for word in words:
            spelt = self._spelt.get(word)
            if spelt is None:
                if len(self._spelt) > _WORDS_KEPT:
                    self._spelt.clear()
                spelt = self._spelt[word] = self.add_up(spelling_of(word))
            total += spelt.total
            known += spelt.count
        return Sum(total, known)

    def margins(self, added: Sum, lane: int) -> list[float]:
        """What a sum says for each head, by the weights of a sentence or of the whole."""
        lanes = array("I")
        lanes.frombytes(added.total.to_bytes(LANES * _WIDTH, "little"))
        length = sqrt(lanes[_RARITY] * self.head.square) or 1.0
        away = added.count * ZERO
        weighed = zip(lanes[lane : lane + HEADS], *self._weighing[lane], strict=True)
        return [(said - away) * scale / length + bias for said, scale, bias in weighed]

    def weights(self, places: Iterable[int], signal: int) -> list[float]:
        """What each feature adds to a signal by both its weights, before the division by the length."""
        sentence, whole = self.head.scale[signal], self.head.scale[signal + WHOLE]
        away = ZERO * (sentence + whole)
        rows, starts = self._rows, [i * LANES + signal for i in places]
        return [rows[i] * sentence + rows[i + WHOLE] * whole - away for i in starts]


def _widened(total: int) -> int:
    """A sum of rows with the lanes of `Sum`."""
    narrow = total.to_bytes(_ROW.size, "little")
    wide = bytearray(LANES * _WIDTH)
    wide[::_WIDTH], wide[1::_WIDTH] = narrow[::2], narrow[1::2]
    return int.from_bytes(wide, "little")


def write(path: Path, head: Head, names: Sequence[str], rows: bytes) -> None:
    """Write the artefact; the same input gives the same bytes."""
    about = {
        "digest": head.digest,
        "scale": head.scale,
        "bias": head.bias,
        "square": head.square,
        "names": head.names,
        "together": [head.together.weights, head.together.bias, head.together.least],
        "folds": head.folds,
    }
    parts = [json.dumps(about, sort_keys=True).encode(), "\n".join(names).encode(), rows]
    body = b"".join(struct.pack("<I", len(p)) + p for p in parts)
    scratch = path.with_suffix(".new")
    scratch.write_bytes(_MAGIC + zlib.compress(body, 9))
    scratch.replace(path)


def load(path: Path = ARTEFACT) -> Model:
    """Read an artefact.

    Raises:
        ValueError: the file is none.
    """
    raw = path.read_bytes()
    if raw[:4] != _MAGIC:
        raise ValueError(f"{path.name} holds no weights of the reader: run python -m bot.reading.train")
    body = zlib.decompress(raw[4:])
    parts: list[bytes] = []
    place = 0
    for _ in range(3):
        (size,) = struct.unpack_from("<I", body, place)
        parts.append(body[place + 4 : place + 4 + size])
        place += 4 + size
    about = json.loads(parts[0])
    head = Head(
        about["digest"],
        tuple(about["scale"]),
        tuple(about["bias"]),
        about["square"],
        about["names"],
        Together(tuple(map(tuple, about["together"][0])), *map(tuple, about["together"][1:])),
        about.get("folds", {}),
    )
    return Model(head, parts[1].decode().split("\n"), parts[2])


@cache
def model() -> Model:
    """The weights that ship, read once."""
    return load()
