"""`simmer challenge`: tournaments and duels on this machine, and the challenges of its Discord servers to look at."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import click
from rich.text import Text

from bot.call.events import AgentSaid
from bot.cli.challenge_output import (
    challenge_json,
    challenge_line,
    challenge_text,
    podium_text,
    standing_json,
    standing_table,
)
from bot.cli.challenge_setting import At, run_at
from bot.cli.choices import Choice, Group
from bot.cli.files import write_pieces
from bot.cli.options import (
    TIME,
    bom_option,
    format_option,
    mild_option,
    persona_option,
    script_option,
    seed_option,
    server_option,
)
from bot.cli.output import at_terminal, console, json_line, write_lines
from bot.cli.practice import play_person, said_before
from bot.cli.scripted import play_script, script_steps
from bot.customers import Difficulty
from bot.desk import BANDS, DeskError, Mode, RealClock, SimulatedClock, moment, parse_duration
from bot.desk.challenges import Counts, Kind, State, Wanted

_as = click.option("--as", "name", metavar="NAME", help="Who; without it, the person at this machine.")
_id = click.argument("challenge_id", metavar="ID")


@click.group(cls=Group)
def challenge() -> None:
    """Meet the same customer as others: tournaments and duels."""


@challenge.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--kind",
    type=Choice("kind", tuple(Kind)),
    default="tournament",
    show_default=True,
    help="A relay or a raid lives in Discord.",
)
@persona_option(required=True)
@click.option("--difficulty", type=Choice("difficulty", tuple(Difficulty)), help="How hard. Default: normal.")
@click.option("--mode", type=Choice("mode", tuple(Mode)), default="practice", show_default=True, help="How much help.")
@seed_option
@mild_option
@click.option("--opens", metavar="TIME", help=f"{TIME} Default: now.")
@click.option("--closes", metavar="TIME", help="Default: in a week; for a duel in a day.")
@click.option("--attempts", type=int, metavar="N", help="Tournament: 1 to 10. Default: 3.")
@click.option("--counts", type=Choice("attempt", tuple(Counts)), default="best", help="Tournament: which attempt.")
@click.option("--least-band", type=Choice("band", BANDS), default="none", help="Tournament: below it nobody is ranked.")
@click.option("--hidden", is_flag=True, help="Tournament: standings are hidden until the close.")
@click.option("--lasts", metavar="TIME", help="Duel: 5m to 120m, from when both are in it. Default: 30m.")
@format_option()
def create(  # noqa: PLR0913 (each is an option)
    *,
    name: str,
    kind: str,
    persona: str,
    difficulty: str | None,
    mode: str,
    seed: int | None,
    mild: bool,
    opens: str | None,
    closes: str | None,
    attempts: int | None,
    counts: str,
    least_band: str,
    hidden: bool,
    lasts: str | None,
    form: str,
) -> None:
    """Create a challenge called NAME."""
    _played_here(Kind(kind))
    if kind == Kind.TOURNAMENT and lasts is not None:
        raise click.UsageError("--lasts is about duels; a tournament ends with --closes.")
    if kind == Kind.DUEL and (attempts is not None or counts != Counts.BEST or least_band != "none" or hidden):
        raise click.UsageError("--attempts, --counts, --least-band and --hidden are about tournaments, not duels.")

    async def run(at: At) -> None:
        now = at.desk.today()
        wanted = Wanted(
            Kind(kind),
            name,
            persona,
            None if difficulty is None else Difficulty(difficulty),
            Mode(mode),
            seed,
            mild,
            None if opens is None else moment(opens, now),
            None if closes is None else moment(closes, now),
            attempts,
            Counts(counts),
            least_band,
            hidden,
            None if lasts is None else _seconds(lasts),
        )
        made = await at.challenges.life.create(wanted, at.actor)
        if form == "json":
            write_lines([json_line(challenge_json(made))])
            return
        click.echo(challenge_line(made))
        click.echo(f"Join it with: simmer challenge join {made.id} --as NAME")

    run_at(run)


@challenge.command("list")
@click.option("--closed", is_flag=True, help="Also those that are over.")
@server_option
@format_option()
def list_(*, closed: bool, server: str | None, form: str) -> None:
    """Show the challenges."""

    async def run(at: At) -> None:
        found = await at.challenges.life.listed(at.actor, closed=closed)
        if form == "json":
            write_lines(json_line(challenge_json(one)) for one in found)
            return
        if not found:
            here = (
                "; create one with: simmer challenge create NAME --persona ID" if server is None else " on this server."
            )
            click.echo(f"There is no challenge{here}")
        for one in found:
            click.echo(challenge_line(one))

    run_at(run, server=server)


@challenge.command()
@_id
@server_option
@format_option()
def show(*, challenge_id: str, server: str | None, form: str) -> None:
    """Show one challenge: its rules, its times, who is in it."""

    async def run(at: At) -> None:
        one = await at.challenges.life.get(challenge_id, at.actor)
        members = await at.challenges.life.members(one)
        if form == "json":
            write_lines([json_line(challenge_json(one) | {"members": [member.name for member in members]})])
            return
        console().print(Text(challenge_text(one, members)), soft_wrap=True)

    run_at(run, server=server)


@challenge.command()
@_id
@_as
@click.option("--consent", is_flag=True, help="The turning points of your best call may stand on the podium.")
def join(*, challenge_id: str, name: str | None, consent: bool) -> None:
    """Come into a challenge."""

    async def run(at: At) -> None:
        member = await at.challenges.joining.join(challenge_id, at.actor, consents=consent)
        await at.challenges.settle()
        click.echo(f"{member.name} is in it. Play with: simmer challenge play {member.challenge_id}{_again(name)}")

    run_at(run, name)


@challenge.command()
@_id
@_as
def leave(*, challenge_id: str, name: str | None) -> None:
    """Go out of a challenge; calls played in it stay your own."""

    async def run(at: At) -> None:
        await at.challenges.joining.leave(challenge_id, at.actor)
        click.echo(f"{at.actor.name} is out of it.")

    run_at(run, name)


@challenge.command()
@_id
@_as
@script_option
@format_option()
def play(*, challenge_id: str, name: str | None, script: Path | None, form: str) -> None:
    """Take your next call in a challenge, or go on with the one that you left."""
    scripted = script is not None or not at_terminal()
    if form == "json" and not scripted:
        raise click.UsageError("--format json needs a script: name one with --script, or pipe its lines in.")

    async def run(at: At) -> None:
        source = script_steps(script) if scripted else None
        live = await at.challenges.entries.begin(challenge_id, at.actor)
        if source is not None:
            await play_script(at.desk, live, source, as_json=form == "json")
        else:
            begun = any(isinstance(event, AgentSaid) for event in live.call.events)
            await play_person(at.desk, live, said_before(live) if begun else live.call.events)
        await at.challenges.settle()
        if form == "text":
            console().print(standing_table(await at.challenges.scores.standing(challenge_id, at.actor)))

    run_at(run, name, clock=SimulatedClock if scripted else RealClock)


@challenge.command()
@_id
@_as
@server_option
@format_option()
def standings(*, challenge_id: str, name: str | None, server: str | None, form: str) -> None:
    """Show how a challenge stands, and the podium once it is closed."""

    async def run(at: At) -> None:
        found = await at.challenges.scores.standing(challenge_id, at.actor)
        if form == "json":
            write_lines([json_line(standing_json(found))])
            return
        console().print(standing_table(found))
        if found.challenge.kind == Kind.TOURNAMENT and found.challenge.state == State.CLOSED:
            text = podium_text(await at.challenges.scores.podium(challenge_id, at.actor))
            console().print(Text(text), soft_wrap=True)

    run_at(run, name, server=server)


@challenge.command()
@_id
def close(*, challenge_id: str) -> None:
    """Close a challenge now. Calls of a tournament that run may still end; closing again does not wait for them."""

    async def run(at: At) -> None:
        click.echo(challenge_line(await at.challenges.life.close(challenge_id, at.actor)))

    run_at(run)


@challenge.command()
@_id
@click.option(
    "--csv", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE", help="Where to."
)
@bom_option
@server_option
def export(*, challenge_id: str, path: Path, bom: bool, server: str | None) -> None:
    """Write the standings as CSV."""

    async def run(at: At) -> None:
        await write_pieces(path, _pieces(await at.challenges.export(challenge_id, at.actor, bom=bom)))
        click.echo(f"Written: {path}")

    run_at(run, server=server)


def _again(name: str | None) -> str:
    if name is None:
        return ""
    return f" --as '{name}'" if " " in name else f" --as {name}"


def _played_here(kind: Kind) -> None:
    if kind.shared:
        raise DeskError(f"A {kind} is one call for a whole team and lives in Discord; here play tournaments and duels.")


def _seconds(text: str) -> float:
    seconds = parse_duration(text)
    if seconds is None:
        raise DeskError(f"A duel lasts a time like 20m, not '{text}'.")
    return seconds


async def _pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
