"""Whatever happens to calls, the boards say what the stored calls say."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.coaching import Board
from bot.customers import personas_dir
from bot.desk import Boards, Desk, Narrowing
from bot.store import Calls, Marks, Practices, StoredReview
from bot.store.board_rows import BoardCallRow, BoardMemberRow, BoardSumRow
from tests.desk.counting import LEAD, NOON, SERVER, Ended, figures, store

MEMBERS = ("ada", "ben", "cem", "dot")
NARROWINGS = (
    Narrowing(),
    Narrowing("week"),
    Narrowing("month"),
    Narrowing("quarter"),
    Narrowing(since="2026-03-10", until="2026-04-20"),
    Narrowing(customer="gus"),
    Narrowing("month", difficulty="hard"),
    Narrowing(since="2026-02-20", customer="marta", difficulty="easy"),
    Narrowing(members={"ada", "dot", "nobody"}),
)


class History:
    """A random history of calls, reviews and deletions."""

    def __init__(self, calls: Calls, seed: int) -> None:
        self._calls, self._dice = calls, random.Random(seed)
        self._marks, self._practices = Marks(calls.database), Practices(calls.database)
        self._now, self._made = NOON - timedelta(days=100), 0
        self._ids: list[str] = []

    async def go_on(self) -> None:
        steps = [self._end] * 12 + [self._review] * 4 + [self._delete, self._forget_old, self._forget_person]
        await self._dice.choice(steps)()

    async def _end(self) -> None:
        dice = self._dice
        self._made += 1
        self._now = min(self._now + timedelta(hours=dice.randrange(40)), NOON)
        call = Ended(
            f"c{self._made:04}",
            dice.choice(MEMBERS),
            self._now - timedelta(days=dice.choice((0, 0, 0, 9))),  # a clock may be set back
            dice.randrange(101),
            dice.choice(("easy", "normal", "hard", "extreme")),
            dice.choice(("practice", "exam")),
            dice.choice(("resolved", "settled", "walked_out", "stopped")),
            dice.randrange(20, 101),
            dice.choice(("marta", "gus")),
            dice.choice((SERVER, SERVER, SERVER, "4002", None)),
        )
        if self._ids and dice.random() < 0.1:
            call = replace(call, from_call=dice.choice(self._ids))
        self._ids.append(await store(self._calls, call))

    async def _review(self) -> None:
        call = self._dice.choice(self._ids) if self._ids else ""
        if not call or (await self._marks.of(call)).scored is None:
            return
        part, who = self._dice.choice(("Listening", "Solving")), self._dice.choice(("tia", "tom"))
        review = StoredReview(part, self._dice.randrange(51), "Because.", who, who.title())
        await self._marks.review(call, [review], self._now + timedelta(seconds=self._made))

    async def _delete(self) -> None:
        if self._ids:
            call = self._dice.choice(self._ids)
            self._ids.remove(call)
            await self._calls.erase(call_id=call)

    async def _forget_old(self) -> None:
        await self._practices.forget(SERVER, self._now - timedelta(days=self._dice.randrange(20, 60)))
        self._ids = [call for call in self._ids if await self._calls.get(call) is not None]

    async def _forget_person(self) -> None:
        await self._calls.erase(trainee_id=self._dice.choice((*MEMBERS, "tia", "tom")))
        self._ids = [call for call in self._ids if await self._calls.get(call) is not None]


async def said(boards: Boards, board: Board, narrowing: Narrowing) -> dict[str, tuple[int, int]]:
    page = await boards.page(board, LEAD, narrowing)
    assert page.pages == 1
    return {line.member_id or "": (line.tenths, line.calls) for line in page.lines}


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(n, marks=pytest.mark.long) for n in range(4, 40))])
async def test_boards_say_what_the_stored_calls_say(calls: Calls, seed: int) -> None:
    history, boards = History(calls, seed), Boards(Desk(calls, personas_dir(), today=lambda: NOON))
    compared = 0
    for _ in range(4):
        for _ in range(30):
            await history.go_on()
        for narrowing in NARROWINGS:
            for board in Board:
                expected = await figures(calls, board, narrowing, NOON)
                assert await said(boards, board, narrowing) == expected, (board, narrowing)
                compared += len(expected)
    assert compared > 100
    before = await rows(calls)
    await boards.recount()
    assert await rows(calls) == before


async def rows(calls: Calls) -> list[tuple[object, ...]]:
    async with calls.database.read() as session:
        table = BoardSumRow.__table__
        order = (BoardSumRow.member_id, BoardSumRow.scope_id, BoardSumRow.day)
        return [tuple(row) for row in await session.execute(select(*table.columns).order_by(*order))]


async def test_nothing_is_kept_of_calls_that_are_gone(calls: Calls) -> None:
    for n in range(4):
        await store(calls, Ended(f"c{n}", at=NOON - timedelta(days=n)))
        await store(calls, Ended(f"d{n}", "ben", at=NOON - timedelta(days=n)))
    await Practices(calls.database).forget(SERVER, NOON + timedelta(days=1))
    assert await left(calls) == [0, 0, 0]
    await store(calls, Ended("e1"))
    await calls.erase(trainee_id="jo")
    assert await left(calls) == [0, 0, 0]
    await store(calls, Ended("e2"))
    await calls.erase()
    assert await left(calls) == [0, 0, 0]


async def left(calls: Calls) -> list[int]:
    async with calls.database.read() as session:
        return [
            await session.scalar(select(func.count()).select_from(table)) or 0
            for table in (BoardSumRow, BoardCallRow, BoardMemberRow)
        ]
