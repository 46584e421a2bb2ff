"""Brings a database to the newest schema, with a copy of the file first; and copies a database in use.

Run at every start: the usual case, nothing to do, is one query and does not even load Alembic. Everything here is
synchronous and meant for a worker thread, because Alembic is.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from bot.store.database import BUSY_SECONDS, StoreError, explain, sqlite_path
from bot.store.tables import SCHEMA

if TYPE_CHECKING:
    from alembic.config import Config


def current_revision(url: str) -> str | None:
    """The schema of an SQLite file; None when it is new or not SQLite."""
    path = sqlite_path(url)
    if path is None or not path.exists():
        return None
    with _plain_words(url), _connection(path) as connection:
        return _revision(connection)


def upgrade(url: str, migrations: Path, target: str = "head") -> Path | None:
    """Migrate the database at `url` and return the copy that was made of it before, if there was anything to lose.

    Raises:
        StoreError: it cannot be opened, or was made by a newer Simmer.
    """
    path = sqlite_path(url)
    if path is not None:
        with _plain_words(url), _connection(path) as connection:
            revision = _revision(connection)
            foreign = bool(_tables(connection)) and "alembic_version" not in _tables(connection)
        if revision == SCHEMA and target == "head":
            return None
        if foreign:
            raise StoreError(f"The file {path} is a database of another program; Simmer does not touch it.")
    return _migrate(url, migrations, target, path)


def downgrade(url: str, migrations: Path, target: str) -> None:
    """Undo migrations down to `target` ('base' for all). For developers and tests; data of dropped columns is lost."""
    from alembic import command  # noqa: PLC0415 (slow to load, rarely needed)

    with _plain_words(url):
        command.downgrade(_config(url, migrations), target)


def backup(url: str, target: Path) -> Path:
    """Write a complete, consistent copy of an SQLite database, also while it is in use (WAL keeps data in three files).

    Raises:
        StoreError: it is not SQLite, does not exist, or the target does.
    """
    path = sqlite_path(url)
    if path is None:
        raise StoreError("Only SQLite databases are copied by Simmer; for PostgreSQL use pg_dump.")
    if not path.exists():
        raise StoreError(f"There is no database {path} yet, so there is nothing to copy.")
    if target.exists():
        raise StoreError(f"The file {target} exists already; choose another name.")
    if not target.absolute().parent.is_dir():
        raise StoreError(f"There is no folder {target.absolute().parent}.")
    with _plain_words(url), _connection(path) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    return target


def _migrate(url: str, migrations: Path, target: str, path: Path | None) -> Path | None:
    from alembic import command  # noqa: PLC0415 (slow to load, rarely needed)
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = _config(url, migrations)
    copy: Path | None = None
    if path is not None:
        with _plain_words(url), _connection(path) as connection:
            revision = _revision(connection)
        if revision is not None:
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if revision not in known:
                raise StoreError(
                    f"The database {path} was made by a newer Simmer (schema {revision}; this one knows {SCHEMA}): "
                    "update Simmer, or name another database in SIMMER_DATABASE_URL."
                )
            copy = backup(url, _free_name(path, revision))
    with _plain_words(url):
        command.upgrade(config, target)
    return copy


def _config(url: str, migrations: Path) -> "Config":
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["url"] = url  # not an option of the file: a password may hold a %
    return config


def _free_name(path: Path, revision: str) -> Path:
    name = path.with_name(f"{path.name}.before-{SCHEMA}-from-{revision}")
    number = 1
    while name.exists():
        number += 1
        name = path.with_name(f"{path.name}.before-{SCHEMA}-from-{revision}-{number}")
    return name


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        yield connection


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in rows}


def _revision(connection: sqlite3.Connection) -> str | None:
    if "alembic_version" not in _tables(connection):
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


@contextmanager
def _plain_words(url: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, SQLAlchemyError) as error:
        raise StoreError(explain(error, url)) from error
