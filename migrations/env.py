"""Runs the migrations, in one transaction, on a connection without foreign-key enforcement.

SQLite changes a table by rebuilding it. With foreign_keys ON, dropping the old table deletes every row that refers to
it by ON DELETE CASCADE; the pragma cannot be changed inside a transaction. So the engine is made with the checks off,
and PRAGMA foreign_key_check proves afterwards, before the commit, that nothing points nowhere.
"""

import asyncio

from alembic import context
from sqlalchemy import Connection

from bot.settings import load_settings
from bot.store.database import make_engine
from bot.store.tables import Base


def migrate(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        transactional_ddl=True,  # SQLite can; our engine begins real transactions
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if lost:
                raise RuntimeError(f"the migration would leave rows that point nowhere: {lost[:5]}")


async def run() -> None:
    url = context.config.attributes.get("url") or load_settings().database_url
    engine = make_engine(url, foreign_keys=False)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(migrate)
    finally:
        await engine.dispose()


if context.is_offline_mode():
    raise SystemExit("Simmer's migrations need the database; there is no offline mode.")
asyncio.run(run())
