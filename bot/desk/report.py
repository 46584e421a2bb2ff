"""Where a team stands, for its trainers and leads: everybody's progress, their assignments, and what costs most.

The calls are read for a few people at a time and never all at once, so that a team of thousands is a stream. What a
score is worth, a trend, a strength: all of it is decided in coaching; what people gave in a review counts in the
machine's place.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot import coaching
from bot.customers import Difficulty
from bot.desk.costly import CostlyType, costly_types
from bot.desk.dates import Span
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.fulfilling import State, fulfilment
from bot.desk.judging import agreement_of
from bot.desk.live import Trainee
from bot.desk.naming import difficulty_meant, person_meant, server_meant
from bot.desk.nearest import no_such
from bot.desk.report_figures import LONG_COLUMNS, MEMBER_COLUMNS, MemberFigures, TeamReport, long_rows, member_row
from bot.desk.rights import Action, Actor
from bot.desk.spreadsheet import csv_rows
from bot.desk.standings import past_call
from bot.store import CallFilter, PastScore, Scored, StoredAssignments, StoredReview, TeamCalls

LATEST = 1000
"""Calls in which the costly sentences are looked for: the latest ones that the filters let through."""
_CALLS_AT_ONCE = 1000
_MEMBERS_AT_ONCE = 100
FORMS = ("members", "long")
"""Of the CSV: a row for each member, or a row for each figure of each member."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the report is about. Without anything: all calls of everybody."""

    span: Span = field(default_factory=Span)
    persona_id: str | None = None
    difficulty: Difficulty | None = None
    members: Sequence[Trainee] | None = None
    """Only these, for instance those who bear a role; who never practised is listed as well."""


@dataclass(frozen=True, slots=True)
class _Listed:
    id: str
    name: str
    calls: int
    last: datetime | None


