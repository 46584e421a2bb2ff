"""The leaderboards as somebody may see them: the page that was asked for, their own place, and nobody's private name.

A reader sees the boards of the server where they ask, and no other: the server is the reader's own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import coaching
from bot.coaching import Board, BoardPage
from bot.customers import Customer, Difficulty
from bot.desk.board_view import Looked, Reader, chosen, page_of
from bot.desk.dates import Period, Span
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.live import Mode
from bot.desk.naming import difficulty_meant, person_meant, server_meant
from bot.desk.nearest import no_such
from bot.desk.rights import Action, Actor
from bot.store import BoardReader, Challenges, Scope, StoredChallenge
from bot.store import Boards as StoredBoards

_PERIODS = {
    Period.WEEK: "the last 7 days",
    Period.MONTH: "the last 30 days",
    Period.QUARTER: "the last 90 days",
    Period.ALL: "all time",
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which calls and which members a board is about; empty is not narrowed."""

    period: str = Period.ALL
    since: str = ""
    """A custom period's first day, as 2026-05-01 ..."""
    until: str = ""
    """... and its last, both included and both in UTC."""
    customer: str = ""
    difficulty: str = ""
    challenge: str = ""
    """The id or the name of one."""
    members: Collection[str] | None = None
    """The ids of those who bear a role; None for everybody."""
    role: str = ""
    """What that role is called."""


@dataclass(frozen=True, slots=True)
class _Days:
    """A stretch of whole days, both ends included; None is open."""

    first: date | None
    last: date | None
    says: str


class Boards:
    """The leaderboards of a desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stored = StoredBoards(desk.calls.database)
        self._challenges = Challenges(desk.calls.database)

    async def page(
        self,
        board: Board | str,
        actor: Actor,
        narrowing: Narrowing | None = None,
        number: int = 1,
        *,
        place_of: str | None = None,
    ) -> BoardPage:
        """A page of a board as `actor` may see it, with the place of `place_of` (a member's id) or their own.

        Raises:
            DeskError: there is no such board, period, customer, difficulty, challenge or page.
            RightsError: `actor` may not see boards, somebody else's place, or a challenge's standings yet.
        """
        actor.must(Action.SEE_BOARD)
        if place_of is not None and place_of != actor.id:
            actor.must(Action.SEE_NAMES)
        which, narrowing = _board(board), narrowing or Narrowing()
        days = _days(narrowing, self._desk.today())
        challenge = await self._challenge(actor, narrowing.challenge.strip())
        difficulty = str(difficulty_meant(narrowing.difficulty) or "")
        reader = Reader(place_of or actor.id, place_of in (None, actor.id), actor.may(Action.SEE_NAMES))
        wanted = narrowing.customer.strip()
        known = await self._desk.of_servers.all(actor.guild_id) if wanted else []
        async with self._stored.read(actor.guild_id) as stored:
            customer = await _customer(stored, wanted, known)
            scope = Scope("" if challenge is None else challenge.id, customer, difficulty)
            called = next((one.persona.name for one in known if one.id == customer), customer)
            says = (days.says, "" if challenge is None else challenge.name, called, difficulty, narrowing.role)
            looked = Looked(
                which,
                await stored.scope(scope),
                (days.first, days.last),
                await chosen(stored, narrowing.members, reader),
                ", ".join(filter(None, says)),
            )
            return await page_of(stored, looked, number, reader)

    async def is_named(self, guild_id: str | None, member_id: str) -> bool:
        """Whether peers read this person's name on the boards of a server."""
        async with self._stored.read(guild_id) as stored:
            return any(member.named for member in await stored.members([member_id]))

    async def name(self, actor: Actor, *, named: bool) -> None:
        """Let peers read the name of `actor` on the boards of this server, or no longer."""
        await self._stored.name(actor.guild_id, actor.id, actor.name, named=named)

    async def find(self, actor: Actor, name: str) -> tuple[str, str]:
        """Id and name of the member of the server's boards who is meant by a name or an id.

        Raises:
            DeskError: there is none of that name, or several people bear it.
            RightsError: `actor` may not know the names.
        """
        actor.must(Action.SEE_NAMES)
        async with self._stored.read(actor.guild_id) as stored:
            members = await stored.everybody()
        return person_meant("member", name, ((one.id, one.name) for one in members))

    async def server(self, guild_id: str) -> str:
        """A server that has boards.

        Raises:
            DeskError: there is none of that id.
        """
        return server_meant(guild_id, await self._stored.servers())

    async def recount(self) -> int:
        """Make all boards anew from the stored calls, with today's weights; returns how many calls count."""

        def terms(difficulty: str, mode: str) -> tuple[int, int, int]:
            found = coaching.board_terms(Difficulty(difficulty), exam=mode == Mode.EXAM)
            return found.weight, found.handicap, found.pass_mark

        return await self._stored.recount(terms)

    async def _challenge(self, actor: Actor, wanted: str) -> StoredChallenge | None:
        """The challenge that is meant by its id or its name; its standings may be hidden until it closes."""
        if not wanted:
            return None
        known = await self._challenges.of_server(actor.guild_id)
        same = [one for one in known if one.id == wanted.lower()]
        same = same or [one for one in known if one.name.casefold() == wanted.casefold()]
        if not same:
            raise DeskError(no_such("challenge", wanted, (one.name for one in known)))
        if len(same) > 1:
            ids = ", ".join(one.id for one in same)
            raise DeskError(f"Several challenges are called {wanted}; name one by its id: {ids}.")
        if same[0].terms.get("hidden") and same[0].state != "closed":
            actor.must(Action.SEE_HIDDEN_STANDINGS)
        return same[0]


def _board(word: Board | str) -> Board:
    known = {board.value: board for board in Board}
    if word.strip().lower() not in known:
        raise DeskError(no_such("board", word, known))
    return known[word.strip().lower()]


def _days(narrowing: Narrowing, now: datetime) -> _Days:
    """Whole days: the last 7 days are today and the six before."""
    span = Span.of(narrowing.period, now, since=narrowing.since, until=narrowing.until)
    if narrowing.since or narrowing.until:
        ends = (("from", narrowing.since), ("to", narrowing.until))
        says = " ".join(f"{word} {day.strip()}" for word, day in ends if day)
    else:
        says = _PERIODS[Period(narrowing.period)]
    first = None if span.since is None else span.since.date()
    if span.since is not None and span.since.time() > datetime.min.time():
        first = (span.since + timedelta(days=1)).date()
    last = None if span.until is None or span.until > now else (span.until - timedelta(microseconds=1)).date()
    return _Days(first, last, says)


async def _customer(stored: BoardReader, wanted: str, known: Sequence[Customer]) -> str:
    """The id of a customer who was played with here, or could be: a file may have been removed since."""
    if not wanted:
        return ""
    played = await stored.customers()
    if wanted in played:
        return wanted
    meant = {customer.persona.name.casefold(): customer.id for customer in known}
    meant |= {id_.casefold(): id_ for id_ in (*played, *(customer.id for customer in known))}
    if wanted.casefold() not in meant:
        raise DeskError(no_such("customer", wanted, sorted({*meant.values()})))
    return meant[wanted.casefold()]
