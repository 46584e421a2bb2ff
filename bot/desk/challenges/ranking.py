"""Places in a tournament. Pure: the same calls give the same places on every front."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.challenges.terms import Counts
from bot.desk.fulfilling import BANDS
from bot.store import Attempt, Member


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the standings."""

    rank: int | None
    """Equal ones share a rank, and the next rank is left out; None below the minimum band or without a result."""
    person_id: str
    name: str
    attempts: int
    """Calls begun."""
    counted: Attempt | None
    """The call that counts."""

    @property
    def score(self) -> int | None:
        return None if self.counted is None else self.counted.score


def ranked(
    members: Sequence[Member],
    attempts: Sequence[Attempt],
    *,
    counts: Counts,
    least_band: str,
    until: datetime | None,
) -> list[Place]:
    """Everybody who is in it, the best first.

    Higher scores come first; of equal scores the one with fewer messages, then with fewer whole seconds. What is still
    equal shares the rank, and stands in the order of joining. Calls that ended after `until` do not count, nor do
    stopped ones, which have no score.
    """
    calls: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        calls.setdefault(attempt.person_id, []).append(attempt)
    found = []
    for member in members:
        own = calls.get(member.person_id, [])
        counted = _counted(own, counts, until)
        good = counted is not None and BANDS.index(counted.band) >= BANDS.index(least_band)
        found.append((member, own, counted, good))
    found.sort(key=lambda one: (not one[3], *_merit(one[2]), one[0].joined_at, one[0].person_id))
    places: list[Place] = []
    for number, (member, own, counted, good) in enumerate(found, start=1):
        before = places[-1] if places else None
        same = before is not None and before.rank is not None and _merit(before.counted) == _merit(counted)
        rank = (before.rank if same and before is not None else number) if good else None
        places.append(Place(rank, member.person_id, member.name, len(own), counted))
    return places


def _counted(own: Sequence[Attempt], counts: Counts, until: datetime | None) -> Attempt | None:
    if counts is Counts.FIRST:
        own = own[:1]
    ended = [
        one
        for one in own
        if one.score is not None and one.ended_at is not None and (until is None or one.ended_at <= until)
    ]
    return min(ended, key=_merit, default=None)


def _merit(attempt: Attempt | None) -> tuple[int, int, int]:
    """Smaller is better."""
    if attempt is None or attempt.score is None:
        return (1, 0, 0)
    return (-attempt.score, attempt.turns, round(attempt.seconds))
