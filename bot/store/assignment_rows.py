"""The tables of assignments, and what comes out of them as plain values."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.mark_rows import PastScore
from bot.store.tables import Base, UtcDateTime


class AssignmentRow(Base):
    """What is to be practised, until when, and what is good enough."""

    __tablename__ = "assignments"
    __table_args__ = (
        CheckConstraint("attempts BETWEEN 1 AND 10", name="attempts"),
        Index("ix_assignments_guild_id_due_at", "guild_id", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    guild_id: Mapped[str | None] = mapped_column(String(32))
    """Empty for the people of this machine's command line."""
    trainer_id: Mapped[str] = mapped_column(String(64))
    trainer_name: Mapped[str] = mapped_column(Text)
    role_id: Mapped[str | None] = mapped_column(String(32))
    """Given to a role: who joins it later gets the assignment too."""
    role_name: Mapped[str] = mapped_column(Text)
    difficulty: Mapped[str] = mapped_column(String(16))
    """The easiest that counts."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer)
    """For each customer."""
    band: Mapped[str] = mapped_column(String(16))
    """The lowest that passes; `none` where any scored call does."""
    remind_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssignmentCustomerRow(Base):
    """One of the customers of an assignment. All of them are to be done."""

    __tablename__ = "assignment_customers"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    persona_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class AssignmentMemberRow(Base):
    """One person whom an assignment reached."""

    __tablename__ = "assignment_members"

    assignment_id: Mapped[str] = mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    member_name: Mapped[str] = mapped_column(Text)
    assigned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Calls that ended from here on count."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """They left the role, and the assignment is no longer theirs."""
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Kept when the calls that show it are about to be deleted."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One assignment. See the columns of `assignments`."""

    id: str
    created_at: datetime
    guild_id: str | None
    trainer_id: str
    trainer_name: str
    customers: tuple[str, ...]
    difficulty: str
    due_at: datetime
    attempts: int
    band: str
    remind_at: datetime | None = None
    role_id: str | None = None
    role_name: str = ""
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """One person's share in an assignment. See the columns of `assignment_members`."""

    assignment_id: str
    member_id: str
    member_name: str
    assigned_at: datetime
    left_at: datetime | None = None
    passed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a person did for an assignment."""

    assigned: Assigned
    tries: tuple[PastScore, ...] = field(default=())
    """Scored calls with its customers since it was theirs, the oldest first; at any difficulty, late ones too."""
