"""Plays a script (DESIGN: scripts): a line is one message, sent 15 s after the customer finished.

Everything happens 15 s after the customer finished, or at once when more than that has passed already; except `/now`
and `/stop`, which do not wait for them, and `/wait`, which counts from the moment they finished. The player only
decides *when*; what an input does is the call's business.
"""

import re
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.call import Call, CallError, Event, Input, InputKind
from bot.call.events import AgentSaid, CameBack, CustomerSaid, Ended, HeldOn, SupervisorAnswered
from bot.desk.desk import Desk
from bot.desk.errors import DeskError
from bot.desk.live import LiveCall
from bot.desk.nearest import no_such

PAUSE = 15.0
"""Seconds between the customer's last word and the next line."""
UNANNOUNCED_HOLD = 60.0
"""How long a hold lasts when neither the script nor the agent says."""
LONGEST = 24 * 60 * 60.0


class Command(StrEnum):
    """What a line may do besides speaking."""

    WAIT = "wait"
    NOW = "now"
    HOLD = "hold"
    RESUME = "resume"
    SUPERVISOR = "supervisor"
    HINT = "hint"
    NOTE = "note"
    END = "end"
    STOP = "stop"


class CommandError(ValueError):
    """A slash command that is unknown or lacks what it needs; the message is the sentence that the user reads."""


