"""Runs the preview: the bot, its simulated Discord, and the clock that makes both keep pace with the world."""

import asyncio
import contextvars
import logging
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from simcord.backend.errors import SetupError
from simcord.env import Env
from simcord.http.routes import interactions

from bot.app import create_bot
from bot.preview.history import furnish
from bot.preview.pages import TeamPreview
from bot.preview.team import build, settle_in
from bot.settings import Settings
from bot.ui import Foreseen

_log = logging.getLogger(__name__)

_TICK = 0.2
_PATIENCE = 30.0
"""Seconds that the bot may take for one thing before SimCord takes it for stuck."""


class PortTakenError(Exception):
    """Something else listens on the port; the message is the sentence for the user."""


class SteadyEnv(Env):
    """Time moves only when the preview moves it.

    Otherwise SimCord would hold each answer to the browser back until the bot's next few seconds have passed too.
    """

    @property
    def _advancing(self) -> bool:
        return True

    @_advancing.setter
    def _advancing(self, value: bool) -> None:
        """SimCord notes here whether it advances; for us it always does."""

    def _record_error(self, error: BaseException) -> None:
        """What was answered with a plain sentence is no failure, and is not shown as one."""
        if not isinstance(getattr(error, "original", error), Foreseen.types):
            super()._record_error(error)  # type: ignore[no-untyped-call,unused-ignore]


async def serve(settings: Settings, port: int, opened: Callable[[str], None]) -> None:
    """Run the preview until Ctrl-C, or until it is ended in the browser. `opened` gets the link.

    Everything is in a temporary folder, and gone at the end; the team's own database and token are not touched.

    Raises:
        PortTakenError: the port is in use.
    """
    with tempfile.TemporaryDirectory(prefix="simmer-preview-", ignore_cleanup_errors=True) as folder, _threads():
        bot = create_bot(_apart(settings, Path(folder)))
        env = SteadyEnv(bot, check_errors=False, settle_timeout=_PATIENCE)
        env.backend.clock._epoch = datetime.now(UTC)  # noqa: SLF001 (SimCord begins at a fixed day)
        env.backend.bot_user.name = "Simmer"
        stopping = _signals()
        await env.start()
        try:
            team = build(env)
            await settle_in(bot, team)
            with env._bot_scope():  # noqa: SLF001 (an event that SimCord sends before there are channels)
                bot.dispatch("guild_join", bot.get_guild(team.guild.id))
            await env.settle()
            await furnish(bot, team)
            with env._bot_scope():  # noqa: SLF001 (as after a lost connection: the bot catches up with what has happened)
                bot.dispatch("ready")
            await env.settle()
            preview = TeamPreview(env, team.channel, team.people, port)
            try:
                await preview.__aenter__()
            except SetupError as error:
                raise PortTakenError(f"The port {port} is in use; choose another one with --port.") from error
            opened(preview.url)
            await _until_the_end(env, preview, stopping)
            await preview.close()
        finally:
            await bot.close()
            await env.shutdown()


def _apart(settings: Settings, folder: Path) -> Settings:
    """The team's settings, but no token, no address and no database of theirs."""
    return settings.model_copy(
        update={
            "discord_token": SecretStr("preview"),
            "discord_api": None,
            "sync": "auto",
            "database_url": f"sqlite+aiosqlite:///{(folder / 'simmer.db').as_posix()}",
        }
    )


async def _until_the_end(env: Env, preview: TeamPreview, stopping: asyncio.Event) -> None:
    ends = [asyncio.ensure_future(stopping.wait()), asyncio.ensure_future(preview.wait_closed())]
    pace = asyncio.ensure_future(_keep_pace(env, preview))
    await asyncio.wait([*ends, pace], return_when=asyncio.FIRST_COMPLETED)
    for task in (*ends, pace):
        task.cancel()
    done = await asyncio.gather(*ends, pace, return_exceptions=True)
    failed = done[-1]
    if isinstance(failed, Exception):
        raise failed


async def _keep_pace(env: Env, preview: TeamPreview) -> None:
    """Let as much time pass in the simulation as outside, and show what came of it."""
    loop = asyncio.get_running_loop()
    begun = loop.time() - env._virtual_time  # noqa: SLF001
    seen = (_requests(env), preview.typing())
    while True:
        await asyncio.sleep(_TICK)
        if preview.busy:
            continue
        await _let_pass(env, loop.time() - begun)
        now = (_requests(env), preview.typing())
        if now != seen and not preview.busy:
            seen = now
            preview.follow()


async def _let_pass(env: Env, until: float) -> None:
    """As SimCord lets its own timers fire: an action of the browser that begins meanwhile waits for it."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    work = env._advance_to(until, deadline)  # noqa: SLF001
    task = asyncio.get_running_loop().create_task(work, context=contextvars.Context())
    env._real_advance_task = task  # noqa: SLF001
    try:
        await asyncio.wait([task])
    finally:
        if env._real_advance_task is task:  # noqa: SLF001
            env._real_advance_task = None  # noqa: SLF001
    if task.exception() is not None:
        _log.warning("The simulation did not come to rest: %s", task.exception())


def _requests(env: Env) -> int:
    """How often the bot has changed something; that it types is no change."""
    return sum(1 for entry in env.http_requests if entry.method != "GET" and not entry.path.endswith("/typing"))


def _signals() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
            loop.add_signal_handler(number, stopping.set)
    return stopping


@contextmanager
def _threads() -> Iterator[None]:
    """SimCord 3.2.1 puts what a webhook says with `thread=` into the parent channel; Discord does not."""
    publish = interactions.bot_message  # type: ignore[attr-defined]

    def into_the_thread(ctx: Any, channel_id: int, **rest: Any) -> object:  # noqa: ANN401 (SimCord's)
        thread = ctx.params.get("thread_id") if rest.get("webhook_id") else None
        return publish(ctx, int(thread or channel_id), **rest)

    setattr(interactions, "bot_message", into_the_thread)  # noqa: B010
    try:
        yield
    finally:
        setattr(interactions, "bot_message", publish)  # noqa: B010
