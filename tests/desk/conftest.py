import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import settings
from bot.customers import personas_dir
from bot.desk import Desk, SimulatedClock, Trainee
from bot.store import Calls, Database, upgrade

JO = Trainee("local", "Jo")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built by the migrations; each test gets a copy."""
    path = tmp_path_factory.mktemp("migrated") / "simmer.db"
    upgrade(f"sqlite+aiosqlite:///{path}", settings.migrations())
    return path


@pytest.fixture
def db_url(migrated: Path, tmp_path: Path) -> str:
    shutil.copy(migrated, tmp_path / "simmer.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'simmer.db'}"


@pytest.fixture
async def calls(db_url: str) -> AsyncIterator[Calls]:
    async with await Database.at(db_url, settings.migrations()) as database:
        yield Calls(database)


@pytest.fixture
def desk(calls: Calls) -> Desk:
    return Desk(calls, personas_dir(), clock=SimulatedClock)
