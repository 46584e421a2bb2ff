"""The customers in memory: reading one file takes a tenth of a second, which a list that opens while one types lacks.

Files are looked at again when somebody starts a practice, and only those that changed are read.
"""

import asyncio
from pathlib import Path

from bot.customers import Customer
from bot.customers.loading import customer_files
from bot.desk.customer_files import in_order
from bot.desk.errors import DeskError
from bot.desk.nearest import no_such
from bot.desk.server_customers import ServerCustomers, own_first


class Roster:
    """Every customer of a folder whose file is in order, and the own ones of each server's team."""

    def __init__(self, folder: Path, of_servers: ServerCustomers) -> None:
        self._folder = folder
        self._of_servers = of_servers
        self._read: dict[Path, tuple[tuple[int, int], Customer | None]] = {}

    def all(self) -> list[Customer]:
        """Those of the files: every server can practise with them."""
        return [customer for _, customer in self._read.values() if customer is not None]

    async def at(self, guild_id: str | None) -> list[Customer]:
        """Those that a server can practise with, its team's own first."""
        return own_first(await self._of_servers.own(guild_id), self.all())

    async def get(self, persona_id: str, guild_id: str | None) -> Customer:
        """The customer of that id on a server.

        Raises:
            DeskError: there is none, or their file is not in order.
        """
        known = {customer.id: customer for customer in await self.at(guild_id)}
        if persona_id not in known:
            raise DeskError(no_such("customer", persona_id, known))
        return known[persona_id]

    async def refresh(self) -> None:
        """Look for new, changed and deleted files."""
        self._read = await asyncio.to_thread(self._again)

    def _again(self) -> dict[Path, tuple[tuple[int, int], Customer | None]]:
        found: dict[Path, tuple[tuple[int, int], Customer | None]] = {}
        for path in customer_files(self._folder):
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            before = self._read.get(path)
            found[path] = before if before and before[0] == stamp else (stamp, in_order(path))
        return found
