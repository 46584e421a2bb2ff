"""What goes into a call: with persona, difficulty and seed, these determine it fully. They are what is stored."""

from dataclasses import dataclass
from enum import StrEnum


class InputKind(StrEnum):
    OPEN = "open"
    """The trainee takes the call; the customer begins."""
    SAY = "say"
    """A message of the trainee: `text`."""
    TYPING = "typing"
    """The trainee was seen typing: no patience runs (R15)."""
    WAIT = "wait"
    """Nothing but time until `at`. Waits may be split or joined without any effect."""
    HOLD = "hold"
    """The trainee puts the customer on hold, for `seconds` if a time was announced."""
    RESUME = "resume"
    """Back from the hold."""
    SUPERVISOR = "supervisor"
    """The trainee asks a supervisor; `text` may say what for."""
    HINT = "hint"
    """A hint was shown: `text` is what it said."""
    NOTE = "note"
    """The after-call note: `text`. Also after the end."""
    END = "end"
    """The trainee ends the call."""
    STOP = "stop"
    """The stop word: ends at once, never scored."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `at` and `seconds` are seconds on the call's own clock, which starts at 0 when the call is taken."""

    kind: InputKind
    at: float
    text: str = ""
    seconds: float | None = None
