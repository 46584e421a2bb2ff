"""What commands need before they can begin: settings, the open store, the desk."""

import getpass
import logging
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.desk import Actor, Clock, Desk, RealClock, Role, Trainee
from bot.settings import Settings, load_settings, migrations
from bot.store import Calls, Database


def local_trainee() -> Trainee:
    """The person at this machine."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a container without a user database
        name = "trainee"
    return Trainee("local", name)


def local_actor(server: str | None = None) -> Actor:
    """The person at this machine, whose database it is, in a server or among the calls of the command line."""
    me = local_trainee()
    return Actor(me.id, me.name, server, frozenset({Role.MANAGER}))


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Database]:
    logging.basicConfig(level=settings.log_level, stream=sys.stderr)
    async with await Database.at(settings.database_url, migrations()) as database:
        yield database


@asynccontextmanager
async def open_desk(
    clock: Callable[[float], Clock] = RealClock, settings: Settings | None = None
) -> AsyncIterator[Desk]:
    settings = settings or load_settings()
    async with open_store(settings) as database:
        yield Desk(Calls(database), settings.personas, clock=clock)
