"""Customers that a team brings itself: checked, kept for its own server, taken away again."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.customers import Customer, Finding, Severity, customer_from_text
from bot.customers.check import check_limits
from bot.customers.loading import decoded
from bot.desk.apart import examine_apart
from bot.desk.customer_files import stock_folder
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.nearest import no_such
from bot.desk.rights import Action, Actor
from bot.store import StoredAssignments, TeamCustomer, TeamCustomers

MOST_CUSTOMERS = 25
"""Of one server."""
_AT_ONCE = 2
"""Checks that run at the same time, over all servers: each takes a processor."""


class Kept(StrEnum):
    """What became of an uploaded customer."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    """As it was stored already."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was looked at: what was found, and, if it was stored, the customer."""

    findings: tuple[Finding, ...]
    customer: Customer | None = None
    kept: Kept | None = None
    """None where only a check was asked for, or the file was refused."""

    @property
    def in_order(self) -> bool:
        """Whether a call can be played with it: advice alone is no obstacle."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Removal:
    """What removing a customer would mean."""

    customer: Customer
    assignments: int
    """Running ones that ask for this customer, and can no longer be passed."""


class Uploads:
    """The customers of teams, as their trainers change them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stored = TeamCustomers(desk.calls.database)
        self._assignments = StoredAssignments(desk.calls.database)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @property
    def most_bytes(self) -> int:
        """How large a file may be."""
        return check_limits().upload.bytes

    async def check(self, actor: Actor, raw: bytes) -> Upload:
        """What is wrong with a file; nothing is stored.

        Raises:
            RightsError: they may not.
        """
        actor.must(Action.CHANGE_CUSTOMERS)
        async with self._turns:
            found = await asyncio.to_thread(examine_apart, raw, stock_folder(self._desk.personas))
        return Upload(tuple(found))

    async def upload(self, actor: Actor, raw: bytes) -> Upload:
        """Keep a customer for the actor's server, in the place of an earlier version; or refuse it with what to mend.

        Calls that go on, and stored ones, stay with the version that they began with.

        Raises:
            RightsError: they may not.
            DeskError: a customer of the files has that id, or the server has as many of its own as it may.
        """
        looked = await self.check(actor, raw)
        if not looked.in_order or actor.guild_id is None:
            return looked
        customer = await asyncio.to_thread(customer_from_text, decoded(raw, ""), "")
        own = {one.persona_id: one for one in await self._stored.of(actor.guild_id)}
        if customer.id not in own:
            await self._may_be_new(customer, own)
        before = await self._stored.keep(
            TeamCustomer(actor.guild_id, customer.id, customer.version, self._desk.today(), actor.id, actor.name),
            customer.source_text,
        )
        if before is None:
            return Upload(looked.findings, customer, Kept.NEW)
        same = before.persona_version == customer.version
        return Upload(looked.findings, customer, Kept.SAME if same else Kept.CHANGED)

    async def own(self, guild_id: str) -> dict[str, TeamCustomer]:
        """The customers that the server's team brought itself, by id."""
        return {one.persona_id: one for one in await self._stored.of(guild_id)}

    async def removal(self, actor: Actor, persona_id: str) -> Removal:
        """What removing this customer would mean; nothing is changed yet.

        Raises:
            RightsError: they may not.
            DeskError: the team has none of that id.
        """
        customer = await self._own(actor, persona_id)
        now = self._desk.today()
        asked = [
            one
            for one in await self._assignments.of_server(actor.guild_id)
            if one.withdrawn_at is None and one.due_at > now and customer.id in one.customers
        ]
        return Removal(customer, len(asked))

    async def remove(self, actor: Actor, persona_id: str) -> Customer:
        """Take a customer from the server. Calls that go on, stored ones and challenges keep their version.

        Raises:
            RightsError: they may not.
            DeskError: the team has none of that id.
        """
        customer = await self._own(actor, persona_id)
        await self._stored.remove(str(actor.guild_id), customer.id)
        return customer

    async def _own(self, actor: Actor, persona_id: str) -> Customer:
        actor.must(Action.CHANGE_CUSTOMERS)
        own = {one.id: one for one in await self._desk.of_servers.own(actor.guild_id)}
        wanted = persona_id.strip()
        if wanted in own:
            return own[wanted]
        shipped = await asyncio.to_thread(self._desk.customers)
        if any(one.id == wanted for one in shipped):
            raise DeskError(f"“{wanted}” comes with Simmer and stays; only a team's own customers can be removed.")
        if not own:
            raise DeskError("This server has no customers of its own; /persona upload brings one.")
        raise DeskError(no_such("customer of this server's own", wanted[:40], own))

    async def _may_be_new(self, customer: Customer, own: Iterable[str]) -> None:
        shipped = await asyncio.to_thread(self._desk.customers)
        if any(one.id == customer.id for one in shipped):
            raise DeskError(f"The id “{customer.id}” is that of a customer who comes with Simmer; choose another one.")
        if len(list(own)) >= MOST_CUSTOMERS:
            raise DeskError(
                f"A server has at most {MOST_CUSTOMERS} customers of its own; make room with /persona remove."
            )
