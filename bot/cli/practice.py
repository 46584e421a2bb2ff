"""`simmer practice`: a call in the terminal, from a person or from a script."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bot.call import Event
from bot.call.events import AgentSaid, CustomerSaid
from bot.cli.choices import Choice
from bot.cli.options import format_option, mild_option, persona_option, script_option, seed_option
from bot.cli.output import at_terminal, console
from bot.cli.scripted import play_script, script_steps
from bot.cli.setting_up import local_trainee, open_desk
from bot.customers import Difficulty
from bot.desk import (
    Desk,
    DeskError,
    LiveCall,
    Mode,
    SimulatedClock,
)
from bot.store import CallRecord
from bot.terminal import Asked, TerminalCall, choose_customer

LATEST = ""
"""`--resume` without a call."""
_SEEN_AGAIN = 6
"""Messages that are shown again when a call is resumed."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options."""

    persona: str | None
    difficulty: str | None
    mode: str | None
    seed: int | None
    mild: bool
    script: Path | None
    json: bool
    resume: str | None
    origin: tuple[str, int] | None
    """A finished call and the message from which on it is tried again."""


@click.command()
@persona_option(required=False)
@click.option(
    "--difficulty",
    type=Choice("difficulty", tuple(Difficulty)),
    help="How hard the customer is to calm. Default: normal.",
)
@click.option(
    "--mode",
    type=Choice("mode", tuple(Mode)),
    help="coach comments each message, practice shows the mood, exam hides it. Default: practice.",
)
@seed_option
@mild_option
@script_option
@format_option("json writes one object a line; it needs a script.")
@click.option(
    "--resume",
    is_flag=False,
    flag_value=LATEST,
    metavar="[CALL]",
    help="Go on with a call that was left or killed; without CALL the latest open one.",
)
@click.option("--from", "from_call", metavar="CALL", help="Try a finished call again, as a new one, ...")
@click.option("--turn", type=click.IntRange(1), metavar="N", help="... from this message of yours on.")
def practice(  # noqa: PLR0913 (each is an option)
    *,
    persona: str | None,
    difficulty: str | None,
    mode: str | None,
    seed: int | None,
    mild: bool,
    script: Path | None,
    form: str,
    resume: str | None,
    from_call: str | None,
    turn: int | None,
) -> None:
    """Take a call."""
    if (from_call is None) != (turn is None):
        raise click.UsageError("--from and --turn go together: which call to try again, and from which message on.")
    if from_call is not None and resume is not None:
        raise click.UsageError("--resume goes on with a call, --from begins a new one; leave out one of the two.")
    origin = None if from_call is None or turn is None else (from_call, turn)
    wanted = Wanted(persona, difficulty, mode, seed, mild, script, form == "json", resume, origin)
    if script is None and at_terminal():
        if wanted.json:
            raise click.UsageError("--format json needs a script: name one with --script, or pipe its lines in.")
        asyncio.run(_interactive(wanted))
    else:
        asyncio.run(_scripted(wanted))


# -- a person


async def _interactive(wanted: Wanted) -> None:
    async with open_desk() as desk:
        shown: Sequence[Event] = ()
        if wanted.origin is not None:
            live = await _again(desk, wanted, wanted.origin)
            shown = _spoken(live)
        elif wanted.resume is None:
            persona = wanted.persona
            if persona is None:
                customers = desk.customers()
                if not customers:
                    raise DeskError("There are no customers to choose from.")
                try:
                    persona = (await choose_customer(customers, console())).id
                except (KeyboardInterrupt, EOFError):
                    return
            live = await _start(desk, wanted, persona)
            shown = live.call.events
        else:
            record = await _stored(desk, wanted, scripted=False)
            if record.status != "open":
                raise DeskError(
                    f"The call {record.id} is over ({record.outcome}); see it with: simmer replay {record.id}"
                )
            live = await desk.resume(record.id)
            shown = said_before(live)
        await play_person(desk, live, shown)


async def play_person(desk: Desk, live: LiveCall, shown: Sequence[Event]) -> None:
    """Let the person at the terminal play; what was said before is shown first."""
    if await TerminalCall(desk, live, console).run(shown) is Asked.LEFT:
        desk.leave(live.id)


def said_before(live: LiveCall) -> Sequence[Event]:
    """What is shown of a call that goes on: the last messages."""
    return _spoken(live)[-_SEEN_AGAIN:]


# -- a script


async def _scripted(wanted: Wanted) -> None:
    source = script_steps(wanted.script)
    async with open_desk(SimulatedClock) as desk:
        await play_script(desk, await _script_call(desk, wanted), source, as_json=wanted.json)


async def _script_call(desk: Desk, wanted: Wanted) -> LiveCall:
    if wanted.origin is not None:
        return await _again(desk, wanted, wanted.origin)
    if wanted.resume is not None:
        record = await _stored(desk, wanted, scripted=True)
        return await desk.rehear(record.id)
    if wanted.persona is None:
        raise DeskError(
            "A script needs a customer: name one with --persona (of " + ", ".join(c.id for c in desk.customers()) + ")."
        )
    return await _start(desk, wanted, wanted.persona)


# -- both


async def _start(desk: Desk, wanted: Wanted, persona: str) -> LiveCall:
    return await desk.start(
        persona,
        trainee=local_trainee(),
        difficulty=None if wanted.difficulty is None else Difficulty(wanted.difficulty),
        mode=Mode(wanted.mode or Mode.PRACTICE),
        seed=wanted.seed,
        mild=wanted.mild,
    )


async def _again(desk: Desk, wanted: Wanted, origin: tuple[str, int]) -> LiveCall:
    """A new call from a message of an earlier one on."""
    record = await desk.record(origin[0])
    _refuse_other(record, replace(wanted, mode=None), "to try it again")
    mode = None if wanted.mode is None else Mode(wanted.mode)
    return await desk.try_again(record.id, origin[1], trainee=local_trainee(), mode=mode)


def _spoken(live: LiveCall) -> list[Event]:
    return [event for event in live.call.events if isinstance(event, CustomerSaid | AgentSaid)]


async def _stored(desk: Desk, wanted: Wanted, *, scripted: bool) -> CallRecord:
    """The call to resume. A script that was killed after its last line still has its debrief to show."""
    if wanted.resume:
        record = await desk.record(wanted.resume)
    else:
        trainee = local_trainee().id
        found = await desk.latest(trainee, status="open")
        if found is None and scripted:
            found = await desk.latest(trainee)
        if found is None:
            raise DeskError("There is no open call to resume; begin one with: simmer practice")
        record = found
    _refuse_other(record, wanted, "to resume it")
    return record


def _refuse_other(record: CallRecord, wanted: Wanted, purpose: str) -> None:
    """A call that goes on is the one that it was."""
    for name, given, stored in (
        ("persona", wanted.persona, record.persona_id),
        ("difficulty", wanted.difficulty, record.difficulty),
        ("mode", wanted.mode, record.mode),
        ("seed", wanted.seed, record.seed),
        ("mild", wanted.mild or None, record.mild),
    ):
        if given is not None and given != stored:
            raise DeskError(f"The call {record.id} was begun with --{name} {stored}; leave --{name} out {purpose}.")
