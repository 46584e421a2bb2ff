"""`simmer report`: where the team stands."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from bot.cli.choices import Choice as Word
from bot.cli.files import STANDARD_OUTPUT, write_picture, write_pieces
from bot.cli.narrowing import narrowing_options
from bot.cli.options import bom_option, format_option, png_option, server_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.review import agreement_json, agreement_lines
from bot.cli.setting_up import local_actor, open_desk
from bot.craft import TECHNIQUES
from bot.desk import (
    FORMS,
    Actor,
    Choice,
    CostlyType,
    MemberFigures,
    SimulatedClock,
    Span,
    State,
    TeamReport,
    TeamReports,
    member_figures,
    strength_figures,
    technique_figures,
)
from bot.terminal import shown

_UNKNOWN = "-"
_MOST_WEAK = 3
_COLUMNS = ("member", "calls", "scores", "trend", "weakest", "strongest", "passed", "last")


@dataclass(frozen=True, slots=True)
class Files:
    """What is written beside what is shown."""

    csv: Path | None
    form: str
    bom: bool
    png: Path | None


@dataclass(frozen=True, slots=True)
class Filters:
    """The options that choose calls."""

    period: str
    since: str
    until: str
    customer: str
    difficulty: str
    members: tuple[str, ...]
    server: str | None


@click.command()
@narrowing_options
@click.option("--member", "members", multiple=True, metavar="NAME", help="Only this member; may be given again.")
@server_option
@click.option(
    "--csv",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Write the figures; '-' to standard output, and nothing else there.",
)
@click.option(
    "--form", "csv_form", type=Word("form", FORMS), default="members", help="Of the CSV: a row a member, or a figure."
)
@bom_option
@png_option("the heat map")
@format_option()
def report(  # noqa: PLR0913 (each is an option)
    *,
    period: str,
    since: str,
    until: str,
    customer: str,
    difficulty: str | None,
    members: tuple[str, ...],
    server: str | None,
    csv: Path | None,
    csv_form: str,
    bom: bool,
    png: Path | None,
    form: str,
) -> None:
    """Show where the team stands: everybody's progress, assignments, and what costs most."""
    if csv is None and (bom or csv_form != "members"):
        raise click.UsageError("--form and --bom are about the file; say which with --csv FILE.")
    if csv == STANDARD_OUTPUT and form == "json":
        raise click.UsageError("--csv - and --json would both write to standard output; choose one.")
    filters = Filters(period, since, until, customer, difficulty or "", members, server)
    asyncio.run(_report(filters, Files(csv, csv_form, bom, png), as_json=form == "json"))


