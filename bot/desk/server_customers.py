"""The customers that a server can practise with: its team's own, and those of the files."""

import asyncio
from collections import OrderedDict

from bot.customers import Customer, customer_from_text
from bot.desk.customer_files import CustomerFiles
from bot.store import Calls, StoreError, TeamCustomer, TeamCustomers

_KEPT = 256
"""Customers of teams that stay in memory, so that a list can open while somebody types."""


class ServerCustomers:
    """Looks customers up for a server. A team's own comes before one of the files that bears the same id."""

    def __init__(self, files: CustomerFiles, calls: Calls) -> None:
        self._files = files
        self._calls = calls
        self._stored = TeamCustomers(calls.database)
        self._read: OrderedDict[tuple[str, str], Customer] = OrderedDict()

    async def own(self, guild_id: str | None) -> list[Customer]:
        """Those that the server's team brought itself, by id."""
        if guild_id is None:
            return []
        return [await self._customer(one) for one in await self._stored.of(guild_id)]

    async def all(self, guild_id: str | None) -> list[Customer]:
        """All of them, the team's own first."""
        return own_first(await self.own(guild_id), await asyncio.to_thread(self._files.all))

    async def get(self, persona_id: str, guild_id: str | None) -> Customer:
        """The customer of that id.

        Raises:
            DeskError: there is none.
            PersonaError: there is, but the file is broken.
        """
        own = {} if guild_id is None else {one.persona_id: one for one in await self._stored.of(guild_id)}
        if persona_id in own:
            return await self._customer(own[persona_id])
        return await asyncio.to_thread(self._files.get, persona_id, besides=own)

    async def _customer(self, stored: TeamCustomer) -> Customer:
        key = stored.persona_id, stored.persona_version
        if key not in self._read:
            version = await self._calls.persona(*key)
            if version is None:
                raise StoreError(f"The customer {key[0]} at version {key[1]} is missing in the database.")
            self._read[key] = await asyncio.to_thread(customer_from_text, version.source_text, f"{key[0]}.toml")
            while len(self._read) > _KEPT:
                self._read.popitem(last=False)
        return self._read[key]


def own_first(own: list[Customer], others: list[Customer]) -> list[Customer]:
    """The customers of both, without those of the others that bear the id of an own one."""
    ids = {one.id for one in own}
    return [*own, *(one for one in others if one.id not in ids)]
