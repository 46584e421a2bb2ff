"""What people who reviewed a call say about it: another value for a part, with a reason, and words about a message.

The machine's value is never replaced: both are kept, both are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.coaching.rubric import load_rubric
from bot.coaching.score import Part


@dataclass(frozen=True, slots=True)
class PartReview:
    """What a person gives for one part."""

    part: str
    score: int
    reason: str
    """Empty where they agree with the machine."""
    by: str


@dataclass(frozen=True, slots=True)
class LineComment:
    """What a person says about one message of the trainee."""

    turn: int
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class HumanReview:
    """Everything that people said about one call, the oldest first."""

    parts: tuple[PartReview, ...] = ()
    comments: tuple[LineComment, ...] = ()

    def differing(self, parts: dict[str, Part]) -> list[PartReview]:
        """Where a person sees a part otherwise than the machine."""
        return [one for one in self.parts if one.part in parts and one.score != parts[one.part].score]


def reviewed_total(machine: dict[str, int], reviews: Sequence[tuple[str, int]]) -> int:
    """The score with the reviewed parts in place of the machine's; of several for a part the last one counts."""
    return sum((machine | {part: score for part, score in reviews if part in machine}).values())


def band_of(total: int) -> str:
    """The band that a total belongs to."""
    return load_rubric().bands.of(total)


def human_json(review: HumanReview, parts: dict[str, Part]) -> dict[str, Any] | None:
    """The review for the debrief's JSON line; None where nobody looked at the call."""
    if not review.parts and not review.comments:
        return None
    machine = {name: part.score for name, part in parts.items()}
    total = reviewed_total(machine, [(one.part, one.score) for one in review.parts])
    return {
        "score": total if review.parts else None,
        "parts": [
            {
                "part": one.part,
                "score": one.score,
                "machine": parts[one.part].score if one.part in parts else None,
                "reason": one.reason,
                "by": one.by,
            }
            for one in review.parts
        ],
        "comments": [{"turn": one.turn, "text": one.text, "by": one.by} for one in review.comments],
    }