async def _report(filters: Filters, files: Files, *, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        reports, actor = TeamReports(desk), local_actor(filters.server)
        if filters.server is not None:
            await reports.server(filters.server)
        span = Span.of(filters.period, desk.today(), since=filters.since, until=filters.until)
        members = [await reports.find(actor, name) for name in filters.members] or None
        choice = await reports.choice(
            actor, span, customer=filters.customer, difficulty=filters.difficulty, members=members
        )
        if files.csv == STANDARD_OUTPUT and files.png is None:
            await write_pieces(files.csv, reports.csv(actor, choice, files.form, bom=files.bom))
            return
        found = await reports.read(actor, choice)
        written = await _write(reports, actor, choice, found, files)
    if as_json:
        write_lines(json_line(line) for line in _lines(found, filters.server))
        return
    if files.csv == STANDARD_OUTPUT:
        return
    _show(found)
    for path in written:
        click.echo(f"Written: {path}")


async def _write(reports: TeamReports, actor: Actor, choice: Choice, found: TeamReport, files: Files) -> list[Path]:
    written = []
    if files.csv is not None:
        await write_pieces(files.csv, reports.csv(actor, choice, files.form, bom=files.bom))
        written.append(files.csv)
    if files.png is not None:
        page = 0
        async for png in reports.pictures(found):
            page += 1
            path = files.png if page == 1 else files.png.with_stem(f"{files.png.stem}-{page}")
            write_picture(path, png)
            written.append(path)
    return written


# -- as JSON


def _lines(found: TeamReport, server: str | None) -> list[dict[str, Any]]:
    return [
        {
            "type": "report",
            "server": server,
            "members": len(found.members),
            "practised": found.practised,
            "calls": found.calls,
            "techniques": {key: strength_figures(one) for key, one in found.techniques.items()},
            "agreement": agreement_json(found.agreement),
        },
        *({"type": "member"} | member_figures(one) | {"techniques": technique_figures(one)} for one in found.members),
        *({"type": "costly"} | _costly_json(one) for one in found.costly),
    ]


def _costly_json(one: CostlyType) -> dict[str, Any]:
    return {
        "cause": one.cause,
        "says": one.says,
        "tip": one.tip,
        "technique": one.technique or None,
        "messages": one.messages,
        "members": one.members,
        "anger": one.anger,
        "quotes": list(one.quotes),
    }


# -- as text


def _show(found: TeamReport) -> None:
    out = console()
    if not found.members:
        out.print("Nobody has practised here yet. Begin with: simmer practice")
        return
    out.print(f"{found.practised} of {len(found.members)} practised, {found.calls} calls.")
    table = Table(box=None, padding=(0, 1, 0, 0))
    for column in _COLUMNS:
        table.add_column(column, no_wrap=column not in {"member", "passed"})
    for member in found.members:
        table.add_row(*(Text(shown(cell)) for cell in _cells(member)))
    out.print(table)
    out.print("Scores: first, best, latest. Trend: points a call. In brackets: seen in so many.")
    weak = sorted(found.techniques.items(), key=lambda item: item[1].value)[:_MOST_WEAK]
    if weak:
        said = ", ".join(f"{key} {TECHNIQUES[key].name} {one.value:.0%} ({one.observations})" for key, one in weak)
        out.print(Text(f"Weakest in the team (of so many members): {said}."))
    for one in found.costly:
        out.print()
        out.print(Text(shown(_costly_heading(one))))
        for quote in one.quotes:
            out.print(Text(shown(f"  “{quote}”")))
        out.print(Text(shown(f"  Better: {one.tip}")))
    if found.agreement.calls.reviews:
        out.print()
        for line in agreement_lines(found.agreement):
            out.print(Text(shown(line)))


def _cells(member: MemberFigures) -> list[str]:
    figures = member_figures(member)
    trend, last = figures["trend"], figures["last_practice"]
    scores = [figures[name] for name in ("first", "best", "latest")]
    return [
        member.name,
        str(figures["calls"]),
        _UNKNOWN if None in scores else "/".join(map(str, scores)),
        _UNKNOWN if trend is None else f"{trend:+g}",
        *(_technique(figures, name) for name in ("weakest", "strongest")),
        _assigned(member),
        "never" if last is None else str(last)[:10],
    ]


def _technique(figures: dict[str, str | int | float | None], name: str) -> str:
    strength = figures[f"{name}_strength"]
    if not isinstance(strength, int | float):
        return _UNKNOWN
    return f"{figures[name]} {strength:.0%} ({figures[f'{name}_observations']})"


def _assigned(member: MemberFigures) -> str:
    """For instance "2 of 3, 1 missed"."""
    counts = member.assignments
    of = sum(counts.values())
    if not of:
        return _UNKNOWN
    missed = f", {counts[State.MISSED]} missed" if counts[State.MISSED] else ""
    return f"{counts[State.PASSED]} of {of}{missed}"


def _costly_heading(one: CostlyType) -> str:
    times = "message" if one.messages == 1 else "messages"
    people = "member" if one.members == 1 else "members"
    technique = f" ({one.technique})" if one.technique else ""
    return f"{one.messages} {times} of {one.members} {people} {one.says}{technique}: {one.anger:+d} anger"
