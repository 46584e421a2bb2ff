"""The tables of what is thought of a call, and what comes out of them as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables import Base, CallRow, UtcDateTime


class ScoreRow(Base):
    """The score of an ended call, as it was made when it ended. A stopped call has none."""

    __tablename__ = "scores"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    scored_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rubric: Mapped[str] = mapped_column(String(64))
    """Hash of the rubric that made it."""
    total: Mapped[int] = mapped_column(Integer)
    band: Mapped[str] = mapped_column(String(16))
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Name -> [points, of]. Empty for calls that ended before the parts were kept."""
    hard_fails: Mapped[list[Any]] = mapped_column(JSON)
    uncapped: Mapped[int | None] = mapped_column(Integer)
    end_anger: Mapped[int] = mapped_column(Integer)
    hard: Mapped[bool] = mapped_column(Boolean)


class ObservationRow(Base):
    """How one technique was used in one call. Rows and not JSON: a team's report counts them."""

    __tablename__ = "observations"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    technique: Mapped[str] = mapped_column(String(8), primary_key=True)
    use: Mapped[str] = mapped_column(String(16))


class SelfRatingRow(Base):
    """How well the trainee thought it went, before they saw the debrief."""

    __tablename__ = "self_ratings"
    __table_args__ = (CheckConstraint("rating BETWEEN 1 AND 5", name="rating"),)

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    rating: Mapped[int] = mapped_column(Integer)
    rated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PartReviewRow(Base):
    """What a reviewer gives for one part of a call."""

    __tablename__ = "part_reviews"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(String(32), primary_key=True)
    reviewer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reviewer_name: Mapped[str] = mapped_column(Text)
    score: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LineCommentRow(Base):
    """What a reviewer says about one message."""

    __tablename__ = "line_comments"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), index=True)
    turn: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    reviewer_id: Mapped[str] = mapped_column(String(64))
    reviewer_name: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True, slots=True)
class Scored:
    """A stored score. See the columns of `scores`."""

    total: int
    band: str
    parts: Mapping[str, tuple[int, int]]
    uses: Mapping[str, str]
    rubric: str
    end_anger: int
    hard: bool
    hard_fails: tuple[str, ...] = ()
    uncapped: int | None = None


@dataclass(frozen=True, slots=True)
class StoredReview:
    """One part in the eyes of one reviewer."""

    part: str
    score: int
    reason: str
    reviewer_id: str
    reviewer_name: str


@dataclass(frozen=True, slots=True)
class StoredComment:
    """What one reviewer said about one message of the trainee, counted from 1."""

    turn: int
    text: str
    reviewer_id: str
    reviewer_name: str


@dataclass(frozen=True, slots=True)
class CallMarks:
    """Everything that is thought of one call."""

    scored: Scored | None
    rating: int | None
    reviews: tuple[StoredReview, ...]
    """The oldest first."""
    comments: tuple[StoredComment, ...]


@dataclass(frozen=True, slots=True)
class PastScore:
    """A scored call as a person's progress needs it."""

    call_id: str
    ended_at: datetime
    persona_id: str
    difficulty: str
    mode: str
    retry: bool
    """Played on from a turn of an earlier call."""
    scored: Scored
    rating: int | None
    reviews: tuple[StoredReview, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class ScoredCall:
    """A scored call in a list to choose from."""

    call_id: str
    trainee_name: str
    persona_id: str
    total: int


def parts_of(stored: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """The parts of a score as JSON keeps them: name -> points, of how many."""
    return {name: (int(points), int(of)) for name, (points, of) in stored.items()}


def scored_of(row: ScoreRow, uses: Mapping[str, str]) -> Scored:
    """A score with the uses of techniques, which are stored apart from it."""
    return Scored(
        row.total,
        row.band,
        parts_of(row.parts),
        uses,
        row.rubric,
        row.end_anger,
        row.hard,
        tuple(row.hard_fails),
        row.uncapped,
    )


def review_of(row: PartReviewRow) -> StoredReview:
    """A review without its call and its time; who reads several keeps them in the order of `reviewed_at`."""
    return StoredReview(row.part, row.score, row.reason, row.reviewer_id, row.reviewer_name)


def past_score(
    call: CallRow, scored: Scored, score: ScoreRow, *, rating: int | None, reviews: tuple[StoredReview, ...]
) -> PastScore:
    """A call that is over; where the time of its end was not kept, it is that of its score."""
    return PastScore(
        call.id,
        call.ended_at or score.scored_at,
        call.persona_id,
        call.difficulty,
        call.mode,
        call.from_call is not None,
        scored,
        rating,
        reviews,
    )
