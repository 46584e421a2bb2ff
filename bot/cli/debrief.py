"""`simmer debrief`: the debrief of a stored call again, with what reviewers said and the picture of its mood."""

import asyncio
from pathlib import Path

import click
from rich.text import Text

from bot.cli.files import write_picture
from bot.cli.jsonlines import look_line
from bot.cli.options import format_option, png_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import local_trainee, open_desk
from bot.desk import AfterCall, Desk, DeskError, SimulatedClock
from bot.store import CallRecord
from bot.terminal import shown


@click.command()
@click.argument("call_id", metavar="[CALL]", required=False)
@png_option("the mood curve")
@format_option()
def debrief(*, call_id: str | None, png: Path | None, form: str) -> None:
    """Show the debrief of a call again; without CALL, of your latest one."""
    asyncio.run(_debrief(call_id, png, as_json=form == "json"))


async def _debrief(call_id: str | None, png: Path | None, *, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        record = await _latest(desk) if call_id is None else await desk.record(call_id)
        if record.status == "open":
            raise DeskError(f"The call {record.id} is not over yet; go on with: simmer practice --resume {record.id}")
        after = AfterCall(desk)
        look = await after.look(record.id)
        if png is not None:
            write_picture(png, await after.picture(look))
    if as_json:
        write_lines([json_line({"call": look.record.id} | look_line(look))])
        return
    out = console()
    out.print(Text(shown(look.text(unicode=out.encoding.lower().startswith("utf")))), soft_wrap=True)
    if png is not None:
        out.print(Text(f"Written: {png}"), soft_wrap=True)


async def _latest(desk: Desk) -> CallRecord:
    record = await desk.latest(local_trainee().id, status="ended")
    if record is None:
        raise DeskError("There is no finished call yet; begin one with: simmer practice")
    return record
