"""`simmer run` where it cannot run: one plain sentence, and an exit code of its own for each reason."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import settings
from bot.cli.main import simmer
from bot.store import upgrade


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in settings.names():
        monkeypatch.delenv(name, raising=False)


def run() -> Result:
    return CliRunner().invoke(simmer, ["run"])


@pytest.mark.parametrize("token", [None, "", "  "])
def test_no_token(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    if token is not None:
        monkeypatch.setenv("DISCORD_TOKEN", token)
    result = run()
    assert result.exit_code == 3
    assert result.stderr.startswith("There is no DISCORD_TOKEN: put the bot's token into the file .env")
    assert result.stderr.count("\n") == 1


def test_a_database_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("SIMMER_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'simmer.db'}")
    result = run()
    assert result.exit_code == 5
    assert "there is no folder" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_database_of_a_newer_simmer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "simmer.db"
    upgrade(f"sqlite+aiosqlite:///{path}", settings.migrations())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    result = run()
    assert result.exit_code == 5
    assert "was made by a newer Simmer" in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_bot_is_built_without_connecting() -> None:
    from bot.app import create_bot  # noqa: PLC0415 (it loads discord.py, which the others do not need)

    bot = create_bot(settings.load_settings())
    assert bot.intents.message_content
    assert not bot.intents.members
    assert not bot.intents.presences
    mentions = bot.allowed_mentions
    assert mentions is not None
    assert (mentions.everyone, mentions.users, mentions.roles) == (False, False, False)


async def test_discord_is_told_who_we_are_every_five_seconds_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.app import create_bot  # noqa: PLC0415 (as above)

    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    bot = create_bot(settings.load_settings())
    monkeypatch.setattr("bot.app.asyncio.sleep", sleep)
    await bot.before_identify_hook(None, initial=True)
    await bot.before_identify_hook(None)
    assert waited[0] <= 0
    assert 0 < waited[1] <= 5
    bot._identified -= 60  # the session lasted a minute
    await bot.before_identify_hook(None)
    assert waited[2] <= 0
