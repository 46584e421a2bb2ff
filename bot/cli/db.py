"""`simmer db`: care of the stored calls."""

import asyncio
from pathlib import Path

import click

from bot.cli.choices import Group
from bot.cli.output import json_line, write_lines
from bot.cli.setting_up import open_desk, open_store
from bot.desk import Boards, DeskError, OwnData, SimulatedClock, no_such
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
        data = OwnData(calls)
        if call_id is not None:
            await _known(calls, call_id)
            write_lines([json_line(await data.call(call_id))])
            return
        if trainee is not None:
            known = [id_ for id_, _ in await Marks(database).trainees()]
            if trainee not in known:
                raise DeskError(no_such("trainee", trainee, known))
        async for call in data.calls(trainee):
            write_lines([json_line(call)])


async def _erase(call_id: str | None, trainee: str | None) -> int:
    async with open_store(load_settings()) as database:
        calls = Calls(database)
        if call_id is not None:
            await _known(calls, call_id)
        return await calls.erase(call_id=call_id, trainee_id=trainee)


async def _known(calls: Calls, call_id: str) -> None:
    if await calls.get(call_id) is None:
        raise DeskError(no_such("call", call_id, await calls.ids()))