class ScriptError(Exception):
    """A line that cannot be played; the message names it."""

    def __init__(self, number: int, sentence: str) -> None:
        where = f"Line {number} of the script" if number else "The end of the script"
        super().__init__(f"{where}: {sentence}")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a script. No command means: say `text`."""

    number: int
    """Counted from 1; 0 is the end of the script."""
    text: str = ""
    command: Command | None = None
    seconds: float | None = None


_DURATION = re.compile(
    r"(?:(?P<m>\d{1,6}(?:\.\d{1,3})?)\s*m(?:in(?:ute)?s?)?)?\s*(?:(?P<s>\d{1,6}(?:\.\d{1,3})?)\s*s(?:ec(?:ond)?s?)?)?",
    re.IGNORECASE,
)


def parse_duration(text: str) -> float | None:
    """Seconds of `40s`, `2m`, `1m 30s`, `2 minutes` or `40`; None if it is none of these."""
    text = text.strip()
    if re.fullmatch(r"\d{1,6}(?:\.\d{1,3})?", text, re.ASCII):
        return min(float(text), LONGEST)
    match = _DURATION.fullmatch(text)
    if match is None or not (match["m"] or match["s"]):
        return None
    return min(float(match["m"] or 0) * 60 + float(match["s"] or 0), LONGEST)


def parse_command(line: str) -> tuple[Command, str, float | None]:
    """A line that begins with a slash: the command, its text, its seconds.

    Raises:
        CommandError: the command is unknown or lacks what it needs.
    """
    word, _, rest = line.strip()[1:].partition(" ")
    rest = rest.strip()
    try:
        command = Command(word.lower())
    except ValueError:
        raise CommandError(no_such("command", f"/{word}", (f"/{known}" for known in Command))) from None
    if command is Command.HOLD and not rest:
        return command, "", None
    if command in {Command.WAIT, Command.HOLD}:
        seconds = parse_duration(rest)
        if seconds is None:
            raise CommandError(f"/{command} needs a time like 40s or 2m, not '{rest}'.")
        return command, "", seconds
    if command is Command.NOW and not rest:
        raise CommandError("/now needs the message to send, for instance '/now One moment, please.'.")
    return command, rest, None


def parse_line(number: int, line: str) -> Step | None:
    """One line of a script; None for a comment or an empty line.

    Raises:
        ScriptError: an unknown command, or one that lacks what it needs.
    """
    line = line.strip()
    if not line or line.startswith("#"):
        return None
    if not line.startswith("/"):
        return Step(number, line)
    try:
        command, text, seconds = parse_command(line)
    except CommandError as error:
        raise ScriptError(number, str(error)) from error
    return Step(number, text, command, seconds)


def parse_script(lines: Iterable[str]) -> list[Step]:
    """All steps of a script.

    Raises:
        ScriptError: the first line that cannot be played.
    """
    steps = (parse_line(number, line) for number, line in enumerate(lines, start=1))
    return [step for step in steps if step is not None]


class ScriptPlayer:
    """Plays the steps of one script in one call."""

    def __init__(self, desk: Desk, live: LiveCall) -> None:
        self._desk = desk
        self._live = live
        self._quiet = live.call.now
        """When anybody last said or did something."""
        self._held_since: float | None = None
        self._promised: float | None = None
        self._waited = False
        self._asking = False
        """A supervisor was asked and has not answered yet."""

    @property
    def _call(self) -> Call:
        return self._live.call

    async def step(self, step: Step) -> AsyncIterator[tuple[Event, ...]]:
        """Play one step; yields the events of each input as soon as they are stored.

        Raises:
            ScriptError: the step does not fit the call, for instance `/resume` without a hold.
        """
        if self._call.outcome is not None and step.command is not Command.NOTE:
            return
        try:
            async for events in self._play(step):
                yield events
        except (CallError, DeskError) as error:
            raise ScriptError(step.number, str(error)) from error

    async def _play(self, step: Step) -> AsyncIterator[tuple[Event, ...]]:
        if step.command is Command.STOP or (step.command is None and self._live.stops(step.text)):
            yield await self._take(InputKind.STOP, self._call.now)
            return
        if step.command is Command.NOW:
            yield await self._take(InputKind.SAY, self._while_typing(), step.text)
            return
        if step.command is Command.RESUME:
            async for events in self._resume():
                yield events
            return
        async for events in self.finish():
            yield events
        if step.command is Command.NOTE:
            yield await self._take(InputKind.NOTE, self._call.now, step.text)
        elif self._call.outcome is None:
            async for events in self._act(step):
                yield events

    async def _act(self, step: Step) -> AsyncIterator[tuple[Event, ...]]:
        at = max(self._call.now, self._quiet + PAUSE)
        match step.command:
            case Command.WAIT:
                self._waited = True
                async for events in self._until(self._call.now + (step.seconds or 0.0)):
                    yield events
            case None:
                yield await self._take(InputKind.SAY, at, step.text)
            case Command.HOLD:
                yield await self._take(InputKind.HOLD, at, seconds=step.seconds)
            case Command.SUPERVISOR:
                self._asking = True
                yield await self._take(InputKind.SUPERVISOR, at, step.text)
                async for events in self._answer():
                    yield events
            case Command.HINT:
                async for events in self._until(at):
                    yield events
                if self._call.outcome is None:
                    yield self._show(await self._desk.hint(self._live.id, at))
            case _:
                yield await self._take(InputKind.END, at)

    def _while_typing(self) -> float:
        """A moment at which the customer types their next message; now, when they type nothing."""
        now, due, begins = self._call.now, self._call.due(), self._call.typing_from
        if due is None or begins is None:
            return now
        return round((max(now, begins) + due) / 2, 3)

    async def end(self) -> AsyncIterator[tuple[Event, ...]]:
        """The script's end ends the call."""
        async for events in self.step(Step(0, "", Command.END)):
            yield events

    async def finish(self) -> AsyncIterator[tuple[Event, ...]]:
        """Let the customer say all that they are about to say."""
        while self._call.outcome is None and self._held_since is None:
            due = self._call.due()
            soon = self._quiet + PAUSE
            if due is None or (due > soon and not self._call.customer_typing(max(soon, self._call.now))):
                return
            yield await self._take(InputKind.WAIT, due)

    async def _answer(self) -> AsyncIterator[tuple[Event, ...]]:
        while self._call.outcome is None and self._asking:
            due = self._call.due()
            if due is None:
                return
            yield await self._take(InputKind.WAIT, due)

    async def _resume(self) -> AsyncIterator[tuple[Event, ...]]:
        if self._held_since is not None and not self._waited:
            lasts = UNANNOUNCED_HOLD if self._promised is None else self._promised
            async for events in self._until(self._held_since + lasts):
                yield events
        if self._call.outcome is None:
            yield await self._take(InputKind.RESUME, self._call.now)

    async def _until(self, at: float) -> AsyncIterator[tuple[Event, ...]]:
        while self._call.outcome is None and self._call.now < at:
            due = self._call.due()
            yield await self._take(InputKind.WAIT, at if due is None else min(at, due))

    async def _take(
        self, kind: InputKind, at: float, text: str = "", seconds: float | None = None
    ) -> tuple[Event, ...]:
        await self._live.clock.sleep_until(at)
        return self._show(await self._desk.take(self._live.id, Input(kind, at, text, seconds)))

    def _show(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        for event in events:
            match event:
                case CustomerSaid() | AgentSaid():
                    self._quiet = event.at
                case SupervisorAnswered():
                    self._asking = False
                    self._quiet = event.at
                case HeldOn():
                    self._held_since, self._promised, self._waited = event.at, event.promised, False
                    self._quiet = event.at
                case CameBack():
                    self._held_since = None
                    self._quiet = event.at
                case Ended():
                    self._held_since = None
                case _:
                    pass
        # What was stored before the process was killed has been shown before.
        return () if self._live.catching_up else events
