"""Makes a database of a large team by bulk inserts: a server's calls, spread over a year.

The tables are those of the migrations, and the sums are added up by the store's own `day_sums`; only the way in is
shorter. Inputs and events are left out: boards do not read them.
"""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.coaching import board_terms
from bot.customers import Difficulty
from bot.settings import migrations
from bot.store import upgrade
from bot.store.board_rows import SUMS, Scope, day_sums, scopes_of

GUILD = "900000000000000001"
MEMBERS = 2_000
CUSTOMERS = tuple(f"customer{n:02}" for n in range(1, 13))
CHALLENGES = tuple(f"cup{n:02}" for n in range(1, 21))
LAST_DAY = datetime(2026, 6, 30, tzinfo=UTC)
DAYS = 365
_SETTLED = ("resolved", "settled")
_OTHERS = ("escalated", "walked_out", "ended", "timed_out")


class Call(NamedTuple):
    """A call with the columns of `board_calls` by the same names, and what `calls` needs beside them."""

    call_id: str
    member_id: int
    ended_at: datetime
    challenge_id: str
    persona_id: str
    difficulty: str
    weight: int
    handicap: int
    pass_mark: int
    score: int
    peak: int
    settled: bool
    exam: bool
    outcome: str


def member_ids(members: int = MEMBERS) -> list[str]:
    return [str(800000000000000000 + n) for n in range(1, members + 1)]


def generate(path: Path, calls: int, *, members: int = MEMBERS, seed: int = 7) -> None:
    """Write a new database with so many calls of so many members."""
    upgrade(f"sqlite+aiosqlite:///{path}", migrations())
    dice = random.Random(seed)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        _customers(connection)
        scopes: dict[Scope, int] = {}
        made = 0
        for member, id_ in enumerate(member_ids(members), start=1):
            upto = calls * member // members
            own = sorted(_calls(dice, member, made, upto - made), key=lambda call: (call.ended_at, call.call_id))
            made = upto
            connection.execute(
                "INSERT INTO board_members VALUES (?, ?, ?, ?, ?)",
                (member, GUILD, id_, f"Member {member}", member % 3 == 0),
            )
            _store(connection, id_, own)
            _sums(connection, member, own, scopes)
        connection.executemany(
            "INSERT INTO board_scopes VALUES (?, ?, ?, ?, ?)",
            [(number, GUILD, *scope) for scope, number in scopes.items()],
        )
        for challenge in CHALLENGES:
            _challenge(connection, challenge)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode = WAL")


def _customers(connection: sqlite3.Connection) -> None:
    rows = [(customer, "v1", "", LAST_DAY.isoformat(" ")) for customer in CUSTOMERS]
    connection.executemany("INSERT INTO persona_versions VALUES (?, ?, ?, ?)", rows)


def _challenge(connection: sqlite3.Connection, challenge: str) -> None:
    at = _stored(LAST_DAY)
    values = {
        "id": challenge, "guild_id": GUILD, "kind": "tournament", "name": f"The {challenge}", "created_at": at,
        "created_by": "1", "created_by_name": "Trainer", "persona_id": CUSTOMERS[0], "persona_version": "v1",
        "difficulty": "normal", "mode": "practice", "seed": 7, "mild": 0, "terms": "{}", "state": "closed",
        "closes_at": at, "closed_because": "time", "delivered": 0, "turn_input": 0,
    }  # fmt: skip
    known = {row[1] for row in connection.execute("PRAGMA table_info(challenges)")}
    used = [name for name in values if name in known]
    marks = ", ".join("?" * len(used))
    connection.execute(
        f"INSERT INTO challenges ({', '.join(used)}) VALUES ({marks})",  # noqa: S608 (our own names)
        [values[name] for name in used],
    )


def _calls(dice: random.Random, member: int, before: int, count: int) -> Iterator[Call]:
    """A member's calls: everybody has a level of their own and grows over the year."""
    level, growth = dice.gauss(55, 12), dice.gauss(10, 8)
    for number in range(before, before + count):
        ago = dice.randrange(DAYS * 86_400)
        difficulty = dice.choice(tuple(Difficulty))
        exam = dice.random() < 0.1
        terms = board_terms(difficulty, exam=exam)
        score = max(0, min(100, round(dice.gauss(level + growth * (1 - ago / DAYS / 86_400) - terms.handicap, 14))))
        settled = dice.random() * 100 < score + 10
        yield Call(
            f"{number:08x}",
            member,
            LAST_DAY + timedelta(days=1, microseconds=-1) - timedelta(seconds=ago),
            dice.choice(CHALLENGES) if dice.random() < 0.03 else "",
            dice.choice(CUSTOMERS),
            difficulty.value,
            terms.weight,
            terms.handicap,
            terms.pass_mark,
            score,
            max(0, min(100, round(dice.gauss(85 - score / 5 + terms.handicap, 8)))),
            settled,
            exam,
            dice.choice(_SETTLED if settled else _OTHERS),
        )


def _store(connection: sqlite3.Connection, trainee: str, calls: list[Call]) -> None:
    connection.executemany(
        "INSERT INTO calls (id, created_at, started_at, ended_at, trainee_id, trainee_name, guild_id, persona_id, "
        "persona_version, difficulty, mode, seed, mild, rules, rubric, status, outcome, turns, seconds, score, "
        "challenge_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'v1', ?, ?, 7, 0, 'm', 'r', 'ended', ?, 8, 300, ?, ?)",
        [
            (
                call.call_id, at, at, at, trainee, f"Member {call.member_id}", GUILD, call.persona_id, call.difficulty,
                "exam" if call.exam else "practice", call.outcome, call.score, call.challenge_id or None,
            )
            for call in calls
            for at in [_stored(call.ended_at)]
        ],
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO scores (call_id, scored_at, rubric, total, band, parts, hard_fails, end_anger, hard) "
        "VALUES (?, ?, 'r', ?, ?, '{}', '[]', 30, 0)",
        [
            (call.call_id, _stored(call.ended_at), call.score, "bronze" if call.score >= call.pass_mark else "none")
            for call in calls
        ],
    )
    connection.executemany(
        f"INSERT INTO board_calls VALUES ({', '.join('?' * 12)})",  # noqa: S608 (our own marks)
        [(*call[:2], _stored(call.ended_at), *call[3:12]) for call in calls],
    )


def _sums(connection: sqlite3.Connection, member: int, calls: list[Call], scopes: dict[Scope, int]) -> None:
    by_scope: dict[Scope, list[Call]] = defaultdict(list)
    for call in calls:
        for scope in scopes_of(call):
            by_scope[scope].append(call)
    for table, last in (("board_sums", False), ("board_totals", True)):
        rows = []
        for scope, own in by_scope.items():
            number = scopes.setdefault(scope, len(scopes) + 1)
            sums = list(day_sums(own))
            rows += [(number, member, *row) for row in (sums[-1:] if last else sums)]
        connection.executemany(
            f"INSERT INTO {table} (scope_id, member_id, day, {', '.join(SUMS)}, run) "  # noqa: S608 (our own names)
            f"VALUES ({', '.join('?' * (len(SUMS) + 4))})",
            rows,
        )


def _stored(at: datetime) -> str:
    """As SQLAlchemy writes a time to SQLite."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")
