"""Where the commands about challenges work, and for whom."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from bot.cli.setting_up import local_actor, open_desk
from bot.desk import Actor, Clock, Desk, DeskError, Role, SimulatedClock
from bot.desk.challenges import ChallengeDesk

Found = TypeVar("Found")
_LOCAL = "local:"
"""Before the name of somebody who practises at this machine beside its owner."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a command works, and for whom."""

    desk: Desk
    challenges: ChallengeDesk
    actor: Actor


def run_at(
    run: Callable[[At], Awaitable[Found]],
    name: str | None = None,
    *,
    server: str | None = None,
    clock: Callable[[float], Clock] = SimulatedClock,
) -> Found:
    """Run a command where it works; what was due by now has happened before."""

    async def inside() -> Found:
        async with open_desk(clock) as desk:
            challenges = ChallengeDesk(desk, serves=lambda guild_id: guild_id is None)
            await challenges.settle()
            for notice in await challenges.news():  # here everybody looks for themselves
                await challenges.told(notice)
            return await run(At(desk, challenges, actor_of(name, server)))

    return asyncio.run(inside())


def actor_of(name: str | None, server: str | None) -> Actor:
    """The person at this machine, who may do everything, or somebody else at it, who takes part."""
    if name is None:
        return local_actor(server)
    if server is not None:
        raise DeskError("--as names somebody at this machine; it does not go together with --server.")
    plain = " ".join(name.split())
    if not 1 <= len(plain) <= 40 or not plain.isprintable():
        raise DeskError("A name has 1 to 40 letters.")
    me = local_actor()
    if plain.casefold() == me.name.casefold():
        return me
    return Actor(f"{_LOCAL}{plain.casefold()}", plain, None, frozenset({Role.MEMBER}))
