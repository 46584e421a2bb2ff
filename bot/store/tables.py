"""The tables as Python sees them. The database itself is built by migrations/ only; a test compares the two.

Only types that SQLite and PostgreSQL both have. Constraints are named by convention, so that a migration on SQLite
(which rebuilds a table to change it) can name what it drops.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = "0007"
"""The newest migration. Kept here so that a start with nothing to migrate does not have to load Alembic."""

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC. SQLite forgets time zones; here they are refused when missing and put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class PersonaVersionRow(Base):
    """A customer's file as it was when a call with it began: older calls replay with the text they were played with."""

    __tablename__ = "persona_versions"

    persona_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    source_text: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CallRow(Base):
    """One call: what decides it, together with its inputs; outcome, turns and score are kept for lists."""

    __tablename__ = "calls"
    __table_args__ = (
        ForeignKeyConstraint(
            ["persona_id", "persona_version"], ["persona_versions.persona_id", "persona_versions.version"]
        ),
        CheckConstraint("status IN ('open', 'ended')", name="status"),
        Index("ix_calls_trainee_id_status", "trainee_id", "status"),
        # A team's report reads member by member; what cost a team most is looked for in its latest calls.
        Index("ix_calls_guild_id_trainee_id_ended_at", "guild_id", "trainee_id", "ended_at"),
        Index("ix_calls_guild_id_ended_at", "guild_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The real time at which the call's own clock read 0."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trainee_id: Mapped[str] = mapped_column(String(64))
    trainee_name: Mapped[str] = mapped_column(Text)
    guild_id: Mapped[str | None] = mapped_column(String(32), index=True)
    persona_id: Mapped[str] = mapped_column(String(40))
    persona_version: Mapped[str] = mapped_column(String(64))
    difficulty: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int] = mapped_column(BigInteger)
    mild: Mapped[bool] = mapped_column(Boolean)
    rules: Mapped[str] = mapped_column(String(64))
    """A hash of the amounts that moved the mood when the call began."""
    rubric: Mapped[str] = mapped_column(String(64))
    """A hash of the rubric when the call began; that of the score stands beside it, in `scores`."""
    status: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(16))
    turns: Mapped[int] = mapped_column(Integer)
    seconds: Mapped[float] = mapped_column(Float)
    score: Mapped[int | None] = mapped_column(Integer)
    from_call: Mapped[str | None] = mapped_column(String(16))
    """Played on from this call …"""
    from_turn: Mapped[int | None] = mapped_column(Integer)
    """… from this message of the trainee."""
    challenge_id: Mapped[str | None] = mapped_column(String(16), index=True)
    """The challenge that the call was played for; none for an ordinary one."""


class InputRow(Base):
    """One input of a call, numbered from 1. The call is what its inputs make of it."""

    __tablename__ = "inputs"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[float] = mapped_column(Float)
    text: Mapped[str] = mapped_column(Text)
    seconds: Mapped[float | None] = mapped_column(Float)


class EventRow(Base):
    """One event of a call, numbered from 1, with the number of the input that it followed from."""

    __tablename__ = "events"

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    input_number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
