"""The connection: an engine whose writers queue up instead of losing updates, and that closes its thread.

SQLite's own defaults lose updates without a word when two tasks read, change and write (measured: ten concurrent
writers left a counter at 1). Here a writer takes the write lock when its transaction begins (BEGIN IMMEDIATE) and
readers take none; WAL lets them read meanwhile. Nothing but the database may be awaited inside a transaction.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

BUSY_SECONDS = 5
"""How long a writer waits for another one."""


class StoreError(Exception):
    """The stored data cannot be used; the message is the sentence that the user reads."""


def sqlite_path(url: str | URL) -> Path | None:
    """The file of an SQLite address; None for another kind of database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database is None:
        return None
    return Path(parsed.database)


def make_engine(url: str, *, foreign_keys: bool = True) -> AsyncEngine:
    """An engine with the pragmas and the transaction modes that the module's docstring explains.

    `foreign_keys` is off for migrations only: SQLite changes a table by rebuilding it, and with the checks on, dropping
    the old one would delete every row that refers to it (ON DELETE CASCADE).
    """
    if sqlite_path(url) is None:
        return create_async_engine(url)
    # isolation_level=None: the driver must not begin transactions of its own; the listener below does.
    engine = create_async_engine(url, connect_args={"timeout": BUSY_SECONDS, "isolation_level": None})

    @event.listens_for(engine.sync_engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:  # noqa: ANN401 (the driver's own types)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA cache_size = -32768")  # KiB; a board of a large team reads more than the usual 2 MiB
        cursor.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten, not only forgotten
        # A no-op inside a transaction, so it has its place here.
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


class Database:
    """The store's one handle. Open it with `async with Database.at(url, migrations)`, which also migrates."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._read = async_sessionmaker(self.engine.execution_options(read_only=True), expire_on_commit=False)
        self._write = async_sessionmaker(self.engine, expire_on_commit=False)

    @classmethod
    async def at(cls, url: str, migrations: Path) -> Self:
        """Bring the database up to date and open it.

        Raises:
            StoreError: it cannot be opened, or was made by a newer Simmer.
        """
        from bot.store.migrate import upgrade  # noqa: PLC0415 (that module needs this one's engine)

        await asyncio.to_thread(upgrade, url, migrations)
        return cls(url)

    async def close(self) -> None:
        """Close every connection: the driver's thread would keep the process alive."""
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A transaction that only reads; it sees one state of the database and blocks nobody."""
        with _plain_words(self.url):
            async with self._read() as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that may write: committed as a whole at its end, or not at all."""
        with _plain_words(self.url):
            async with self._write.begin() as session:
                yield session


class _plain_words:  # noqa: N801 (it reads as a statement)
    """Turns what the driver says of a broken or busy database into one sentence."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, DBAPIError) and not isinstance(error.orig, sqlite3.IntegrityError):
            raise StoreError(explain(error, self._url)) from error


def explain(error: SQLAlchemyError | sqlite3.Error, url: str) -> str:
    """One sentence for an error of the driver."""
    name = str(sqlite_path(url) or make_url(url).render_as_string(hide_password=True))
    said = str(getattr(error, "orig", None) or error)
    if "unable to open database file" in said:
        parent = Path(name).absolute().parent
        if not parent.is_dir():
            return f"The database {name} cannot be opened: there is no folder {parent}."
        return f"The database {name} cannot be opened: this user may not read or write it."
    if "locked" in said or "busy" in said:
        return f"The database {name} is held by another program for more than {BUSY_SECONDS} seconds; try again."
    if "not a database" in said:
        return f"The file {name} is not a Simmer database."
    if "readonly" in said:
        return f"The database {name} is read-only; Simmer must be able to write to it and to its folder."
    return f"The database {name} cannot be used: {said}."
