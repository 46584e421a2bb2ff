"""Who bears which role. Discord tells a bot without the list of all members only about those it is asked for by id.

So the people whom Simmer knows of a server are asked for, in portions, and everybody whose interaction comes by tells
their roles with it.
"""

import asyncio
from dataclasses import dataclass, field

import discord

from bot.desk import Trainee
from bot.desk.team import Team
from bot.ui import Refusal

_PORTION = 100
"""Members that Discord tells of at once."""
_FRESH = 600.0
"""Seconds for which an answer of Discord's is used."""


@dataclass(slots=True)
class _Seen:
    name: str
    roles: frozenset[int]


@dataclass(slots=True)
class _Roll:
    """What is known of a server's people."""

    people: dict[str, _Seen] = field(default_factory=dict)
    fresh_until: float = float("-inf")
    """On the loop's clock."""
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Members:
    """The people of all servers, with their roles."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._rolls: dict[int, _Roll] = {}

    def note(self, member: discord.Member) -> None:
        """Somebody came by; what they bear now is known without asking."""
        self._rolls.setdefault(member.guild.id, _Roll()).people[str(member.id)] = _seen(member)

    async def bearing(self, role: discord.Role) -> list[Trainee]:
        """Those who bear the role, by name, as far as Simmer knows them.

        It knows who practised, who has an assignment, and who used a command since the start.

        Raises:
            Refusal: Discord did not answer.
        """
        roll = await self._roll(role.guild)
        bear = [(seen.name, id_) for id_, seen in roll.people.items() if role.id in seen.roles]
        return [Trainee(id_, name, str(role.guild.id)) for name, id_ in sorted(bear)]

    async def _roll(self, guild: discord.Guild) -> _Roll:
        roll = self._rolls.setdefault(guild.id, _Roll())
        async with roll.asking:
            now = asyncio.get_running_loop().time()
            if roll.fresh_until <= now:
                roll.people = await self._asked(guild, roll)
                roll.fresh_until = now + _FRESH
        return roll

    async def _asked(self, guild: discord.Guild, roll: _Roll) -> dict[str, _Seen]:
        ids = [int(id_) for id_ in (await self._team.known(str(guild.id))) | roll.people if id_.isdecimal()]
        found: dict[str, _Seen] = {}
        try:
            for start in range(0, len(ids), _PORTION):
                portion = ids[start : start + _PORTION]
                for member in await guild.query_members(user_ids=portion, limit=_PORTION, cache=False):
                    found[str(member.id)] = _seen(member)
        except TimeoutError:
            raise Refusal("Discord did not say in time who bears this role; try again in a minute.") from None
        return found


def _seen(member: discord.Member) -> _Seen:
    return _Seen(member.display_name, frozenset(role.id for role in member.roles))
