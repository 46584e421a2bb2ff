"""How far trainers who review calls agree with the machine: the numbers that leads see."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Over `reviews` reviewed calls; shares from 0 to 1."""

    reviews: int
    within_5: float
    within_10: float
    mean_difference: float
    """Machine minus human: above 0 the machine is the milder one."""
    mean_distance: float
    """The same without the sign."""


def agreement(pairs: Iterable[tuple[int, int]]) -> Agreement:
    """From pairs of the machine's and the human's score."""
    differences = [machine - human for machine, human in pairs]
    if not differences:
        return Agreement(0, 0.0, 0.0, 0.0, 0.0)
    count = len(differences)
    return Agreement(
        count,
        sum(abs(d) <= 5 for d in differences) / count,
        sum(abs(d) <= 10 for d in differences) / count,
        sum(differences) / count,
        sum(map(abs, differences)) / count,
    )
