"""A board through the eyes of a reader: whose names they read, the page, their own place with the neighbours."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot import coaching
from bot.coaching import Board, BoardLine, BoardPage
from bot.desk.errors import DeskError
from bot.store import BoardMember, BoardReader, Placed, Ranking


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks, and whose place is looked for."""

    id: str
    """Whose place."""
    own: bool
    """It is their own."""
    names: bool
    """They read every name: a trainer or a lead."""

    def hidden(self, member: BoardMember) -> bool:
        """Whether this member's name is kept from them."""
        return not (self.names or member.named or (self.own and member.id == self.id))


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at: which board, over which calls, among whom."""

    board: Board
    scope: int | None
    """None where no call belongs to what the board is narrowed to."""
    days: tuple[date | None, date | None]
    members: Collection[int] | None
    narrowed: str

    @property
    def ranking(self) -> Ranking:
        """The rules of coaching, as the store ranks by them."""
        return Ranking(
            partial(coaching.figure, self.board),
            partial(coaching.counted_calls, self.board),
            coaching.board_rules().least_calls,
            coaching.lowest_first(self.board),
        )


async def chosen(stored: BoardReader, wanted: Collection[str] | None, reader: Reader) -> list[int] | None:
    """The numbers of the members who bear a role; None for everybody.

    A role that only one or two private people bear would tell peers who the unnamed colleagues are; these are left out
    for them.
    """
    if wanted is None:
        return None
    members = await stored.members(wanted)
    private = {member.number for member in members if reader.hidden(member)}
    if len(private) >= coaching.board_rules().least_private:
        private = set()
    return [member.number for member in members if member.number not in private]


async def page_of(stored: BoardReader, looked: Looked, number: int, reader: Reader) -> BoardPage:
    """The page of that number.

    Raises:
        DeskError: there is none.
    """
    rules = coaching.board_rules()
    first, last = (number - 1) * rules.page + 1, number * rules.page
    places: list[Placed] = []
    if looked.scope is not None and number > 0:
        wanted = (first, last, reader.id, rules.neighbours)
        places = await stored.placed(looked.scope, looked.days, looked.ranking, wanted, looked.members)
    here = [place for place in places if first <= place.number <= last]
    if not here and number != 1:
        pages = (await page_of(stored, looked, 1, reader)).pages
        raise DeskError(f"There is no page {number}; this board has {pages}.")
    listed = here[0].listed if here else 0
    own = next((place for place in places if place.member.id == reader.id), None)
    near = [p for p in places if own is not None and abs(p.number - own.number) <= rules.neighbours]
    me = next(iter(await stored.members([reader.id])), None)
    line = partial(_line, looked.board, reader)
    words = rules.words[looked.board]
    return BoardPage(
        board=looked.board,
        title=words.title,
        about=words.figure,
        narrowed=looked.narrowed,
        lines=tuple(map(line, here)),
        page=number,
        pages=max(1, -(-listed // rules.page)),
        listed=listed,
        own=None if own is None else line(own),
        around=() if own in here else tuple(map(line, near)),
        missing="" if own is not None else await _missing(stored, looked, reader, me),
        named=me is not None and me.named,
    )


def _line(board: Board, reader: Reader, placed: Placed) -> BoardLine:
    member, hidden = placed.member, reader.hidden(placed.member)
    return BoardLine(
        placed.rank,
        coaching.COLLEAGUE if hidden else member.name,
        coaching.figure_text(board, placed.figure),
        placed.figure,
        placed.calls,
        own=member.id == reader.id,
        private=not member.named,
        member_id=None if hidden else member.id,
    )


async def _missing(stored: BoardReader, looked: Looked, reader: Reader, member: BoardMember | None) -> str:
    """Why the one whose place is looked for has none."""
    calls = 0
    if member is not None and looked.scope is not None:
        calls = await stored.counted(looked.scope, looked.days, looked.ranking, member.number)
    who = "You have" if reader.own else f"{reader.id if member is None else member.name} has"
    least = coaching.board_rules().least_calls
    if calls >= least:  # they do not bear the role that is looked at
        return f"{who} no place here."
    stayed = " whose customer stayed" if looked.board is Board.CALMEST else ""
    counts = "counts" if calls == 1 else "count"
    return f"{who} {calls or 'no'} call{'' if calls == 1 else 's'}{stayed} that {counts} here; a place takes {least}."
