"""A call that is played from a script, or from lines that another program pipes in."""

import asyncio
import queue
import sys
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from bot.call import Event
from bot.cli.jsonlines import briefing_line, event_lines, look_line
from bot.cli.output import console, json_line, piped, write_lines
from bot.desk import (
    AfterCall,
    Desk,
    DeskError,
    LiveCall,
    Look,
    ScriptPlayer,
    Standings,
    Step,
    no_such,
    parse_line,
    parse_script,
)
from bot.terminal import Narrator

_EAGER = 0.25
"""Seconds without a next line on standard input after which the customer is played on: another program may be waiting
for the answer before it writes."""


def script_steps(script: Path | None) -> AsyncIterator[Step | None]:
    """The steps of a script, or of standard input; None where the next line is not there yet.

    Raises:
        DeskError: there is no such file.
        ScriptError: a line cannot be played.
    """
    if script is not None and str(script) != "-":
        # Read and checked before the call begins: a misspelt line must not leave half a call behind.
        return _given(parse_script(_read(script)))
    return _piped()


async def play_script(desk: Desk, live: LiveCall, source: AsyncIterator[Step | None], *, as_json: bool) -> None:
    """Play the steps in a call, to its end, and show it with the debrief."""
    show = _Show(live, as_json=as_json)
    if not live.catching_up:
        show.briefing()
        show.events(live.call.events)
    player = ScriptPlayer(desk, live)
    async for step in source:
        async for events in player.finish() if step is None else player.step(step):
            show.events(events)
    async for events in player.end():
        show.events(events)
    nudge = await Standings(desk).nudge(live.record.trainee_id)
    show.debrief(await AfterCall(desk).look(live.id), nudge)


class _Show:
    """Prints a scripted call in the wanted form."""

    def __init__(self, live: LiveCall, *, as_json: bool) -> None:
        self._live = live
        self._narrator = None if as_json else Narrator(console(), live)

    def briefing(self) -> None:
        if self._narrator is None:
            write_lines([json_line(briefing_line(self._live.record, self._live.customer.persona))])
        else:
            self._narrator.briefing()

    def events(self, events: Sequence[Event]) -> None:
        if self._narrator is None:
            write_lines(map(json_line, event_lines(events)))
        else:
            self._narrator.events(events)
            sys.stdout.flush()

    def debrief(self, look: Look, nudge: str) -> None:
        """The nudge is for people: two runs of a script with JSON must not differ by what was played before."""
        if self._narrator is None:
            write_lines([json_line(look_line(look))])
        else:
            self._narrator.debrief(look, "" if nudge == look.debrief.reset else nudge)


def _read(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace").splitlines()
    except FileNotFoundError:
        raise DeskError(_no_file(path)) from None
    except OSError as error:
        raise DeskError(f"The script {path} cannot be read: {(error.strerror or 'unknown reason').lower()}.") from None


def _no_file(path: Path) -> str:
    try:
        beside = sorted(str(path.with_name(one.name)) for one in path.parent.iterdir() if one.is_file())
    except OSError:
        return f"There is no script '{path}', and no folder {path.parent}."
    return no_such("script", str(path), beside)


async def _given(steps: Sequence[Step]) -> AsyncIterator[Step | None]:
    for step in steps:
        yield step


async def _piped() -> AsyncIterator[Step | None]:
    """Lines of standard input as they come; None when the next one is not there yet."""
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def read() -> None:
        for line in piped():
            lines.put(line)
        lines.put(None)

    # A daemon: a pipe that nobody closes must not keep the process alive after an error.
    threading.Thread(target=read, daemon=True).start()
    number = 0
    while True:
        try:
            line = await asyncio.to_thread(lines.get, timeout=_EAGER)
        except queue.Empty:
            yield None
            line = await asyncio.to_thread(lines.get)
        if line is None:
            return
        number += 1
        step = parse_line(number, line.decode("utf-8-sig", errors="replace"))
        if step is not None:
            yield step
