"""The rehearsal plan beside a customer's file: short scripts with the moods and outcomes that the author expects."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.call import Call, CallError, MoodState, Outcome
from bot.call.events import MoodMoved
from bot.customers import Customer, Difficulty
from bot.customers.stock import Stock
from bot.desk.script import UNANNOUNCED_HOLD, Command, Step, parse_script
from bot.rehearsal.playing import PAUSE, let_speak


class PlanError(ValueError):
    """A plan that cannot be read; the text is a sentence for its author."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Script(_Table):
    """What an agent sends, and how it should go."""

    name: str
    skill: str
    lines: Annotated[tuple[str, ...], Field(min_length=1)]
    outcome: Annotated[tuple[Outcome, ...], Field(min_length=1)]
    """Any of these."""
    max_messages: int | None = None
    moods: tuple[tuple[int, tuple[MoodState, ...]], ...] = ()
    """After the agent's n-th message the mood is one of these."""


class Plan(_Table):
    persona: str
    scripts: Annotated[tuple[Script, ...], Field(min_length=1)]


def plan_path(customer_file: Path) -> Path:
    return customer_file.with_suffix(".plan.toml")


def load_plan(path: Path) -> Plan:
    """The plan in a file.

    Raises:
        PlanError: it is missing or not a plan.
    """
    try:
        return Plan.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise PlanError(f"There is no rehearsal plan {path.name}; write one beside the customer's file.") from None
    except tomllib.TOMLDecodeError as error:
        raise PlanError(f"{path.name} is no TOML file: {error}.") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlanError(f"{path.name}: {where}: {first['msg']}.") from None


def play_steps(call: Call, steps: Iterable[Step]) -> Call:
    """Play the steps of a script in an open call; the script's end ends the call.

    A hold that no /wait filled lasts as long as was announced, a minute where nothing was.

    Raises:
        PlanError: a line does not fit the call.
    """
    held_until = 0.0
    for step in steps:
        if call.outcome is not None:
            break
        at = call.now + PAUSE
        match step.command:
            case Command.HOLD:
                held_until = at + (step.seconds or UNANNOUNCED_HOLD)
            case Command.WAIT:
                held_until = 0.0
            case Command.RESUME:
                at = max(held_until, call.now)
        try:
            _take(call, step, at)
        except CallError as error:
            raise PlanError(f"line {step.number}: {error}") from None
        let_speak(call)
    if call.outcome is None:
        call.end(call.now + PAUSE)
    return call


def _take(call: Call, step: Step, at: float) -> None:
    match step.command:
        case None:
            call.hear(step.text, at)
        case Command.NOW:
            call.hear(step.text, call.now)
        case Command.WAIT:
            call.wait(call.now + (step.seconds or 0))
        case Command.SUPERVISOR:
            call.supervisor(at, step.text)
        case Command.HOLD:
            call.hold(at, step.seconds)
        case Command.RESUME:
            call.resume(at)
        case Command.END:
            call.end(at)
        case Command.STOP:
            call.stop(at)
        case Command.HINT | Command.NOTE:
            pass


def play_script(customer: Customer, script: Script, *, stock: Stock, seed: int, difficulty: Difficulty) -> list[str]:
    """Play one script; returns what did not go as planned, a sentence each."""
    call = Call(customer, difficulty, seed, stock=stock)
    call.open()
    let_speak(call)
    play_steps(call, parse_script(script.lines))
    missed: list[str] = []
    if call.outcome not in script.outcome:
        wanted = " or ".join(script.outcome)
        missed.append(f"{script.name}: it ended {call.outcome} at anger {call.mood.anger}, planned was {wanted}")
    if script.max_messages is not None and call.turn > script.max_messages:
        missed.append(f"{script.name}: it took {call.turn} messages, planned were at most {script.max_messages}")
    after = {e.turn: e.after.state for e in call.events if isinstance(e, MoodMoved)}
    for turn, moods in script.moods:
        if turn in after and after[turn] not in moods:
            missed.append(
                f"{script.name}: after message {turn} the mood was {after[turn]}, planned was {' or '.join(moods)}"
            )
    return missed
