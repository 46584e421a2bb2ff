"""The queries about customers that teams brought themselves."""

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.store.calls import PersonaVersion, keep_version
from bot.store.challenge_rows import ChallengeRow
from bot.store.database import Database
from bot.store.plain import columns_of, value_of
from bot.store.practices import PracticeRow
from bot.store.tables import CallRow, PersonaVersionRow
from bot.store.team_customer_rows import TeamCustomer, TeamCustomerRow

_REFERRING = (TeamCustomerRow, CallRow, ChallengeRow, PracticeRow)
"""What is played, or may be, with a version of a customer's file."""


class TeamCustomers:
    """The stored customers of teams."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, guild_id: str) -> list[TeamCustomer]:
        """Those of a server, by id."""
        return await self._where(TeamCustomerRow.guild_id == guild_id)

    async def uploaded_by(self, person_id: str) -> list[TeamCustomer]:
        """Those that a person brought, in all servers."""
        return await self._where(TeamCustomerRow.uploaded_by == person_id)

    async def keep(self, customer: TeamCustomer, source_text: str) -> TeamCustomer | None:
        """Store a customer in the place of an earlier version, which is returned."""
        async with self._database.write() as session:
            version = PersonaVersion(customer.persona_id, customer.persona_version, source_text)
            await keep_version(session, version, customer.uploaded_at)
            row = await session.get(TeamCustomerRow, (customer.guild_id, customer.persona_id))
            before = None if row is None else value_of(TeamCustomer, row)
            await session.merge(TeamCustomerRow(**columns_of(customer)))
            await session.flush()
            if before is not None:
                await _drop_unused(session, before)
            return before

    async def remove(self, guild_id: str, persona_id: str) -> bool:
        """Take a customer from a server; False if it had none of that id. What was played with it stays."""
        async with self._database.write() as session:
            row = await session.get(TeamCustomerRow, (guild_id, persona_id))
            if row is None:
                return False
            before = value_of(TeamCustomer, row)
            await session.delete(row)
            await session.flush()
            await _drop_unused(session, before)
            return True

    async def _where(self, which: ColumnElement[bool]) -> list[TeamCustomer]:
        query = select(TeamCustomerRow).where(which).order_by(TeamCustomerRow.guild_id, TeamCustomerRow.persona_id)
        async with self._database.read() as session:
            return [value_of(TeamCustomer, row) for row in await session.scalars(query)]


async def _drop_unused(session: AsyncSession, customer: TeamCustomer) -> None:
    """Delete the text of a version that nobody plays, played or is about to play."""
    id_, version = customer.persona_id, customer.persona_version
    used = [exists().where(and_(rows.persona_id == id_, rows.persona_version == version)) for rows in _REFERRING]
    await session.execute(
        delete(PersonaVersionRow).where(
            PersonaVersionRow.persona_id == id_, PersonaVersionRow.version == version, *(~one for one in used)
        )
    )
