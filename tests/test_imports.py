"""Imports run one way: each room may know the rooms that docs/architecture.md lists for it, and nothing else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

PACKAGE = Path(bot.__file__).parent

CALL = {"craft", "reading", "customers"}
DESK = CALL | {"call", "coaching", "store"}
MAY_KNOW: dict[str, set[str]] = {
    "craft": set(),
    "reading": {"craft"},
    "customers": {"craft"},
    "call": CALL,
    "coaching": CALL | {"call"},
    "store": {"craft"},
    "settings": set(),
    "desk": DESK,
    "rehearsal": DESK | {"desk"},
    "terminal": DESK | {"desk"},
    "ui": {"craft"},
    "features": DESK | {"desk", "ui", "settings"},
    "app": DESK | {"desk", "ui", "features", "settings"},
    "preview": DESK | {"desk", "ui", "app", "settings", "rehearsal"},
    "cli": DESK | {"desk", "terminal", "app", "settings", "rehearsal", "preview"},
    "__main__": {"cli"},
}
PURE = ("craft", "reading", "customers", "call", "coaching")
"""Rooms that know neither Discord, a database, a clock nor the process around them."""
IMPURE = {"discord", "sqlalchemy", "alembic", "aiosqlite", "asyncio", "time", "datetime", "sqlite3", "secrets"}
MAKING = {("reading", "train")}
"""Modules that make data of the project and do not run in a call."""


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if room_of(path) not in {"__init__", "shipped"}]


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every imported name with its line, also those inside functions; relative ones made absolute."""
    package = ("bot", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            for name in node.names:
                yield node.lineno, f"{module}.{name.name}"


def test_every_room_stands_in_the_table() -> None:
    assert {room_of(path) for path in modules()} <= MAY_KNOW.keys()


def test_the_table_itself_has_no_circle() -> None:
    for room, known in MAY_KNOW.items():
        for other in known:
            assert room not in MAY_KNOW[other]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    allowed = MAY_KNOW[room] | {room, "__version__"}
    wrong = [
        f"line {line}: {name}"
        for line, name in imported(path)
        if name.split(".")[0] == "bot" and name.split(".")[1] not in allowed
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if room_of(path) in PURE and (room_of(path), path.stem) not in MAKING],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_the_engine_knows_no_clock_no_database_and_no_discord(path: Path) -> None:
    wrong = [f"line {line}: {name}" for line, name in imported(path) if name.split(".")[0] in IMPURE]
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if room_of(path) in PURE],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_the_engine_never_draws_from_the_global_dice(path: Path) -> None:
    drawn = {f"random.{name}" for name in ("random", "choice", "choices", "randint", "shuffle", "seed", "uniform")}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & drawn
    assert not {name for _, name in imported(path)} & drawn
