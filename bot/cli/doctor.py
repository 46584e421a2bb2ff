"""`simmer doctor`: what is wrong with this set-up, each with what to do about it."""

import asyncio
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

import click

from bot import __version__
from bot.cli.setting_up import open_store
from bot.customers import PersonaError, load_customer
from bot.customers.loading import customer_files
from bot.settings import Settings, SettingsError, load_settings
from bot.store import Calls, StoreError


@dataclass(frozen=True, slots=True)
class Check:
    good: bool
    text: str
    needed: bool = True
    """Whether `simmer practice` needs it."""


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Look at this set-up and say what is wrong with it."""
    wrong = False
    for check in _checks():
        mark = "ok  " if check.good else "FAIL" if check.needed else "note"
        wrong |= check.needed and not check.good
        click.echo(f"{mark}  {check.text}")
    ctx.exit(1 if wrong else 0)


def _checks() -> Iterator[Check]:
    yield Check(good=True, text=f"Simmer {__version__} on Python {platform.python_version()} ({platform.system()})")
    yield Check(
        good=True, text=", ".join(f"{name} {version(name)}" for name in ("discord.py", "SQLAlchemy", "aiosqlite"))
    )
    encoding = sys.stdout.encoding or "unknown"
    yield Check(
        good=encoding.lower().startswith("utf"),
        text=f"the console writes {encoding}; characters that it lacks are shown as ?",
        needed=False,
    )
    try:
        settings = load_settings()
    except SettingsError as error:
        yield Check(good=False, text=str(error))
        return
    yield Check(good=True, text="the settings are in order")
    yield _database(settings)
    yield from _customers(settings)
    if settings.discord_token is None:
        yield Check(good=False, text="no DISCORD_TOKEN: practising works, 'simmer run' needs one", needed=False)
    else:
        yield Check(good=True, text="there is a DISCORD_TOKEN")


def _database(settings: Settings) -> Check:
    try:
        count = asyncio.run(_count(settings))
    except StoreError as error:
        return Check(good=False, text=str(error))
    return Check(good=True, text=f"the database works and holds {count} call{'' if count == 1 else 's'}")


async def _count(settings: Settings) -> int:
    async with open_store(settings) as database:
        return await Calls(database).count()


def _customers(settings: Settings) -> Iterator[Check]:
    good = 0
    for path in customer_files(settings.personas):
        try:
            load_customer(path)
            good += 1
        except PersonaError as error:
            yield Check(good=False, text=str(error))
    yield Check(
        good=good > 0,
        text=f"{good} customer{'' if good == 1 else 's'} in {settings.personas}",
    )