class TeamReports:
    """The reports of the actor's own server; of no other one. Without a server: of this machine's command line."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._team = TeamCalls(desk.calls.database)
        self._assignments = StoredAssignments(desk.calls.database)

    async def choice(
        self,
        actor: Actor,
        span: Span | None = None,
        *,
        customer: str = "",
        difficulty: str = "",
        members: Sequence[Trainee] | None = None,
    ) -> Choice:
        """What the report is to be about, from words that people typed.

        Raises:
            DeskError: nobody here has a customer or a difficulty of that name.
        """
        actor.must(Action.SEE_TEAM_REPORT)
        level = difficulty_meant(difficulty)
        if customer:
            played = await self._team.customers(actor.guild_id)
            if customer not in played:  # one whose file is gone may have been played all the same
                await self._desk.of_servers.get(customer, actor.guild_id)
        return Choice(span or Span(), customer or None, level, members)

    async def server(self, guild_id: str) -> str:
        """A server where somebody played, for a front that is not on one.

        Raises:
            DeskError: nobody ever played in one of that id.
        """
        return server_meant(guild_id, await self._team.servers())

    async def find(self, actor: Actor, name: str) -> Trainee:
        """The member of the actor's server who is meant by a name or an id.

        Raises:
            DeskError: nobody of that name practised here, or several people bear it.
        """
        actor.must(Action.SEE_TEAM_REPORT)
        known = await self._team.practisers(CallFilter(actor.guild_id))
        id_, called = person_meant("trainee", name, ((one.id, one.name) for one in known))
        return Trainee(id_, called, actor.guild_id)

    async def members(self, actor: Actor, choice: Choice) -> AsyncIterator[MemberFigures]:
        """Everybody's figures, by name, as a stream.

        Raises:
            DeskError: the actor may not read the report.
        """
        actor.must(Action.SEE_TEAM_REPORT)
        async for portion, _ in self._portions(actor, choice):
            for figures in portion:
                yield figures

    async def read(self, actor: Actor, choice: Choice) -> TeamReport:
        """The whole report: the figures of all members, not their calls.

        Raises:
            DeskError: the actor may not read it.
        """
        actor.must(Action.SEE_TEAM_REPORT)
        members: list[MemberFigures] = []
        reviewed: list[tuple[Scored, tuple[StoredReview, ...]]] = []
        async for portion, of_them in self._portions(actor, choice):
            members += portion
            reviewed += of_them
        return TeamReport(tuple(members), agreement_of(reviewed), await self.costly(actor, choice))

    async def costly(self, actor: Actor, choice: Choice) -> tuple[CostlyType, ...]:
        """The sentence types that cost the team most often in its latest calls, with quotes that name nobody.

        Raises:
            DeskError: the actor may not read the report.
        """
        actor.must(Action.SEE_TEAM_REPORT)
        ids = None if choice.members is None else frozenset(one.id for one in choice.members)
        return await costly_types(self._team, _filter(actor, choice, ids), LATEST)

    async def csv(
        self, actor: Actor, choice: Choice, form: str = "members", *, bom: bool = False
    ) -> AsyncIterator[bytes]:
        """The figures as CSV, in pieces. `bom` puts the mark in front by which Excel knows UTF-8.

        Raises:
            DeskError: the actor may not export, or there is no such form.
        """
        actor.must(Action.SEE_TEAM_REPORT)
        actor.must(Action.EXPORT)
        if form not in FORMS:
            raise DeskError(no_such("form", form, FORMS))
        rows_of = long_rows if form == "long" else _wide
        for piece in csv_rows([LONG_COLUMNS if form == "long" else MEMBER_COLUMNS], bom=bom):
            yield piece
        async for portion, _ in self._portions(actor, choice):
            for piece in csv_rows((row for figures in portion for row in rows_of(figures)), bom=False):
                yield piece

    async def pictures(self, report: TeamReport) -> AsyncIterator[bytes]:
        """The heat map of techniques and members as PNG, page by page; each is drawn when it is asked for."""
        for page in range(1, self.picture_pages(report) + 1):
            yield await self.picture(report, page)

    def picture_pages(self, report: TeamReport) -> int:
        """How many pages the heat map has; at least one."""
        from bot.coaching.team_picture import pages_of  # noqa: PLC0415 (Pillow is slow to load)

        return pages_of(len(report.members))

    async def picture(self, report: TeamReport, page: int) -> bytes:
        """One page of the heat map, from 1.

        Raises:
            ValueError: there is no such page.
        """
        from bot.coaching.team_picture import Column, heat_map  # noqa: PLC0415 (Pillow is slow to load)

        columns = [Column(one.name, one.progress.strengths) for one in report.members]
        return await asyncio.to_thread(heat_map, columns, page)

    # -- inside

    async def _portions(
        self, actor: Actor, choice: Choice
    ) -> AsyncIterator[tuple[list[MemberFigures], list[tuple[Scored, tuple[StoredReview, ...]]]]]:
        """Some members at a time, with the chosen calls of theirs that people reviewed."""
        for portion in _portioned(await self._listed(actor, choice)):
            ids = frozenset(one.id for one in portion)
            past = await self._team.past(_filter(actor, choice, ids))
            assigned = await self._assigned(actor, choice, ids)
            # In a thread: a bot has to answer others meanwhile.
            figures = await asyncio.to_thread(_all_figures, portion, past, assigned)
            yield figures, [(one.scored, one.reviews) for calls in past.values() for one in calls if one.reviews]

    async def _listed(self, actor: Actor, choice: Choice) -> list[_Listed]:
        """Everybody who belongs in the report, by name."""
        wanted = None if choice.members is None else {one.id: one.name for one in choice.members}
        ids = None if wanted is None else frozenset(wanted)
        practised = await self._team.practisers(CallFilter(actor.guild_id, member_ids=ids))
        found = {one.id: _Listed(one.id, one.name, one.calls, one.last) for one in practised}
        others = await self._assignments.members(actor.guild_id) if wanted is None else wanted
        for id_, name in others.items():
            before = found.get(id_)
            if before is None:
                found[id_] = _Listed(id_, name, 0, None)
        return sorted(found.values(), key=lambda one: (one.name.casefold(), one.id))

    async def _assigned(self, actor: Actor, choice: Choice, ids: Collection[str]) -> dict[str, Counter[State]]:
        """How many assignments of the period each of these people has in each state."""
        now, counts = self._desk.today(), dict[str, Counter[State]]()
        found = await self._assignments.work(actor.guild_id, member_ids=ids, due_after=choice.span.since)
        for assignment, work in found:
            begun = choice.span.until is None or assignment.created_at < choice.span.until
            if begun and assignment.withdrawn_at is None:
                for one in work:
                    counts.setdefault(one.assigned.member_id, Counter())[fulfilment(assignment, one, now).state] += 1
        return counts


def _all_figures(
    portion: Sequence[_Listed], past: Mapping[str, Sequence[PastScore]], assigned: Mapping[str, Counter[State]]
) -> list[MemberFigures]:
    return [_figures(one, past.get(one.id, ()), assigned.get(one.id, Counter())) for one in portion]


def _figures(one: _Listed, past: Sequence[PastScore], assigned: Counter[State]) -> MemberFigures:
    whole = [past_call(call) for call in past if not call.retry]
    return MemberFigures(
        one.id,
        one.name,
        coaching.progress(whole),
        len(past) - len(whole),
        {state: assigned[state] for state in State},
        one.last,
    )


def _filter(actor: Actor, choice: Choice, ids: frozenset[str] | None) -> CallFilter:
    level = None if choice.difficulty is None else choice.difficulty.value
    return CallFilter(actor.guild_id, choice.span.since, choice.span.until, choice.persona_id, level, ids)


def _portioned(listed: Iterable[_Listed]) -> Iterable[list[_Listed]]:
    """As many people at a time as have some thousands of calls together."""
    portion: list[_Listed] = []
    calls = 0
    for one in listed:
        if portion and (calls + one.calls > _CALLS_AT_ONCE or len(portion) >= _MEMBERS_AT_ONCE):
            yield portion
            portion, calls = [], 0
        portion.append(one)
        calls += one.calls
    if portion:
        yield portion


def _wide(figures: MemberFigures) -> list[list[object]]:
    return [member_row(figures)]
