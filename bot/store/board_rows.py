"""The tables of the leaderboards: a member's calls added up day by day, so that any stretch of days is two look-ups.

For each member and each scope (everything, one customer, one difficulty, one challenge, and what these make together)
there is a row for every day with a call: the sums of all calls up to the end of that day. What happened between two
days is the difference of two rows, however many calls lie between them. All sums are whole numbers: differences are
exact.

What a call weighs is decided above; here it is only added up. Days are those of UTC.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, product
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.tables import Base, UtcDateTime

HERE = ""
"""Stands for the server in these tables where a call was played on the command line: a key has no empty parts."""
ALL = ""
"""Stands for the customer, the difficulty or the challenge of a scope that is not narrowed to one."""


class BoardMemberRow(Base):
    """Somebody who plays in a server, or has said there whether peers may read their name."""

    __tablename__ = "board_members"
    __table_args__ = (UniqueConstraint("guild_id", "member_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    guild_id: Mapped[str] = mapped_column(String(32))
    member_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    """As it was at their latest call."""
    named: Mapped[bool] = mapped_column(Boolean)
    """Peers read their name; off until they say so."""


class BoardScopeRow(Base):
    """What a board may be narrowed to. An empty part is not narrowed."""

    __tablename__ = "board_scopes"
    __table_args__ = (UniqueConstraint("guild_id", "challenge_id", "persona_id", "difficulty"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    guild_id: Mapped[str] = mapped_column(String(32))
    challenge_id: Mapped[str] = mapped_column(String(16))
    persona_id: Mapped[str] = mapped_column(String(40))
    difficulty: Mapped[str] = mapped_column(String(16))


class BoardCallRow(Base):
    """A call that counts, with all that its member's sums are made of."""

    __tablename__ = "board_calls"
    __table_args__ = (Index("ix_board_calls_member_id_ended_at", "member_id", "ended_at"),)

    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("board_members.id", ondelete="CASCADE"))
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    challenge_id: Mapped[str] = mapped_column(String(16))
    persona_id: Mapped[str] = mapped_column(String(40))
    difficulty: Mapped[str] = mapped_column(String(16))
    weight: Mapped[int] = mapped_column(Integer)
    handicap: Mapped[int] = mapped_column(Integer)
    pass_mark: Mapped[int] = mapped_column(Integer)
    score: Mapped[int] = mapped_column(Integer)
    """With what people gave for a part in the machine's place."""
    peak: Mapped[int] = mapped_column(Integer)
    settled: Mapped[bool] = mapped_column(Boolean)


class _Sums:
    """A member's calls in a scope, added up. "Weighed" is: each times the weight of its call."""

    scope_id: Mapped[int] = mapped_column(ForeignKey("board_scopes.id"), primary_key=True, autoincrement=False)
    member_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """No foreign key: a member's rows lie scattered under their scopes and are deleted scope by scope."""
    calls: Mapped[int] = mapped_column(Integer)
    weight: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[int] = mapped_column(BigInteger)
    """Scores, weighed."""
    place: Mapped[int] = mapped_column(BigInteger)
    """Places in the member's own order of calls, weighed; they begin where the stored calls begin."""
    place_squared: Mapped[int] = mapped_column(BigInteger)
    place_score: Mapped[int] = mapped_column(BigInteger)
    settled: Mapped[int] = mapped_column(BigInteger)
    """Weight of the settled calls."""
    settled_calls: Mapped[int] = mapped_column(Integer)
    peak: Mapped[int] = mapped_column(BigInteger)
    """Peaks of the settled calls, less their handicaps, weighed."""
    run: Mapped[int] = mapped_column(Integer)
    """The latest calls in a row that reached their pass mark."""


class BoardSumRow(_Sums, Base):
    """The sums from a member's first call to the end of a day with a call."""

    __tablename__ = "board_sums"
    # The scope comes first: what a board reads lies together in the file.
    __table_args__ = (PrimaryKeyConstraint("scope_id", "member_id", "day"), {"sqlite_with_rowid": False})

    day: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """`date.toordinal()`."""


class BoardTotalRow(_Sums, Base):
    """The sums of all calls of a member: their last row of `board_sums`, where it is read without looking for it."""

    __tablename__ = "board_totals"
    __table_args__ = (PrimaryKeyConstraint("scope_id", "member_id"), {"sqlite_with_rowid": False})

    day: Mapped[int] = mapped_column(Integer)
    """That of the last call."""


SUMS = ("calls", "weight", "score", "place", "place_squared", "place_score", "settled", "settled_calls", "peak")
"""What is added up."""


@dataclass(frozen=True, slots=True)
class BoardCall:
    """What counts of a call that is over."""

    weight: int
    handicap: int
    """Taken off the peak."""
    pass_mark: int
    """The score from which a call continues a run."""
    score: int
    peak: int
    settled: bool


class Scope(NamedTuple):
    """What a board is narrowed to; an empty part is not narrowed."""

    challenge_id: str = ALL
    persona_id: str = ALL
    difficulty: str = ALL


class Ranking(NamedTuple):
    """What members are ranked by. The functions make columns of the columns that `SUMS` and `run` name."""

    figure: Callable[[Any], Any]
    counted: Callable[[Any], Any]
    """How many calls of a member count; more of them come first where the figures are equal."""
    least: int
    """So many count until a member has a place."""
    lowest_first: bool


class Placed(NamedTuple):
    """A member's place. Equal figures share a rank, and the next rank is left out (1, 2, 2, 4)."""

    number: int
    """In the order of the board, from 1: by figure, then by calls, then who was there earlier."""
    rank: int
    figure: int
    calls: int
    listed: int
    """How many members have a place."""
    member: "BoardMember"


class BoardMember(NamedTuple):
    """A member as boards show them."""

    number: int
    """The one that the tables have."""
    id: str
    name: str
    named: bool
    """Peers may read the name."""


def day_sums(calls: Iterable[BoardCallRow], before: Sequence[int] | None = None) -> Iterator[tuple[int, ...]]:
    """The rows of one member in one scope, without their first two columns, from calls in the order of their ends.

    `before` is the row of the last day before them (again without member and scope), None where there is none.
    """
    sums = [0] * 10 if before is None else list(before[1:])
    for day, of_day in groupby(calls, key=lambda call: call.ended_at.toordinal()):
        for call in of_day:
            _add(sums, call)
        yield (day, *sums)


def _add(sums: list[int], call: BoardCallRow) -> None:
    """One call more; in the order of SUMS, with the run at the end."""
    weight, score = call.weight, call.score
    place = sums[0] + 1
    sums[0] = place
    sums[1] += weight
    sums[2] += weight * score
    sums[3] += weight * place
    sums[4] += weight * place * place
    sums[5] += weight * place * score
    if call.settled:
        sums[6] += weight
        sums[7] += 1
        sums[8] += weight * (call.peak - call.handicap)
    sums[9] = sums[9] + 1 if score >= call.pass_mark else 0


def scopes_of(call: BoardCallRow) -> list[Scope]:
    """Every scope that a call belongs to: four, or eight where it was played for a challenge."""
    challenges = [ALL, call.challenge_id] if call.challenge_id else [ALL]
    return [Scope(*parts) for parts in product(challenges, (ALL, call.persona_id), (ALL, call.difficulty))]
