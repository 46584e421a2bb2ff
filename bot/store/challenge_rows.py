"""The tables of challenges: what a team plays together, who is in it, who said what, and what is still to be told.

Times are in UTC. The database itself is built by migrations/ only.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables import Base, UtcDateTime

TEAM = "team:"
"""Before the id of a challenge: who takes a call that several people play. It is nobody's own."""
_UNFINISHED = text("state <> 'closed'")


class ChallengeRow(Base):
    """One challenge: announced, open, closing (calls that run may end), closed."""

    __tablename__ = "challenges"
    __table_args__ = (
        ForeignKeyConstraint(
            ["persona_id", "persona_version"], ["persona_versions.persona_id", "persona_versions.version"]
        ),
        CheckConstraint("kind IN ('tournament', 'duel', 'relay', 'raid')", name="kind"),
        CheckConstraint("state IN ('announced', 'open', 'closing', 'closed')", name="state"),
        Index("ix_challenges_guild_id_created_at", "guild_id", "created_at"),
        Index("ix_challenges_unfinished", "state", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    )

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    guild_id: Mapped[str | None] = mapped_column(String(32))
    """The server it belongs to; none on the machine of the command line."""
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(64))
    created_by_name: Mapped[str] = mapped_column(Text)
    persona_id: Mapped[str] = mapped_column(String(40))
    persona_version: Mapped[str] = mapped_column(String(64))
    difficulty: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    seed: Mapped[int] = mapped_column(BigInteger)
    mild: Mapped[bool] = mapped_column(Boolean)
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The rules of its kind, as the desk checked them."""
    state: Mapped[str] = mapped_column(String(16))
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None where a trainer opens it by hand."""
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """While closing: the last moment at which a call that runs may end and still count."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_because: Mapped[str] = mapped_column(String(16))
    channel_id: Mapped[str | None] = mapped_column(String(32))
    """Where it is announced; none after that place was deleted."""
    thread_id: Mapped[str | None] = mapped_column(String(32))
    message_id: Mapped[str | None] = mapped_column(String(32))
    """The message that shows how it stands."""
    call_id: Mapped[str | None] = mapped_column(ForeignKey("calls.id", ondelete="SET NULL"))
    """The one call of a relay or a raid."""
    delivered: Mapped[int] = mapped_column(Integer)
    """The number of the last event of that call that was shown."""
    turn_of: Mapped[str | None] = mapped_column(String(64))
    """In a relay of a fixed order: whose turn it is."""
    turn_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_speaker: Mapped[str | None] = mapped_column(String(64))
    turn_input: Mapped[int] = mapped_column(Integer)
    """The number of the last input of the relay's call after which the turn went on."""


class ChallengeMemberRow(Base):
    """Somebody who joined. Who left stays here, so that a return gives no attempts back."""

    __tablename__ = "challenge_members"
    __table_args__ = (Index("ix_challenge_members_person_id", "person_id"),)

    challenge_id: Mapped[str] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    place: Mapped[int] = mapped_column(Integer)
    """The place in the order, from 1; who comes back gets a new one at the end."""
    consents: Mapped[bool] = mapped_column(Boolean)
    """The turning points of their best call may be shown on the podium."""
    skips: Mapped[int] = mapped_column(Integer)
    """Turns of a relay in a row that they let pass."""


class SharedInputRow(Base):
    """Who said an input of a call that several people play, stored together with the input itself."""

    __tablename__ = "shared_inputs"
    __table_args__ = (
        ForeignKeyConstraint(["call_id", "number"], ["inputs.call_id", "inputs.number"], ondelete="CASCADE"),
        UniqueConstraint("call_id", "source"),
        Index("ix_shared_inputs_author_id", "author_id"),
    )

    call_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    author_id: Mapped[str] = mapped_column(String(64))
    author_name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(64))
    """What it came from (a message, a round of a raid): the same one is never said twice."""


class RaidRoundRow(Base):
    """One round of a raid: proposing, voting, over."""

    __tablename__ = "raid_rounds"
    __table_args__ = (CheckConstraint("phase IN ('proposing', 'voting', 'over')", name="phase"),)

    challenge_id: Mapped[str] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    phase: Mapped[str] = mapped_column(String(16))
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the phase ends."""
    winner_id: Mapped[str | None] = mapped_column(String(64))


class RaidProposalRow(Base):
    """What somebody would say next; one for each person and round."""

    __tablename__ = "raid_proposals"
    __table_args__ = (
        ForeignKeyConstraint(
            ["challenge_id", "round"], ["raid_rounds.challenge_id", "raid_rounds.number"], ondelete="CASCADE"
        ),
    )

    challenge_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    author_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    author_name: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RaidVoteRow(Base):
    """One vote for somebody's proposal."""

    __tablename__ = "raid_votes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["challenge_id", "round"], ["raid_rounds.challenge_id", "raid_rounds.number"], ondelete="CASCADE"
        ),
    )

    challenge_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    round: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    voter_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    author_id: Mapped[str] = mapped_column(String(64))


class ChallengeNoticeRow(Base):
    """Something that the team is to be told; written with the change that it tells of, so that none is lost."""

    __tablename__ = "challenge_notices"
    __table_args__ = (Index("ix_challenge_notices_challenge_id", "challenge_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    challenge_id: Mapped[str] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class StoredChallenge:
    """One challenge as it stands. See the columns of `challenges` for what each means."""

    id: str
    guild_id: str | None
    kind: str
    name: str
    created_at: datetime
    created_by: str
    created_by_name: str
    persona_id: str
    persona_version: str
    difficulty: str
    mode: str
    seed: int
    mild: bool
    terms: dict[str, Any]
    state: str
    opens_at: datetime | None
    closes_at: datetime
    ends_at: datetime | None = None
    closed_at: datetime | None = None
    closed_because: str = ""
    channel_id: str | None = None
    thread_id: str | None = None
    message_id: str | None = None
    call_id: str | None = None
    delivered: int = 0
    turn_of: str | None = None
    turn_since: datetime | None = None
    last_speaker: str | None = None
    turn_input: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who joined. See the columns of `challenge_members`."""

    challenge_id: str
    person_id: str
    name: str
    joined_at: datetime
    place: int
    left_at: datetime | None = None
    consents: bool = False
    skips: int = 0

    @property
    def active(self) -> bool:
        return self.left_at is None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of one's own in a challenge, with what standings need of it."""

    call_id: str
    person_id: str
    person_name: str
    begun_at: datetime
    status: str
    outcome: str | None = None
    turns: int = 0
    seconds: float = 0.0
    score: int | None = None
    band: str = "none"
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Who said an input of a shared call."""

    id: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the team is to be told. See `bot.desk.challenges.news` for the kinds and their data."""

    kind: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)
    id: int = 0
    """0 until it is stored."""
    challenge_id: str = ""
    guild_id: str | None = None


@dataclass(frozen=True, slots=True)
class RaidRound:
    """One round of a raid. See the columns of `raid_rounds`."""

    number: int
    phase: str
    ends_at: datetime
    winner_id: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody would say next in a raid. See the columns of `raid_proposals`."""

    author_id: str
    author_name: str
    text: str
    proposed_at: datetime
