"""The cards of boards, assignments and reports stay within Discord's limits, and nobody on a page is left out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot import coaching
from bot.coaching import Agreement, Board, BoardLine, BoardPage
from bot.coaching.progress import Strength
from bot.craft import TECHNIQUES
from bot.desk import (
    AgreementReport,
    CostlyType,
    CustomerDone,
    Fulfilment,
    MemberFigures,
    Overview,
    Own,
    State,
    TeamReport,
)
from bot.desk.assignments import MOST_CUSTOMERS
from bot.features.groups import _assignment_cards as assignment_cards
from bot.features.groups import _board_cards as board_cards
from bot.features.groups import _report_cards as report_cards
from bot.features.groups._queries import Query
from bot.store import Assignment
from tests.discord.test_limits import check, payload_of, walk

NOW = datetime(2026, 5, 31, 17, tzinfo=UTC)
NAME = "*" * 32  # as long as Discord allows, and twice as long when it is made plain
QUERY = Query("score", "custom", "0001-01-01", "9999-12-31", "c" * 40, "extreme", "k7mp2x", str(2**63 - 1), 100)


def shown(view: object) -> str:
    return "\n".join(part.get("content", "") for part in walk(payload_of(view)))  # type: ignore[arg-type]


def line(rank: int) -> BoardLine:
    return BoardLine(rank, NAME, "+100.0", 1000, 9999, own=True, private=True, member_id=f"{rank:019}")


@pytest.mark.parametrize("named", [True, False])
def test_a_board(named: bool) -> None:  # noqa: FBT001
    lines = tuple(line(1990 + number) for number in range(10))
    page = BoardPage(
        Board.IMPROVEMENT,
        "Improvement",
        "a" * 200,
        "n" * 300,
        lines,
        100,
        200,
        2000,
        lines[0],
        lines[:5],
        "m" * 300,
        named,
    )
    card = board_cards.board(page, QUERY)
    check(card)
    assert shown(card).count("← you") == 15


def assignment(customers: int) -> Assignment:
    names = tuple(f"{'c' * 38}{number:02}" for number in range(customers))
    return Assignment("k7mp2x", NOW, "500", "90", NAME, names, "normal", NOW, 10, "silver", NOW, "7", "r" * 100, NOW)


def fulfilment(one: Assignment, number: int) -> Fulfilment:
    done = tuple(CustomerDone(name, 9, 1, 100, None) for name in one.customers)
    return Fulfilment(f"{number:019}", f"{number:02}{NAME[2:]}", State.IN_PROGRESS, done, NOW)


@pytest.mark.parametrize("customers", [1, 2, 3, MOST_CUSTOMERS])
def test_assignments(customers: int) -> None:
    one = assignment(customers)
    found = Overview(one, tuple(fulfilment(one, number) for number in range(40)))
    named = ""
    for page in range(1, 11):
        card = assignment_cards.shown(found, page, {})
        check(card)
        named += shown(card)
    assert all(f"**{number:02}\\*" in named for number in range(40))
    check(assignment_cards.given(found, ["It could not be announced." * 10], {}))
    check(assignment_cards.announced(one, " ".join(f"<@{10**18 + number}>" for number in range(80)), {}))
    check(assignment_cards.listed([found] * 20, 1, {}, past=True))
    own = [Own(replace(one, id=f"k7mp2{n}"), found.members[0], above_ceiling=True) for n in range(9)]
    card = assignment_cards.mine(own, 2, {}, past=True)
    check(card)
    assert shown(card).count("Harder than your own ceiling") == 4


def test_a_report() -> None:
    strengths = {key: Strength(0.33, 999) for key in TECHNIQUES}
    known = coaching.progress([])
    whole = replace(known, calls=9999, first=100, best=100, latest=100, recent=99.9, strengths=strengths)
    members = tuple(
        MemberFigures(f"{n:019}", f"{n:02}{NAME[2:]}", whole, 99, dict.fromkeys(State, 99), NOW) for n in range(30)
    )
    agreed = Agreement(999, 0.5, 0.5, 0.1, 0.1)
    costly = tuple(CostlyType("c", "s" * 80, "t" * 120, "T12", 999, 999, 9999, ("q" * 200,) * 3) for _ in range(6))
    found = TeamReport(members, AgreementReport(agreed, {}, {}), costly)
    named = ""
    for page in range(1, report_cards.pages_of(found) + 1):
        card = report_cards.report(found, QUERY.on(page), "n" * 300)
        check(card)
        named += shown(card)
    assert all(f"**{number:02}\\*" in named for number in range(30))
    card = report_cards.costly(found, "n" * 300)
    check(card)
    assert shown(card).count("A message that") == 6
    check(report_cards.heat_map(QUERY.on(2), 3))
