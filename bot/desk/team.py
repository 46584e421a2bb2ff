"""Whom Simmer knows of a server: its front is not told who is there, so that a role's members are looked for here."""

from bot.desk.desk import Desk
from bot.store import CallFilter, StoredAssignments, TeamCalls


class Team:
    """The people of servers, as far as the calls and the assignments name them."""

    def __init__(self, desk: Desk) -> None:
        self._calls = TeamCalls(desk.calls.database)
        self._assignments = StoredAssignments(desk.calls.database)

    async def known(self, guild_id: str) -> dict[str, str]:
        """Everybody who ended a call there or has an assignment: the name by the id."""
        practised = await self._calls.practisers(CallFilter(guild_id))
        return await self._assignments.members(guild_id) | {one.id: one.name for one in practised}
