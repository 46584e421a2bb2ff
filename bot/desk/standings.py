"""Where people stand: their stored scores, put before the mathematics of coaching."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot import coaching
from bot.customers import Customer, Difficulty
from bot.desk.desk import Desk
from bot.desk.naming import person_meant
from bot.desk.written_days import short_day
from bot.store import Marks, PastScore, People

SITTING = timedelta(hours=3)
"""Calls that lie closer together than this wear one out together; yesterday's hard call needs no pause today."""

_USES = {use.value: use for use in coaching.Use}  # a look-up, because a team's report makes millions of them


class Standings:
    """The progress of the people who practise: over all their calls, or over those of one server."""

    def __init__(self, desk: Desk, server: str | None = None) -> None:
        self._desk = desk
        self._server = server
        self._marks = Marks(desk.calls.database)
        self._people = People(desk.calls.database)

    async def find(self, name: str) -> tuple[str, str]:
        """Id and name of the person who is meant by a name or an id.

        Raises:
            DeskError: nobody of that name took a call, or several people bear it.
        """
        return person_meant("trainee", name, await self._marks.trainees())

    async def of(
        self, trainee_id: str, name: str, customers: Sequence[Customer] | None = None, *, dates: str = "en-GB"
    ) -> coaching.Standing:
        """The progress of a person with what suits them next; `dates` is how the days of their calls are written."""
        past = await self._marks.past(trainee_id, self._server)
        if customers is None:
            customers = await asyncio.to_thread(self._desk.customers)
        person = await self._people.get(trainee_id)
        shown = [_shown(one, dates) for one in past if not one.retry]
        suggestion = coaching.suggest([one.past for one in shown], [customer.persona for customer in customers])
        ceiling = None if person.ceiling is None else Difficulty(person.ceiling)
        return coaching.standing(name, shown, _within(suggestion, ceiling), len(past) - len(shown))

    async def nudge(self, trainee_id: str) -> str:
        """T23: a word to pause after several hard calls in one sitting; else empty."""
        since = self._desk.today() - SITTING
        return coaching.pause_nudge(
            [past_call(one) for one in await self._marks.past(trainee_id) if one.ended_at >= since]
        )


def _shown(one: PastScore, dates: str) -> coaching.ShownCall:
    return coaching.ShownCall(one.call_id, short_day(one.ended_at, dates), past_call(one), one.scored.total, one.rating)


def past_call(one: PastScore) -> coaching.PastCall:
    """A stored score as coaching takes it; what people gave for a part counts in the machine's place."""
    total, band = one.scored.total, one.scored.band
    if one.reviews and one.scored.parts:
        machine = {name: points for name, (points, _) in one.scored.parts.items()}
        total = coaching.reviewed_total(machine, [(review.part, review.score) for review in one.reviews])
        band = coaching.band_of(total)
    uses = {technique: _USES[use] for technique, use in one.scored.uses.items()}
    return coaching.PastCall(
        one.persona_id, Difficulty(one.difficulty), total, band, uses, one.scored.end_anger, one.scored.hard
    )


def _within(suggestion: coaching.Suggestion | None, ceiling: Difficulty | None) -> coaching.Suggestion | None:
    """The suggestion, no harder than the person wants to meet."""
    if suggestion is None or ceiling is None:
        return suggestion
    level = min(suggestion.difficulty, ceiling, key=list(Difficulty).index)
    return coaching.Suggestion(suggestion.persona, level, suggestion.technique)
