"""The slash command, the command line and the CSV say the same."""

import asyncio
import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot import settings as bot_settings
from bot.cli import main
from bot.coaching import Board
from tests.discord.groups.world import Groups, card
from tests.discord.world import said


@pytest.fixture
def simmer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:  # noqa: ANN401
    """Run the command line on the database of the bot that runs; returns what it wrote."""
    monkeypatch.chdir(tmp_path)
    for name in bot_settings.names():
        monkeypatch.delenv(name, raising=False)

    def run(arguments: tuple[str, ...]) -> str:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        shown = capsys.readouterr()
        assert ended.value.code == 0, shown.err
        return shown.out

    async def beside(*arguments: str) -> str:
        return await asyncio.to_thread(run, arguments)  # it makes an event loop of its own

    return beside


async def five(groups: Groups) -> None:
    for number in range(5):
        who = groups.person(f"person{number}")
        await groups.played(who, 31 + 7 * number, 40 + 3 * number, 62, difficulty="hard" if number % 2 else "normal")
        await groups.played(who, 77 - number, persona="gus", difficulty="extreme", days_ago=0.5)


@pytest.mark.parametrize("board", list(Board))
async def test_a_board_is_the_same_in_discord_and_on_the_command_line(groups: Groups, simmer: Any, board: str) -> None:  # noqa: ANN401
    await five(groups)
    shown = said(await groups.slash(groups.world.tina, "leaderboard", board=board))
    written = json.loads(await simmer("board", board, "--server", str(groups.world.guild.id), "--json"))
    assert len(written["lines"]) == 5
    for line in written["lines"]:
        figure = {
            Board.SCORE: f"{line['figure']:.1f} · {line['calls']} calls",
            Board.CALMEST: f"{line['figure']:.1f} · {line['calls']} calls",
            Board.IMPROVEMENT: f"{line['figure']:+.1f} · {line['calls']} calls".replace("-", "\N{MINUS SIGN}"),
            Board.RESOLVED: f"{line['figure']:.1f} % · {line['calls']} calls",
            Board.STREAK: f"{line['figure']:.0f} call",
        }[Board(board)]
        (row,) = [row for row in shown.splitlines() if f"**{line['name']}**" in row]
        assert row.startswith(f"**{line['rank']}.** ")
        assert f" · {figure}" in row


async def test_a_report_is_the_same_in_discord_on_the_command_line_and_in_the_file(groups: Groups, simmer: Any) -> None:  # noqa: ANN401
    await five(groups)
    server = str(groups.world.guild.id)
    message = await groups.slash(groups.world.tina, "team report", period="all")
    text = said(message)
    ((_, from_discord),) = groups.files(card(await groups.click(groups.world.tina, card(message), "report_csv")))
    written = await simmer("report", "--server", server, "--csv", "-")
    assert written.replace("\r\n", "\n") == from_discord.decode().replace("\r\n", "\n")
    first, *lines = [json.loads(line) for line in (await simmer("report", "--server", server, "--json")).splitlines()]
    members = [line for line in lines if line["type"] == "member"]
    rows = list(csv.DictReader(io.StringIO(from_discord.decode())))
    assert f"**{first['practised']} of {first['members']} members** practised · {first['calls']} calls" in text
    assert len(members) == len(rows) == 5
    for member, row in zip(members, rows, strict=True):
        for name, value in row.items():
            assert value == ("" if member[name] is None else str(member[name]))
        trend = f"{member['trend']:+g}".replace("-", "\N{MINUS SIGN}")
        scores = f"first **{member['first']}** · best **{member['best']}** · latest **{member['latest']}**"
        assert f"**{member['member']}** · {member['calls']} calls · {scores} · {trend} points a call" in text
        assert f"weakest {member['weakest']} " in text
        assert f"{member['weakest_strength']:.0%} ({member['weakest_observations']})" in text
