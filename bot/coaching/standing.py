"""Where a person stands, as it is shown: their progress with the calls behind it and what to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.coaching.own_view import OwnView, own_view
from bot.coaching.progress import PastCall, Progress, Suggestion, progress


@dataclass(frozen=True, slots=True)
class ShownCall:
    """One call of the trend."""

    call: str
    day: str
    """For instance "3 May"."""
    past: PastCall
    machine: int
    """The score by the rules; `past.score` is the reviewed one where people reviewed the call."""
    rating: int | None
    """How well the trainee thought it went, 1-5."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's progress. Tries again are counted, not scored here: half of such a call was played before."""

    name: str
    progress: Progress
    calls: tuple[ShownCall, ...]
    """The oldest first."""
    own: OwnView
    suggestion: Suggestion | None
    tries_again: int


def standing(name: str, calls: Sequence[ShownCall], suggestion: Suggestion | None, tries_again: int = 0) -> Standing:
    """Put together what is known of a person."""
    rated = [(one.rating, one.past.score) for one in calls if one.rating is not None]
    return Standing(name, progress([one.past for one in calls]), tuple(calls), own_view(rated), suggestion, tries_again)


def standing_json(standing: Standing) -> dict[str, Any]:
    """The standing as the documented JSON line."""
    known, own, next_ = standing.progress, standing.own, standing.suggestion
    return {
        "type": "progress",
        "name": standing.name,
        "calls": known.calls,
        "tries_again": standing.tries_again,
        "first": known.first,
        "best": known.best,
        "latest": known.latest,
        "recent": None if known.recent is None else round(known.recent, 1),
        "trend": round(known.trend, 2),
        "direction": known.direction,
        "streak": known.streak,
        "techniques": {
            key: {"strength": round(s.value, 2), "observations": s.observations} for key, s in known.strengths.items()
        },
        "weakest": list(known.weakest),
        "own_view": {"gaps": list(own.gaps), "before": own.before, "lately": own.lately, "direction": own.direction},
        "next": None
        if next_ is None
        else {"persona": next_.persona, "difficulty": next_.difficulty.value, "technique": next_.technique or None},
        "history": [
            {
                "call": one.call,
                "day": one.day,
                "persona": one.past.persona,
                "difficulty": one.past.difficulty.value,
                "score": one.past.score,
                "machine": one.machine,
                "band": one.past.band,
                "rating": one.rating,
            }
            for one in standing.calls
        ],
    }
