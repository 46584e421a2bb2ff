"""The trained weights: which features speak for which signal, and how strongly.

A row holds one feature's weight for each signal and, last, the square of its rarity, all as small numbers.
A row is kept as one integer with a lane for each of them, so that summing a message's rows is one addition a
feature. This is why the reader needs no numeric library.
"""

import json
import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

from bot.craft import Signal

ARTEFACT = Path(__file__).parent / "data" / "weights.bin"
SIGNALS: tuple[Signal, ...] = tuple(Signal)
_LANES = len(SIGNALS) + 1  # one for each signal, one for the squared rarity
_WIDTH = 4  # bytes a lane: room for sixteen million features in one message
_ZERO = 128  # what a weight of nothing is stored as, since lanes cannot be negative
_MAGIC = b"SMR1"


@dataclass(frozen=True, slots=True)
class Scores:
    """How strongly a message carries each signal: above 0 it does."""

    margins: tuple[float, ...]


class Model:
    """Weights as the artefact holds them."""

    def __init__(self, head: Mapping[str, object], names: Sequence[str], rows: bytes) -> None:
        self.head = head
        self._scale = [float(x) for x in head["scale"]]  # type: ignore[attr-defined]
        self._bias = [float(x) for x in head["bias"]]  # type: ignore[attr-defined]
        self._square = float(head["square"])  # type: ignore[arg-type]
        self._rows = rows
        self._index = {name: i for i, name in enumerate(names)}
        self._packed: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._index)

    def _pack(self, name: str) -> int:
        i = self._index.get(name)
        if i is None:
            return 0
        wide = bytearray(_LANES * _WIDTH)
        wide[::_WIDTH] = self._rows[i * _LANES:(i + 1) * _LANES]
        self._packed[name] = packed = int.from_bytes(wide, "little")
        return packed

    def margins(self, features: Iterable[str]) -> tuple[list[float], float]:
        """The margin over the threshold for each signal, and the length all weights were divided by."""
        total = known = 0
        packed = self._packed
        for name in features:
            row = packed.get(name)
            if row is None:
                row = self._pack(name)
            if row:
                total += row
                known += 1
        lanes = array("I")
        lanes.frombytes(total.to_bytes(_LANES * _WIDTH, "little"))
        length = sqrt(lanes[-1] * self._square) or 1.0
        away = known * _ZERO
        return [
            (lanes[s] - away) * self._scale[s] / length + self._bias[s] for s in range(len(SIGNALS))
        ], length

    def weight(self, name: str, signal: int) -> float:
        """What a feature adds to a signal, before the division by the message's length."""
        i = self._index.get(name)
        return 0.0 if i is None else (self._rows[i * _LANES + signal] - _ZERO) * self._scale[signal]


def write(path: Path, head: Mapping[str, object], names: Sequence[str], rows: bytes) -> None:
    """Write the artefact; the same input gives the same bytes."""
    parts = [json.dumps(head, sort_keys=True).encode(), "\n".join(names).encode(), rows]
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
        parts.append(body[place + 4:place + 4 + size])
        place += 4 + size
    return Model(json.loads(parts[0]), parts[1].decode().split("\n"), parts[2])


@cache
def model() -> Model:
    """The weights that ship, read once."""
    return load()
