"""Leaderboards: which calls count, and each member's sums day by day; the challenge that a call was played for.

Calls that ended before count as they would have then: with their difficulty, mode, score, reviews, outcome and the
highest anger among their events.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby, product
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WEIGHTS = {"easy": 2, "normal": 3, "hard": 4, "extreme": 5}
HANDICAPS = {"easy": -12, "normal": 0, "hard": 7, "extreme": 14}
EXAM, PASS_MARK = 2, 50
"""As they were when this was written."""

SUMS = ("calls", "weight", "score", "place", "place_squared", "place_score", "settled", "settled_calls", "peak", "run")


def upgrade() -> None:
    op.add_column("calls", sa.Column("challenge_id", sa.String(16), nullable=True))
    op.create_index("ix_calls_challenge_id", "calls", ["challenge_id"])
    members = op.create_table(
        "board_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guild_id", sa.String(32), nullable=False),
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_members"),
        sa.UniqueConstraint("guild_id", "member_id", name="uq_board_members_guild_id"),
    )
    scopes = op.create_table(
        "board_scopes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("guild_id", sa.String(32), nullable=False),
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_scopes"),
        sa.UniqueConstraint(
            "guild_id", "challenge_id", "persona_id", "difficulty", name="uq_board_scopes_guild_id"
        ),
    )
    calls = op.create_table(
        "board_calls",
        sa.Column("call_id", sa.String(16), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("challenge_id", sa.String(16), nullable=False),
        sa.Column("persona_id", sa.String(40), nullable=False),
        sa.Column("difficulty", sa.String(16), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("handicap", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("peak", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name="fk_board_calls_call_id_calls", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_id"], ["board_members.id"], name="fk_board_calls_member_id_board_members", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_id", name="pk_board_calls"),
    )
    op.create_index("ix_board_calls_member_id_ended_at", "board_calls", ["member_id", "ended_at"])
    sums = op.create_table(
        "board_sums",
        *_sums_columns("board_sums"),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "member_id", "day", name="pk_board_sums"),
        sqlite_with_rowid=False,
    )
    totals = op.create_table(
        "board_totals",
        *_sums_columns("board_totals"),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "member_id", name="pk_board_totals"),
        sqlite_with_rowid=False,
    )
    _count_old_calls(op.get_bind(), members, scopes, calls, (sums, totals))


def _sums_columns(table: str) -> list[Any]:
    return [
        sa.Column("scope_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("place_squared", sa.BigInteger(), nullable=False),
        sa.Column("place_score", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), nullable=False),
        sa.Column("settled_calls", sa.Integer(), nullable=False),
        sa.Column("peak", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scope_id"], ["board_scopes.id"], name=f"fk_{table}_scope_id_board_scopes"),
    ]


def _count_old_calls(
    connection: sa.Connection, members: sa.Table, scopes: sa.Table, calls: sa.Table, sums: tuple[sa.Table, sa.Table]
) -> None:
    """A member at a time: a large database must not have to stand in memory."""
    ended = sa.table(
        "calls",
        *(sa.column(name) for name in ("id", "trainee_id", "trainee_name", "guild_id", "persona_id", "difficulty")),
        *(sa.column(name) for name in ("mode", "outcome", "from_call")),
    )
    scored = sa.table(
        "scores",
        sa.column("call_id"),
        sa.column("scored_at", sa.DateTime(timezone=True)),
        sa.column("total"),
        sa.column("parts", sa.JSON()),
        sa.column("end_anger"),
    )
    counting = sa.select(ended, scored).join(scored, scored.c.call_id == ended.c.id).where(ended.c.from_call.is_(None))
    people = connection.execute(
        sa.select(ended.c.guild_id, ended.c.trainee_id, sa.func.min(scored.c.scored_at).label("first"))
        .join(scored, scored.c.call_id == ended.c.id)
        .where(ended.c.from_call.is_(None))
        .group_by(ended.c.guild_id, ended.c.trainee_id)
        .order_by("first", ended.c.trainee_id)
    ).all()
    numbers: dict[tuple[str, ...], int] = {}
    for member, (guild, trainee, _) in enumerate(people, start=1):
        of_server = ended.c.guild_id.is_(None) if guild is None else ended.c.guild_id == guild
        rows = connection.execute(
            counting.where(of_server, ended.c.trainee_id == trainee).order_by(scored.c.scored_at, ended.c.id)
        ).all()
        ids = [row.id for row in rows]
        peaks, reviews = _peaks(connection, ids), _reviews(connection, ids)
        connection.execute(
            sa.insert(members),
            {"id": member, "guild_id": guild or "", "member_id": trainee, "name": rows[-1].trainee_name, "named": False},
        )
        counted = [_counted(row, member, peaks, reviews) for row in rows]
        connection.execute(sa.insert(calls), counted)
        for scope, own in _by_scope(guild or "", counted):
            if scope not in numbers:
                numbers[scope] = len(numbers) + 1
                names = ("guild_id", "challenge_id", "persona_id", "difficulty")
                connection.execute(sa.insert(scopes), {"id": numbers[scope], **dict(zip(names, scope, strict=True))})
            rows = list(_sums(member, numbers[scope], own))
            for table, values in zip(sums, (rows, rows[-1:]), strict=True):
                connection.execute(sa.insert(table), values)
    if connection.dialect.name == "postgresql":  # rows with given numbers do not move the counters
        for table in ("board_members", "board_scopes"):
            connection.execute(
                sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)")
            )


def _portions(ids: list[str], size: int = 200) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _peaks(connection: sa.Connection, ids: list[str]) -> dict[str, int]:
    """The highest anger after a message or a wait."""
    events = sa.table("events", sa.column("call_id"), sa.column("kind"), sa.column("data", sa.JSON()))
    peaks: dict[str, int] = {}
    for some in _portions(ids):
        query = sa.select(events.c.call_id, events.c.data).where(events.c.call_id.in_(some), events.c.kind == "mood")
        for call_id, data in connection.execute(query):
            peaks[call_id] = max(peaks.get(call_id, 0), int(data["after"]["anger"]))
    return peaks


def _reviews(connection: sa.Connection, ids: list[str]) -> dict[str, dict[str, int]]:
    """What reviewers gave for each part; the last one counts."""
    given = sa.table(
        "part_reviews", *(sa.column(name) for name in ("call_id", "part", "reviewer_id", "score", "reviewed_at"))
    )
    reviews: dict[str, dict[str, int]] = {}
    for some in _portions(ids):
        query = sa.select(given).where(given.c.call_id.in_(some))
        for row in connection.execute(query.order_by(given.c.reviewed_at, given.c.reviewer_id, given.c.part)):
            reviews.setdefault(row.call_id, {})[row.part] = row.score
    return reviews


def _counted(
    row: Any, member: int, peaks: dict[str, int], reviews: dict[str, dict[str, int]]
) -> dict[str, Any]:
    machine = {name: int(points) for name, (points, _) in row.parts.items()}
    given = {part: score for part, score in reviews.get(row.id, {}).items() if part in machine}
    at: datetime = row.scored_at
    return {
        "call_id": row.id,
        "member_id": member,
        "ended_at": at if at.tzinfo is None else at.astimezone(UTC),
        "challenge_id": "",
        "persona_id": row.persona_id,
        "difficulty": row.difficulty,
        "weight": WEIGHTS[row.difficulty] * (EXAM if row.mode == "exam" else 1),
        "handicap": HANDICAPS[row.difficulty],
        "pass_mark": PASS_MARK,
        "score": sum((machine | given).values()) if given else row.total,
        "peak": peaks.get(row.id, row.end_anger),
        "settled": row.outcome in ("resolved", "settled"),
    }


def _by_scope(guild: str, counted: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for call in counted:
        for persona, difficulty in product(("", call["persona_id"]), ("", call["difficulty"])):
            found.setdefault((guild, "", persona, difficulty), []).append(call)
    yield from found.items()


def _sums(member: int, scope: int, counted: list[dict[str, Any]]) -> Iterator[dict[str, int]]:
    sums = dict.fromkeys(SUMS, 0)
    for day, of_day in groupby(counted, key=lambda call: call["ended_at"].toordinal()):
        for call in of_day:
            weight, score, place = call["weight"], call["score"], sums["calls"] + 1
            sums["calls"] = place
            sums["weight"] += weight
            sums["score"] += weight * score
            sums["place"] += weight * place
            sums["place_squared"] += weight * place * place
            sums["place_score"] += weight * place * score
            if call["settled"]:
                sums["settled"] += weight
                sums["settled_calls"] += 1
                sums["peak"] += weight * (call["peak"] - call["handicap"])
            sums["run"] = sums["run"] + 1 if score >= call["pass_mark"] else 0
        yield {"member_id": member, "scope_id": scope, "day": day, **sums}


def downgrade() -> None:
    op.drop_table("board_totals")
    op.drop_table("board_sums")
    op.drop_index("ix_board_calls_member_id_ended_at", table_name="board_calls")
    op.drop_table("board_calls")
    op.drop_table("board_scopes")
    op.drop_table("board_members")
    op.drop_index("ix_calls_challenge_id", table_name="calls")
    with op.batch_alter_table("calls") as batch:
        batch.drop_column("challenge_id")
