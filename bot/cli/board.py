"""`simmer board`: the leaderboards."""

import asyncio
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import coaching
from bot.cli.choices import Choice
from bot.cli.files import write_picture
from bot.cli.narrowing import narrowing_options
from bot.cli.options import format_option, png_option, server_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import local_actor, open_desk
from bot.coaching import Board, BoardLine, BoardPage
from bot.desk import Boards, Narrowing, SimulatedClock
from bot.terminal import shown


@click.command()
@click.argument("board", type=Choice("board", tuple(Board)), default=Board.SCORE, required=False)
@narrowing_options
@click.option("--challenge", default="", metavar="ID", help="Only calls for this challenge.")
@click.option("--page", "number", type=int, default=1, metavar="N", help="Ten members a page.")
@click.option(
    "--member", "--me", "whose", metavar="NAME", help="Show this member's place with the neighbours. Default: yours."
)
@server_option
@png_option("the page")
@format_option()
def board(  # noqa: PLR0913 (each is an option)
    *,
    board: str,
    period: str,
    since: str,
    until: str,
    customer: str,
    difficulty: str | None,
    challenge: str,
    number: int,
    whose: str | None,
    server: str | None,
    png: Path | None,
    form: str,
) -> None:
    """Show a leaderboard: score, improvement, calmest, resolved or streak.

    Whoever reads it here has the database and so sees every name; in Discord, colleagues are named who allowed it.
    """
    narrowing = Narrowing(period, since, until, customer, difficulty or "", challenge)
    page = asyncio.run(_page(Board(board), narrowing, number, whose, server))
    if png is not None:
        from bot.coaching.board_picture import board_picture  # noqa: PLC0415 (Pillow is slow to load)

        write_picture(png, board_picture(page))
    if form == "json":
        write_lines([json_line(coaching.board_json(page))])
        return
    _show(page, console())
    if png is not None:
        click.echo(f"Written: {png}")


async def _page(board: Board, narrowing: Narrowing, number: int, whose: str | None, server: str | None) -> BoardPage:
    async with open_desk(SimulatedClock) as desk:
        boards, actor = Boards(desk), local_actor(server)
        if server is not None:
            await boards.server(server)
        who = None if whose is None else (await boards.find(actor, whose))[0]
        return await boards.page(board, actor, narrowing, number, place_of=who)


def _show(page: BoardPage, out: Console) -> None:
    out.print(Text(shown(f"{page.title}: {page.about}")), soft_wrap=True)
    out.print(Text(shown(f"Calls: {page.narrowed}.")), soft_wrap=True)
    if page.lines:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for heading, side in (("", "right"), ("member", "left"), (page.title.lower(), "right"), ("calls", "right")):
            table.add_column(heading, justify="right" if side == "right" else "left", overflow="fold")
        for line in page.lines:
            table.add_row(*_cells(line))
        if page.around:
            table.add_row("...", "", "", "")
        for line in page.around:
            table.add_row(*_cells(line))
        out.print(table)
    else:
        out.print("Nobody has enough calls for a place yet.")
    if page.pages > 1:
        out.print(f"Page {page.page} of {page.pages}; {page.listed} members have a place.")
    if any(line.private for line in (*page.lines, *page.around)):
        out.print("(private): peers read “a colleague” instead of the name.")
    if page.missing:
        out.print(Text(shown(page.missing)), soft_wrap=True)


def _cells(line: BoardLine) -> tuple[Text, ...]:
    marks = f"{' <' if line.own else ''}{' (private)' if line.private else ''}"
    style = "bold" if line.own else ""
    return tuple(
        Text(shown(cell), style=style) for cell in (str(line.rank), f"{line.name}{marks}", line.figure, str(line.calls))
    )
