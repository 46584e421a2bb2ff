import asyncio
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot import settings
from bot.store import Calls, Database, StoreError, backup, current_revision, upgrade
from bot.store.migrate import _config, downgrade
from bot.store.tables import SCHEMA, Base
from tests.store.test_calls import OPEN, add

MIGRATIONS = settings.migrations()


async def test_the_database_has_its_pragmas(database: Database) -> None:
    async with database.read() as session:
        answers = [
            (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "secure_delete", "busy_timeout")
        ]
    assert answers == ["wal", 1, 1, 1, 5000]


async def test_the_migrations_build_what_the_tables_say(database: Database) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), Base.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


def test_the_newest_migration_is_the_one_that_the_start_expects(url: str) -> None:
    script = ScriptDirectory.from_config(_config(url, MIGRATIONS))
    assert script.get_current_head() == SCHEMA
    upgrade(url, MIGRATIONS)
    assert current_revision(url) == SCHEMA


async def test_migrations_go_up_down_and_up_again_with_rows_in_the_tables(url: str) -> None:
    script = ScriptDirectory.from_config(_config(url, MIGRATIONS))
    async with await Database.at(url, MIGRATIONS) as database:
        await add(Calls(database))
    revisions = [revision.revision for revision in script.walk_revisions()]
    for revision in [*revisions[1:], "base"]:
        await asyncio.to_thread(downgrade, url, MIGRATIONS, revision)
    async with await Database.at(url, MIGRATIONS) as database:
        assert await Calls(database).count() == 0
        await add(Calls(database))
        assert await Calls(database).inputs("abc234") == [OPEN]


async def test_rebuilding_a_parent_table_keeps_the_rows_that_refer_to_it(url: str, tmp_path: Path) -> None:
    """Pain 14: with foreign_keys ON, a batch rebuild of `calls` would empty inputs and events."""
    async with await Database.at(url, MIGRATIONS) as database:
        await add(Calls(database))
    folder = _with_migration(
        tmp_path,
        "with op.batch_alter_table('calls', recreate='always') as batch:\n"
        "    batch.add_column(sa.Column('colour', sa.String(8)))",
        "with op.batch_alter_table('calls', recreate='always') as batch:\n    batch.drop_column('colour')",
    )
    copy = await asyncio.to_thread(upgrade, url, folder, "9999")
    assert copy is not None
    async with Database(url) as database:
        assert await Calls(database).inputs("abc234") == [OPEN]
        assert len(await Calls(database).events("abc234")) == 1
    await asyncio.to_thread(downgrade, url, folder, SCHEMA)
    async with await Database.at(url, MIGRATIONS) as database:
        assert await Calls(database).inputs("abc234") == [OPEN]
    assert _count(copy, "inputs") == 1


async def test_a_migration_that_leaves_rows_pointing_nowhere_is_undone(url: str, tmp_path: Path) -> None:
    async with await Database.at(url, MIGRATIONS) as database:
        await add(Calls(database))
    folder = _with_migration(tmp_path, "op.execute('DELETE FROM calls')", "pass")
    with pytest.raises(RuntimeError, match="point nowhere"):
        await asyncio.to_thread(upgrade, url, folder, "9999")
    async with await Database.at(url, MIGRATIONS) as database:
        assert await Calls(database).count() == 1


def _with_migration(tmp_path: Path, up: str, down: str) -> Path:
    """A copy of the migrations with one more, 9999, after the newest."""
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    lines = [
        "import sqlalchemy as sa",
        "from alembic import op",
        f"revision, down_revision, branch_labels, depends_on = '9999', '{SCHEMA}', None, None",
        "def upgrade():",
        *(f"    {line}" for line in up.splitlines()),
        "def downgrade():",
        *(f"    {line}" for line in down.splitlines()),
    ]
    (folder / "versions" / "9999_trial.py").write_text("\n".join(lines), encoding="utf-8")
    return folder


def _count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
    finally:
        connection.close()


def test_nothing_to_migrate_does_not_even_load_alembic(url: str) -> None:
    upgrade(url, MIGRATIONS)
    code = (
        "import sys; from pathlib import Path; from bot.store import upgrade; "
        f"assert upgrade({url!r}, Path({str(MIGRATIONS)!r})) is None; "
        "assert 'alembic' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=20)  # noqa: S603 (our own code)


def test_a_database_of_a_newer_simmer_is_named_and_left_alone(url: str, tmp_path: Path) -> None:
    upgrade(url, MIGRATIONS)
    connection = sqlite3.connect(tmp_path / "calls.db")
    connection.execute("UPDATE alembic_version SET version_num = '8888'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match=r"newer Simmer \(schema 8888; this one knows"):
        upgrade(url, MIGRATIONS)
    assert current_revision(url) == "8888"
    assert list(tmp_path.glob("*.before-*")) == []


def test_a_database_of_another_program_is_left_alone(url: str, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "calls.db")
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="another program"):
        upgrade(url, MIGRATIONS)


def test_a_file_that_is_no_database_is_one_sentence(url: str, tmp_path: Path) -> None:
    (tmp_path / "calls.db").write_bytes(b"hello, I am a text file, and quite a long one at that" * 40)
    with pytest.raises(StoreError, match="is not a Simmer database"):
        upgrade(url, MIGRATIONS)


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no folder"):
        upgrade(f"sqlite+aiosqlite:///{tmp_path / 'no' / 'x.db'}", MIGRATIONS)


async def test_a_backup_of_a_database_in_use_holds_what_was_committed(calls: Calls, url: str, tmp_path: Path) -> None:
    await add(calls)
    copy = backup(url, tmp_path / "copy.db")
    assert _count(copy, "calls") == 1
    with pytest.raises(StoreError, match="exists already"):
        backup(url, tmp_path / "copy.db")


def test_two_processes_may_start_on_a_new_file_at_once(url: str) -> None:
    code = f"from pathlib import Path; from bot.store import upgrade; upgrade({url!r}, Path({str(MIGRATIONS)!r}))"
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(2)]  # noqa: S603 (our own code)
    assert [process.wait(30) for process in running] == [0, 0]
    assert current_revision(url) == SCHEMA


def test_the_process_exits_when_the_database_was_closed(url: str) -> None:
    code = (
        "import asyncio; from pathlib import Path; from bot.store import Calls, Database\n"
        "async def main():\n"
        f"    async with await Database.at({url!r}, Path({str(MIGRATIONS)!r})) as database:\n"
        "        await Calls(database).count()\n"
        "asyncio.run(main())\n"
    )
    subprocess.run([sys.executable, "-X", "dev", "-c", code], check=True, timeout=20)  # noqa: S603 (our own code)


def test_postgresql_stays_possible() -> None:
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415
    from sqlalchemy.schema import CreateTable  # noqa: PLC0415

    for table in Base.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
