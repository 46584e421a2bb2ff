"""`simmer review`: a trainer's word on a call, and how far trainers and the rules agree."""

import asyncio
from dataclasses import dataclass
from typing import Any

import click

from bot import coaching
from bot.cli.options import format_option
from bot.cli.output import console, json_line, write_lines
from bot.cli.setting_up import local_trainee, open_desk
from bot.desk import AgreementReport, Desk, Judges, SimulatedClock


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options."""

    part: str | None
    score: int | None
    reason: str
    comment: tuple[int, str] | None
    agree: bool


@click.command()
@click.argument("call_id", metavar="[CALL]", required=False)
@click.option("--part", metavar="PART", help="Give another value for this part, for instance Listening ...")
@click.option("--score", type=click.IntRange(0), metavar="N", help="... this one ...")
@click.option("--reason", default="", metavar="TEXT", help="... because of this.")
@click.option("--comment", type=(click.IntRange(1), str), metavar="TURN TEXT", help="Say something about a message.")
@click.option("--agree", is_flag=True, help="Every part is right as it stands.")
@click.option("--agreement", is_flag=True, help="Show how far people and the rules agree, over all reviewed calls.")
@format_option("For --agreement.")
def review(
    *,
    call_id: str | None,
    part: str | None,
    score: int | None,
    reason: str,
    comment: tuple[int, str] | None,
    agree: bool,
    agreement: bool,
    form: str,
) -> None:
    """Review a call as a trainer. Both values are kept, and shown in the debrief."""
    if agreement:
        if call_id or part or comment or agree:
            raise click.UsageError("--agreement is about all reviewed calls; use it alone.")
        asyncio.run(_agreement(as_json=form == "json"))
        return
    if call_id is None:
        raise click.UsageError("Say which call: simmer review CALL --part Listening --score 12 --reason '...'")
    if (part is None) != (score is None):
        raise click.UsageError("--part and --score go together: which part, and what it should be.")
    if part is None and comment is None and not agree:
        raise click.UsageError("Say something about the call: --part with --score, --comment, or --agree.")
    if part is not None and agree:
        raise click.UsageError("--agree means that no part needs another value; leave out one of the two.")
    asyncio.run(_review(call_id, Wanted(part, score, reason, comment, agree)))


async def _review(call_id: str, wanted: Wanted) -> None:
    async with open_desk(SimulatedClock) as desk:
        for line in await _kept(desk, call_id, wanted):
            click.echo(line)


async def _kept(desk: Desk, call_id: str, wanted: Wanted) -> list[str]:
    judges, reviewer, said = Judges(desk), local_trainee(), []
    if wanted.part is not None and wanted.score is not None:
        kept = await judges.override(call_id, wanted.part, wanted.score, wanted.reason, reviewer=reviewer)
        said.append(f"Kept: {kept.part} {kept.score}, beside the value by the rules.")
    if wanted.agree:
        await judges.agree(call_id, reviewer=reviewer)
        said.append("Kept: every part as it stands.")
    if wanted.comment is not None:
        turn, text = wanted.comment
        await judges.comment(call_id, turn, text, reviewer=reviewer)
        said.append(f"Kept: your comment on message {turn}.")
    return said


async def _agreement(*, as_json: bool) -> None:
    async with open_desk(SimulatedClock) as desk:
        report = await Judges(desk).agreement()
    if as_json:
        write_lines([json_line({"type": "agreement"} | agreement_json(report))])
        return
    if not report.calls.reviews:
        click.echo("No call was reviewed yet; review one with: simmer review CALL --part Listening --score 12 ...")
        return
    out = console()
    for line in agreement_lines(report):
        out.print(line)


def agreement_lines(report: AgreementReport) -> list[str]:
    """The agreement as a table of fixed width."""
    rows = (*report.parts.items(), *report.reviewers.items())
    return [
        f"{'':<16}{'reviews':>8}{'within 5':>10}{'within 10':>11}{'mean difference':>17}{'distance':>10}",
        _row("Calls, of 100", report.calls),
        *(_row(f"  {name}", found) for name, found in rows),
        "Mean difference: rules minus people; above 0 the rules are the milder ones.",
    ]


def _row(title: str, found: coaching.Agreement) -> str:
    return (
        f"{title[:15]:<16}{found.reviews:>8}{found.within_5:>10.0%}{found.within_10:>11.0%}"
        f"{found.mean_difference:>+17.1f}{found.mean_distance:>10.1f}"
    )


def agreement_json(report: AgreementReport) -> dict[str, Any]:
    """The agreement as plain data."""
    return _figures(report.calls) | {
        "parts": {name: _figures(found) for name, found in report.parts.items()},
        "reviewers": {name: _figures(found) for name, found in report.reviewers.items()},
    }


def _figures(found: coaching.Agreement) -> dict[str, Any]:
    return {
        "reviews": found.reviews,
        "within_5": round(found.within_5, 3),
        "within_10": round(found.within_10, 3),
        "mean_difference": round(found.mean_difference, 2),
        "mean_distance": round(found.mean_distance, 2),
    }
