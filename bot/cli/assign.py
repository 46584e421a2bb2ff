"""`simmer assign`: what trainers ask people to practise."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import click
from rich.table import Table
from rich.text import Text

from bot.cli.choices import Choice, Group
from bot.cli.options import TIME, format_option, server_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import local_actor, local_trainee, open_desk
from bot.customers import Difficulty
from bot.desk import (
    BANDS,
    Assignments,
    Desk,
    Fulfilment,
    Order,
    Overview,
    Own,
    SimulatedClock,
    State,
    TeamReports,
    Trainee,
    moment,
)
from bot.store import Assignment
from bot.terminal import shown

Found = TypeVar("Found")
_past = click.option("--past", is_flag=True, help="Also those whose due time is over.")


@click.group(cls=Group)
def assign() -> None:
    """Ask people to practise, and see how far they are."""


@assign.command()
@click.argument("customers", metavar="CUSTOMER...", nargs=-1, required=True)
@click.option("--to", "names", multiple=True, metavar="NAME", help="Whom; may be given again. Default: yourself.")
@click.option("--due", required=True, metavar="TIME", help=TIME)
@click.option("--difficulty", type=Choice("difficulty", tuple(Difficulty)), default="normal", help="This or harder.")
@click.option("--attempts", type=int, default=3, show_default=True, help="At each customer, 1 to 10.")
@click.option("--band", type=Choice("band", BANDS), default="bronze", show_default=True, help="The lowest that passes.")
@click.option("--remind", type=int, metavar="HOURS", help="On Discord, so long before; 0 for never. Default: 24.")
@server_option
@format_option()
def new(  # noqa: PLR0913 (each is an option)
    *,
    customers: tuple[str, ...],
    names: tuple[str, ...],
    due: str,
    difficulty: str,
    attempts: int,
    band: str,
    remind: int | None,
    server: str | None,
    form: str,
) -> None:
    """Give an assignment: every CUSTOMER is to be done until it is due."""

    async def run(desk: Desk) -> Overview:
        actor, reports = local_actor(server), TeamReports(desk)
        before = None if remind is None else timedelta(hours=remind)
        order = Order(customers, moment(due, desk.today()), Difficulty(difficulty), attempts, band, before)
        members = [await _person(reports, server, name) for name in names] or [local_trainee()]
        return await Assignments(desk).assign(actor, order, members)

    given = asyncio.run(_at_desk(run, server))
    if form == "json":
        write_lines([json_line(_overview_json(given))])
        return
    one = given.assignment
    click.echo(f"Assigned: {one.id}, to {len(given.members)}, due {_time(one.due_at)} UTC.")
    if one.remind_at is not None:
        click.echo(f"Reminder: {_time(one.remind_at)} UTC, by the bot while it runs.")


@assign.command("list")
@_past
@server_option
@format_option()
def list_(*, past: bool, server: str | None, form: str) -> None:
    """List the assignments with how many people are how far."""
    found = asyncio.run(_at_desk(lambda desk: Assignments(desk).all(local_actor(server), past=past), server))
    if form == "json":
        write_lines(json_line(_overview_json(one)) for one in found)
        return
    if not found:
        click.echo("Nothing is assigned. Assign something with: simmer assign new CUSTOMER --due 7d")
        return
    table = _table("id", "what", "due (UTC)", *State)
    for one in found:
        what = f"{_what(one.assignment)}{' (withdrawn)' if one.assignment.withdrawn_at else ''}"
        counts = [str(one.counts[state]) for state in State]
        table.add_row(*map(_cell, (one.assignment.id, what, _time(one.assignment.due_at), *counts)))
    console().print(table)


@assign.command()
@click.argument("assignment_id", metavar="ID")
@server_option
@format_option()
def show(*, assignment_id: str, server: str | None, form: str) -> None:
    """Show how far everybody is with one assignment."""
    found = asyncio.run(_at_desk(lambda desk: Assignments(desk).show(local_actor(server), assignment_id), server))
    if form == "json":
        write_lines([json_line(_overview_json(found))])
        return
    one = found.assignment
    to = f", to the role {one.role_name}" if one.role_id else ""
    console().print(_cell(f"{one.id}: {_what(one)}, due {_time(one.due_at)} UTC, by {one.trainer_name}{to}."))
    if one.withdrawn_at is not None:
        console().print(f"Withdrawn {_time(one.withdrawn_at)} UTC; this is how far people were.")
    table = _table("", "state", *one.customers)
    for member in found.members:
        late = f" (passed late, {_time(member.late_at)})" if member.late_at else ""
        table.add_row(*map(_cell, (member.name, f"{member.state}{late}", *_by_customer(member))))
    console().print(table)


@assign.command()
@click.argument("assignment_id", metavar="ID")
@server_option
def withdraw(*, assignment_id: str, server: str | None) -> None:
    """Take an assignment back."""
    found = asyncio.run(_at_desk(lambda desk: Assignments(desk).withdraw(local_actor(server), assignment_id), server))
    click.echo(f"Withdrawn: {found.id}.")


@assign.command()
@_past
@format_option()
def mine(*, past: bool, form: str) -> None:
    """Show what you are to do."""
    found = asyncio.run(_at_desk(lambda desk: Assignments(desk).mine(local_actor(), past=past), None))
    if form == "json":
        write_lines(json_line(_own_json(one)) for one in found)
        return
    if not found:
        click.echo("Nothing is assigned to you.")
        return
    table = _table("id", "what", "due (UTC)", "state", "done")
    for one in found:
        done = ", ".join(
            f"{persona}: {said}"
            for persona, said in zip(one.assignment.customers, _by_customer(one.fulfilment), strict=True)
        )
        own = one.assignment
        table.add_row(*map(_cell, (own.id, _what(own), _time(own.due_at), one.fulfilment.state, done)))
    console().print(table)
    for one in found:
        if one.above_ceiling:
            click.echo(f"{one.assignment.id} is harder than your own ceiling; only you are told. Change it: simmer me.")


async def _at_desk(run: Callable[[Desk], Awaitable[Found]], server: str | None) -> Found:
    """What a service answers, of a server that exists."""
    async with open_desk(SimulatedClock) as desk:
        if server is not None:
            await TeamReports(desk).server(server)
        return await run(desk)


async def _person(reports: TeamReports, server: str | None, name: str) -> Trainee:
    me = local_trainee()
    if server is None and name in {me.id, me.name}:
        return me
    return await reports.find(local_actor(server), name)


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _cell(text: str) -> Text:
    return Text(shown(text))


def _what(one: Assignment) -> str:
    """For instance "marta, gus; hard, silver in 3 attempts"."""
    band = "any scored call" if one.band == "none" else one.band
    attempts = "1 attempt" if one.attempts == 1 else f"{one.attempts} attempts"
    return f"{', '.join(one.customers)}; {one.difficulty}, {band} in {attempts}"


def _by_customer(found: Fulfilment) -> list[str]:
    """How far somebody is with each customer: "best 62, 1 left"."""
    said = []
    for one in found.customers:
        if one.passed_at is not None:
            said.append(f"passed, best {one.best}")
        elif one.best is None:
            said.append("not begun")
        else:
            said.append(f"best {one.best}, {one.left} left")
    return said


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _assignment_json(one: Assignment) -> dict[str, Any]:
    return {
        "assignment": one.id,
        "customers": list(one.customers),
        "difficulty": one.difficulty,
        "band": one.band,
        "attempts": one.attempts,
        "due": one.due_at.isoformat(),
        "reminder": None if one.remind_at is None else one.remind_at.isoformat(),
        "withdrawn": None if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
        "by": one.trainer_name,
        "role": one.role_id,
    }


def _fulfilment_json(one: Fulfilment) -> dict[str, Any]:
    return {
        "member_id": one.member_id,
        "member": one.name,
        "state": one.state.value,
        "late": None if one.late_at is None else one.late_at.isoformat(),
        "customers": {
            done.persona_id: {
                "attempts": done.tries,
                "left": done.left,
                "best": done.best,
                "passed": None if done.passed_at is None else done.passed_at.isoformat(),
            }
            for done in one.customers
        },
    }


def _overview_json(found: Overview) -> dict[str, Any]:
    counts = {state.value: number for state, number in found.counts.items()}
    members = [_fulfilment_json(one) for one in found.members]
    return {"type": "assignment"} | _assignment_json(found.assignment) | {"states": counts, "members": members}


def _own_json(own: Own) -> dict[str, Any]:
    return (
        {"type": "own_assignment"}
        | _assignment_json(own.assignment)
        | _fulfilment_json(own.fulfilment)
        | {"above_ceiling": own.above_ceiling}
    )
