"""A team on a server with stored calls, for the tests of assignments and reports."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from bot import coaching
from bot.desk import Actor, Role, Trainee
from bot.store import Calls, Progress, Scored, StoredEvent, StoredInput
from tests.store.test_calls import PERSONA, record

MONDAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
HERE, ELSEWHERE = "500", "600"
TRAINER = Actor("90", "Tess", HERE, frozenset({Role.MEMBER, Role.TRAINER}))
MEMBER = Actor("11", "Ann", HERE, frozenset({Role.MEMBER}))
ANN, BEN, CY = (Trainee(id_, name, HERE) for id_, name in (("11", "Ann"), ("12", "Ben"), ("13", "Cy")))


class Shelf:
    """Puts ended calls into the store."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._number = 0

    async def put(
        self,
        who: Trainee,
        at: datetime,
        total: int | None,
        *,
        persona: str = "marta",
        difficulty: str = "normal",
        uses: Mapping[str, str] | None = None,
        from_call: str | None = None,
        events: Sequence[StoredEvent] = (),
        source: str = "",
    ) -> str:
        """A call that ended at this time; without a total it was stopped."""
        self._number += 1
        call = record(
            f"call{self._number:04}",
            created_at=at - timedelta(minutes=5),
            trainee_id=who.id,
            trainee_name=who.name,
            guild_id=who.guild_id,
            persona_id=persona,
            persona_version="v1",
            difficulty=difficulty,
            from_call=from_call,
        )
        version = type(PERSONA)(persona, "v1", source or PERSONA.source_text)
        opened = StoredEvent(1, 1, "customer", {})
        await self._calls.add(call, version, StoredInput(1, "open", 0.0), [opened], Progress(0, 0.0))
        scored = None
        if total is not None:
            parts = {"Listening": (total, 100)}
            scored = Scored(total, coaching.band_of(total), parts, uses or {}, "r1", 50, hard=False)
        outcome = "stopped" if total is None else "resolved"
        await self._calls.append(
            call.id, StoredInput(2, "end", 60.0), events, Progress(3, 60.0, outcome, total, at, scored)
        )
        return call.id


def said(turn: int, text: str, *reasons: tuple[str, int, str]) -> list[StoredEvent]:
    """A message with what it did: cause, points of anger and the words that carried it."""
    rows = [{"cause": c, "delta": d, "quote": q, "technique": "T12", "finding": ""} for c, d, q in reasons]
    number = 2 * turn
    return [
        StoredEvent(number, 2, "agent", {"at": 1.0, "turn": turn, "text": text}),
        StoredEvent(number + 1, 2, "mood", {"at": 1.0, "turn": turn, "reasons": rows}),
    ]
