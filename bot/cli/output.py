"""Writing to a console that may not know UTF-8 and a pipe that may be closed."""

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console


def prepare() -> None:
    """Let a character that the console lacks become a question mark instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def at_terminal() -> bool:
    """Whether a person can type. A process may also have been started without any standard input."""
    return sys.stdin is not None and sys.stdin.isatty()


def piped() -> Iterator[bytes]:
    """The lines that are piped in."""
    if sys.stdin is not None:
        yield from sys.stdin.buffer


def console() -> Console:
    """A Rich console for standard output as it is now. It obeys NO_COLOR and the width of the terminal."""
    return Console(highlight=False, emoji=False, markup=False)


def write_lines(lines: Iterable[str]) -> None:
    """Write lines at once and whole, so that a killed process leaves no half line and no half turn."""
    text = "".join(f"{line}\n" for line in lines)
    if text:
        sys.stdout.write(text)
        sys.stdout.flush()


def json_line(data: dict[str, Any]) -> str:
    """One object on one line, in plain ASCII: readable by every consumer on every console."""
    return json.dumps(data, ensure_ascii=True, allow_nan=False)


def abandon() -> None:
    """The reader of our output is gone. Nothing more can be said, and nothing should be tried at exit."""
    silence = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(silence, stream.fileno())
        except (OSError, ValueError):
            continue
