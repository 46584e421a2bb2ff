"""The second look: what all signals of a message say about one another.

Each signal is weighed by its own words first. Then the margins of all of them, with what the message is typed like,
are weighed together: thanks beside mockery are none, and a message that more likely than not does nothing is read
as doing nothing, however loud one word of it is. The result is log-odds, so that it also tells how certain the
reading is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import copysign, exp, inf, log1p
from operator import mul

FURTHEST = 5.0  # margins beyond this say no more
SURER = 1.0  # by so much a signal must be likelier than that the message does nothing, where that is likely
HOPELESS = -2.0  # a signal whose own words speak so clearly against it is not looked at again


@dataclass(frozen=True, slots=True)
class Together:
    """A linear model a signal over the margins of all; the last row says that the message does nothing."""

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    least: tuple[float, ...]
    """The log-odds that each signal must pass."""

    def odds(self, signal: int, seen: Sequence[float]) -> float:
        """The log-odds of a signal in a message of which `seen` is known."""
        return sum(map(mul, self.weights[signal], seen), self.bias[signal])

    def silence(self, seen: Sequence[float]) -> float:
        """The log-odds below which no signal is heard, as the message more likely than not carries none at all."""
        return least_heard(self.odds(len(self.least), seen))


def least_heard(nothing: float) -> float:
    """The log-odds below which no signal is heard, by the log-odds that the message does nothing."""
    return nothing + SURER if nothing > 0 else -inf


def seen_together(margins: Sequence[float], words: int, *, answers: bool) -> list[float]:
    """What the second look sees: the margins, how far each speaks for its signal, and the message's shape.

    `answers` says whether the customer's line is known.
    """
    kept = [m if -FURTHEST < m < FURTHEST else copysign(FURTHEST, m) for m in margins]
    return [*kept, *[max(0.0, m) for m in kept], log1p(words), float(answers)]


def certainty(odds: float) -> float:
    """Log-odds as a probability, 0 to 1."""
    return 1.0 / (1.0 + exp(-max(-FURTHEST * 2, min(FURTHEST * 2, odds))))
