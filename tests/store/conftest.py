from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import settings
from bot.store import Calls, Database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'calls.db'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with await Database.at(url, settings.migrations()) as opened:
        yield opened


@pytest.fixture
def calls(database: Database) -> Calls:
    return Calls(database)
