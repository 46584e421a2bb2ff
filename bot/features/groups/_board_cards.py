"""The card of a leaderboard: the page, the reader's own place with the neighbours, and its buttons."""

from bot.coaching import COLLEAGUE, BoardLine, BoardPage
from bot.features.groups._queries import Query
from bot.ui import Card, Press, paging
from bot.ui.cards import plain

_MEDALS = {1: "🥇 ", 2: "🥈 ", 3: "🥉 "}
_TOGETHER = "\N{NO-BREAK SPACE}"
"""A narrow screen does not part what stands on its two sides."""


def board(page: BoardPage, query: Query) -> Card:
    """A page of a board, for the one who asked: which names they read is decided before."""
    card = Card()
    card.text(
        f"## Leaderboard · {page.title}\n{page.about[:1].upper()}{page.about[1:]}\n-# Calls: {plain(page.narrowed)}"
    )
    lines = [_line(line) for line in page.lines]
    if page.around:
        lines += ["…", *(_line(line) for line in page.around)]
    card.text("\n".join(lines) if lines else "Nobody has enough calls for a place yet.", 2600)
    card.text(plain(page.missing), 300)
    card.text("\n".join(f"-# {note}" for note in _notes(page)), 500)
    if page.pages > 1:
        card.row(turning("board", query, page.pages))
    verb, label = ("board_hide", "Hide my name") if page.named else ("board_show", "Show my name")
    card.row([Press("board_png", query.encoded(), "As picture", emoji="🖼️"), Press(verb, query.encoded(), label)])
    return card


def turning(verb: str, query: Query, pages: int) -> list[Press]:
    """Buttons to the page before and the one after."""
    return paging(verb, lambda page: query.on(page).encoded(), query.page, range(1, pages + 1))


def _line(line: BoardLine) -> str:
    """`**3.** 🥉 **Ann** ← you · 78.3 · 12 calls`."""
    rank = _MEDALS.get(line.rank, "")
    name = COLLEAGUE if line.member_id is None else f"**{plain(line.name)}**"
    private = " (private)" if line.private and line.member_id is not None and not line.own else ""
    calls = "" if line.figure.endswith(("call", "calls")) else f" · {line.calls} call{'' if line.calls == 1 else 's'}"
    you = f"{_TOGETHER}← you" if line.own else ""
    return f"**{line.rank}.** {rank}{name}{private}{you} · {line.figure}{calls}"


def _notes(page: BoardPage) -> list[str]:
    people = "1 member has a place" if page.listed == 1 else f"{page.listed} members have a place"
    notes = [f"Page {page.page} of {page.pages} · {people}" if page.pages > 1 else people]
    if any(line.private and line.member_id is not None and not line.own for line in (*page.lines, *page.around)):
        notes.append("(private): peers read “a colleague” there; you read the name as a trainer or lead.")
    notes.append(
        "Everybody here sees your name on the boards."
        if page.named
        else "Your name is private: peers read “a colleague”, trainers and leads your name."
    )
    return notes
