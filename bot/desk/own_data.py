"""What is stored of a person, given out and taken away: calls with every word, marks, own settings."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

from bot.desk.errors import DeskError
from bot.store import Calls, Marks, People, TeamCustomers


class OwnData:
    """Exports and erases. Who may ask for whose is for the front to decide."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._marks = Marks(calls.database)
        self._people = People(calls.database)
        self._team_customers = TeamCustomers(calls.database)

    async def call(self, call_id: str) -> dict[str, Any]:
        """A call as JSON: what the lists show, what was said and when, what followed, what is thought of it.

        Raises:
            DeskError: it was deleted.
        """
        record = await self._calls.get(call_id)
        if record is None:
            raise DeskError(f"The call {call_id} was deleted meanwhile.")
        data: dict[str, Any] = {name: getattr(record, name) for name in record.__dataclass_fields__}
        for name in ("created_at", "started_at", "ended_at"):
            data[name] = None if data[name] is None else data[name].isoformat()
        data["inputs"] = [
            {"number": row.number, "kind": row.kind, "at": row.at, "text": row.text, "seconds": row.seconds}
            for row in await self._calls.inputs(call_id)
        ]
        data["events"] = [
            {"number": row.number, "type": row.kind} | row.data for row in await self._calls.events(call_id)
        ]
        data["marks"] = asdict(await self._marks.of(call_id))
        return data

    async def calls(self, person_id: str | None = None) -> AsyncIterator[dict[str, Any]]:
        """The calls of a person, or all, the newest first, one after the other: there may be many."""
        for record in await self._calls.latest(trainee_id=person_id):
            yield await self.call(record.id)

    async def of(self, person_id: str) -> AsyncIterator[dict[str, Any]]:
        """Everything that is kept of a person: their settings, the customers that they brought, their calls."""
        yield {"type": "settings"} | asdict(await self._people.get(person_id))
        for brought in await self._team_customers.uploaded_by(person_id):
            yield {"type": "customer"} | asdict(brought) | {"uploaded_at": brought.uploaded_at.isoformat()}
        async for call in self.calls(person_id):
            yield {"type": "call"} | call

    async def erase(self, person_id: str) -> int:
        """Delete what is kept of a person, in every server and for good; returns how many calls it was.

        What they said in a call that several played stays without their name: half of it would make no sense. So do
        the customers that they brought: those are their team's.
        """
        return await self._calls.erase(trainee_id=person_id)
