"""A simulated Discord with the real bot in it, and the people who use it.

Time stands still unless a test advances it: the customer's typing, debouncing and patience are all on one clock.
"""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest
from pydantic import SecretStr
from simcord.env import Env
from simcord.http.router import RequestContext
from simcord.http.routes import interactions

from bot import settings as bot_settings
from bot.app import SimmerBot, create_bot
from bot.settings import Settings
from bot.store import upgrade
from bot.ui import Foreseen
from tests.discord.world import World


class StillEnv(Env):
    """Nothing but `advance_time` moves the clock, so that no test depends on how fast the machine is."""

    @property
    def _advancing(self) -> bool:
        return True

    @_advancing.setter
    def _advancing(self, value: bool) -> None:
        """SimCord notes here whether it advances; for us it always does."""

    def _schedule_timer(self, *_: object) -> None:
        """No timer runs by the machine's clock beside the virtual one: a due one would never let the rest run."""

    async def _settle_internal(
        self,
        *,
        idle: float = 0.002,
        timeout: float | None = None,  # noqa: ASYNC109 (SimCord's)
        **rest: Any,  # noqa: ANN401 (SimCord's)
    ) -> None:
        """Look often whether the bot is done: most of its work is a database's, quicker than the usual 50 ms.

        SimCord gives a restarted bot five seconds whatever `settle_timeout` says; a busy machine needs more.
        """
        patience = None if timeout is None else max(timeout, self.settle_timeout)
        await super()._settle_internal(idle=idle, timeout=patience, **rest)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database built by the migrations; each test gets a copy."""
    path = tmp_path_factory.mktemp("migrated") / "simmer.db"
    upgrade(f"sqlite+aiosqlite:///{path}", bot_settings.migrations())
    return path


@pytest.fixture
def own_settings(migrated: Path, tmp_path: Path) -> Settings:
    shutil.copy(migrated, tmp_path / "simmer.db")
    return Settings(
        _env_file=None,
        discord_token=SecretStr("a.b.c"),
        database_url=f"sqlite+aiosqlite:///{tmp_path / 'simmer.db'}",
    )


@pytest.fixture
def simcord_bot(own_settings: Settings) -> SimmerBot:
    return create_bot(own_settings)


@pytest.fixture(autouse=True)
def the_same_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeds that nobody chose are drawn; in tests always the same one is."""
    monkeypatch.setattr("bot.desk.practice.new_seed", lambda: 7)


@pytest.fixture(autouse=True)
def webhooks_reach_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """SimCord 3.2.1 puts what a webhook says with `thread=` into the parent channel; Discord does not."""
    publish = interactions.bot_message  # type: ignore[attr-defined]

    def into_the_thread(ctx: RequestContext, channel_id: int, **rest: Any) -> object:  # noqa: ANN401 (SimCord's)
        thread = ctx.params.get("thread_id") if rest.get("webhook_id") else None
        return publish(ctx, int(thread or channel_id), **rest)

    monkeypatch.setattr(interactions, "bot_message", into_the_thread)


@pytest.fixture
async def env(simcord_bot: SimmerBot) -> AsyncIterator[Env]:
    env = StillEnv(simcord_bot, settle_timeout=20.0)
    await env.start()
    try:
        yield env
    finally:
        await close(env)
        await env.shutdown()
    foreseen = (*Foreseen.types, discord.Forbidden)
    wrong = [error for error in env.errors if not isinstance(getattr(error, "original", error), foreseen)]
    assert wrong == []


async def close(env: Env) -> None:
    """What the bot does itself at its end; SimCord only cancels."""
    bot = env.bot
    assert isinstance(bot, SimmerBot)
    await bot.close()


@pytest.fixture
async def world(env: Env, own_settings: Settings) -> World:
    return World(env, own_settings)
