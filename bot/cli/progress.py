"""`simmer progress`: where a person stands and what suits them next."""

import asyncio
from pathlib import Path

import click
from rich.text import Text

from bot import coaching
from bot.cli.files import write_picture
from bot.cli.options import format_option, png_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import local_trainee, open_desk
from bot.desk import SimulatedClock, Standings
from bot.terminal import shown


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@png_option("the chart")
@format_option()
def progress(*, name: str | None, png: Path | None, form: str) -> None:
    """Show your progress, or that of NAME."""
    asyncio.run(_progress(name, png, as_json=form == "json"))


async def _progress(name: str | None, png: Path | None, *, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        standings = Standings(desk)
        me = local_trainee()
        who = (me.id, me.name) if name is None else await standings.find(name)
        standing = await standings.of(*who)
    if png is not None:
        from bot.coaching.standing_picture import standing_picture  # noqa: PLC0415 (Pillow is slow to load)

        write_picture(png, standing_picture(standing))
    if as_json:
        write_lines([json_line(coaching.standing_json(standing))])
        return
    out = console()
    text = coaching.standing_text(standing, unicode=out.encoding.lower().startswith("utf"))
    out.print(Text(shown(text)), soft_wrap=True)
    if png is not None:
        out.print(Text(f"Written: {png}"), soft_wrap=True)
