"""`simmer board`."""

import asyncio
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.coaching.board_picture import board_picture
from bot.desk import Boards, Desk
from bot.store import Calls, Database
from tests.cli.conftest import Run
from tests.desk.counting import LEAD, Ended, reader, store

TODAY = datetime.now(UTC)


@pytest.fixture
def team(workplace: Path) -> Path:
    """Three members of the command line with three calls each, and one of a server."""

    async def fill() -> None:
        async with Database(f"sqlite+aiosqlite:///{workplace / 'simmer.db'}") as database:
            for number, (member, score) in enumerate((("ada", 90), ("local", 70), ("ben", 70))):
                for n in range(3):
                    at = TODAY - timedelta(days=40 * n, minutes=number)
                    call = Ended(f"{member}{n}", member, at, score, customer="gus" if n else "marta", server=None)
                    await store(Calls(database), call)
            for n in range(3):
                await store(Calls(database), Ended(f"s{n}", "cem", TODAY, 88))

    asyncio.run(fill())
    return workplace


def test_the_board_is_a_table_with_the_own_place_marked(simmer: Run, team: Path) -> None:
    result = simmer("board", "--png", "board.png")
    assert (result.code, result.err) == (0, "")
    rows = [line.split() for line in result.out.splitlines()]
    assert ["1", "Ada", "(private)", "90.0", "3"] in rows
    assert ["2", "Local", "<", "(private)", "70.0", "3"] in rows
    assert ["2", "Ben", "(private)", "70.0", "3"] in rows
    assert "Written: board.png" in result.out
    with Image.open(team / "board.png") as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)


def test_json_has_the_figures_as_numbers(simmer: Run, team: Path) -> None:
    del team
    line = json.loads(simmer("board", "improvement", "--me", "ben", "--json").out)
    assert (line["type"], line["board"], line["listed"], line["narrowed"]) == ("board", "improvement", 3, "all time")
    assert (line["own"]["name"], line["own"]["figure"], line["own"]["member"]) == ("Ben", 0.0, "ben")


def test_the_board_of_a_server_is_apart(simmer: Run, team: Path) -> None:
    del team
    assert [one["name"] for one in json.loads(simmer("board", "--server", "4001", "--json").out)["lines"]] == ["Cem"]
    assert simmer("board", "--server", "4002").err == "There is no server '4002'; the nearest one is '4001'.\n"


def test_narrowing(simmer: Run, team: Path) -> None:
    del team
    assert "You have 1 call that counts here; a place takes 3." in simmer("board", "--period", "week").out
    out = simmer("board", "--customer", "gus", "--difficulty", "normal", "--from", "2020-01-01").out
    assert "Calls: from 2020-01-01, Gus Petropoulos, normal." in out
    assert "Nobody has enough calls for a place yet." in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("scroe", "There is no board 'scroe'; the nearest one is 'score' (of score, improvement"),
        ("--period wek", "There is no period 'wek'; the nearest one is 'week'"),
        ("--period custom", "Say from which day to which"),
        ("--from 1.5.", "'1.5.' is no day; write it like 2026-05-31."),
        ("--customer mart", "There is no customer 'mart'; the nearest one is 'marta'."),
        ("--challenge cup", "There is no challenge 'cup', and none to choose from."),
        ("--page 2", "There is no page 2; this board has 1."),
        ("--me bem", "There is no member 'bem'; the nearest one is 'Ben'."),
        ("--png no/x.png", "The picture no/x.png cannot be written"),
    ],
)
def test_a_mistake_is_one_sentence(simmer: Run, team: Path, arguments: str, said: str) -> None:
    del team
    result = simmer("board", *arguments.split())
    assert result.code == 2
    assert result.err.startswith(said)
    assert result.err.count("\n") == 1


def test_a_name_is_private_until_one_says_so(simmer: Run, team: Path) -> None:
    del team
    assert "private: colleagues read “a colleague”" in simmer("me").out
    assert "colleagues read your name" in simmer("me", "--named").out
    assert json.loads(simmer("board", "--json").out)["named"]
    assert "private" in simmer("me", "--private").out


def test_counting_anew_changes_nothing_by_itself(simmer: Run, team: Path) -> None:
    del team
    before = simmer("board").out
    assert simmer("db", "recount").out == "Counted: 12 calls.\n"
    assert simmer("board").out == before


async def test_the_picture_shows_as_much_as_the_page(tmp_path: Path, migrated: Path) -> None:
    """Twelve members: a page of ten, and the reader's own place with its neighbours below."""
    path = shutil.copy(migrated, tmp_path / "other.db")
    async with Database(f"sqlite+aiosqlite:///{path}") as database:
        calls = Calls(database)
        boards = Boards(Desk(calls, Path("personas"), today=lambda: TODAY))
        empty = board_picture(await boards.page("score", LEAD))
        for n in range(12):
            for k in range(3):
                await store(calls, Ended(f"m{n}c{k}", f"m{n:02}", TODAY, 90 - n))
        top = board_picture(await boards.page("score", reader("m00")))
        last = board_picture(await boards.page("score", reader("m11")))
    heights = []
    for number, png in enumerate((empty, top, last)):
        (tmp_path / f"{number}.png").write_bytes(png)
        with Image.open(tmp_path / f"{number}.png") as picture:
            heights.append(picture.height)
    assert heights == sorted(set(heights))
