"""How well the trainee thought it went, against the score: to see one's own calls clearly is a skill of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

RATINGS = range(1, 6)
"""1 = badly, 5 = very well."""
_AGREES = 15
"""Points of the score: an answer of five steps cannot be finer than that."""
_STEADY = 5
"""Points by which the mean distance must move before it counts as a change."""


def gap(rating: int, score: int) -> int:
    """Own view minus score, in points: above 0 the trainee saw it in a better light. The five answers span 0-100."""
    return (rating - 1) * 25 - score


def gap_text(rating: int, score: int) -> str:
    """The gap of one call in a sentence."""
    points = gap(rating, score)
    if abs(points) <= _AGREES:
        return f"You gave yourself {rating} of 5: your own view and the score agree."
    if points > 0:
        return f"You gave yourself {rating} of 5, more than the score does: the turning points show why."
    return f"You gave yourself {rating} of 5: you were harder on yourself than the score is."


@dataclass(frozen=True, slots=True)
class OwnView:
    """The gaps over a person's rated calls, the oldest first."""

    gaps: tuple[int, ...]
    before: float | None
    """Mean distance (without the sign) of the first half; None while there are too few."""
    lately: float | None
    """The same of the second half."""

    @property
    def direction(self) -> str:
        """closer, wider or level."""
        if self.before is None or self.lately is None or abs(self.before - self.lately) < _STEADY:
            return "level"
        return "closer" if self.lately < self.before else "wider"


def own_view(rated: Sequence[tuple[int, int]]) -> OwnView:
    """From pairs of rating and score, the oldest first."""
    gaps = tuple(gap(rating, score) for rating, score in rated)
    half = len(gaps) // 2
    if half < 2:  # two calls a half at least: one call is no habit
        return OwnView(gaps, None, None)
    return OwnView(gaps, _distance(gaps[:half]), _distance(gaps[half:]))


def _distance(gaps: Sequence[int]) -> float:
    return sum(map(abs, gaps)) / len(gaps)
