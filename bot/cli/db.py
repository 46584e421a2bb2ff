"""`simmer db`: care of the stored calls."""

import asyncio
from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.choices import Group
from bot.cli.jsonlines import Line
from bot.cli.output import json_line, write_lines
from bot.cli.setting_up import open_desk, open_store
from bot.desk import Boards, DeskError, SimulatedClock, no_such
from bot.settings import load_settings, migrations
from bot.store import Calls, Marks, backup, current_revision, upgrade


@click.group(cls=Group)
def db() -> None:
    """Care of the stored calls."""


@db.command("upgrade")
def upgrade_() -> None:
    """Bring the database up to date (every command does so by itself)."""
    url = load_settings().database_url
    before = current_revision(url)
    copy = upgrade(url, migrations())
    after = current_revision(url)
    if before == after and after is not None:
        click.echo(f"The database is up to date (schema {after}).")
        return
    click.echo(f"The database was brought from schema {before or 'nothing'} to {after or 'the newest one'}.")
    if copy is not None:
        click.echo(f"A copy of what it was: {copy}")


@db.command("backup")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE")
def backup_(*, target: Path) -> None:
    """Copy the database to FILE, also while the bot is running."""
    click.echo(f"Written: {backup(load_settings().database_url, target)}")


@db.command()
def recount() -> None:
    """Count the leaderboards anew, after their weights were changed."""
    counted = asyncio.run(_recount())
    click.echo(f"Counted: {counted} call{'' if counted == 1 else 's'}.")


@db.command()
@click.option("--trainee", metavar="ID", help="Only this person's calls.")
@click.option("--call", "call_id", metavar="CALL", help="Only this call.")
def export(*, trainee: str | None, call_id: str | None) -> None:
    """Write the calls as JSON lines: one object a call, with what was said and when."""
    asyncio.run(_export(trainee, call_id))


@db.command()
@click.option("--call", "call_id", metavar="CALL", help="This call.")
@click.option("--trainee", metavar="ID", help="All calls of this person.")
@click.option("--all", "everything", is_flag=True, help="All calls.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(*, call_id: str | None, trainee: str | None, everything: bool, yes: bool) -> None:
    """Delete calls for good."""
    if sum((call_id is not None, trainee is not None, everything)) != 1:
        raise click.UsageError("Say what to delete: one of --call, --trainee or --all.")
    what = f"the call {call_id}" if call_id else f"all calls of {trainee}" if trainee else "all calls"
    if not yes:
        click.confirm(f"Delete {what} for good?", abort=True)
    erased = asyncio.run(_erase(call_id, trainee))
    click.echo(f"Deleted: {erased} call{'' if erased == 1 else 's'}.")


async def _recount() -> int:
    async with open_desk(SimulatedClock) as desk:
        return await Boards(desk).recount()


async def _export(trainee: str | None, call_id: str | None) -> None:
    async with open_store(load_settings()) as database:
        calls = Calls(database)
        if call_id is not None:
            await _known(calls, call_id)
        for record in await calls.latest(trainee_id=trainee):
            if call_id is None or record.id == call_id:
                write_lines([json_line(await _exported(calls, record.id))])


async def _exported(calls: Calls, call_id: str) -> Line:
    record = await calls.get(call_id)
    if record is None:
        raise DeskError(f"The call {call_id} was deleted meanwhile.")
    data: Line = {name: getattr(record, name) for name in record.__dataclass_fields__}
    for name in ("created_at", "started_at", "ended_at"):
        data[name] = None if data[name] is None else data[name].isoformat()
    data["inputs"] = [
        {"number": row.number, "kind": row.kind, "at": row.at, "text": row.text, "seconds": row.seconds}
        for row in await calls.inputs(call_id)
    ]
    data["events"] = [{"number": row.number, "type": row.kind} | row.data for row in await calls.events(call_id)]
    data["marks"] = asdict(await Marks(calls.database).of(call_id))
    return data


async def _erase(call_id: str | None, trainee: str | None) -> int:
    async with open_store(load_settings()) as database:
        calls = Calls(database)
        if call_id is not None:
            await _known(calls, call_id)
        return await calls.erase(call_id=call_id, trainee_id=trainee)


async def _known(calls: Calls, call_id: str) -> None:
    if await calls.get(call_id) is None:
        raise DeskError(no_such("call", call_id, await calls.ids()))
