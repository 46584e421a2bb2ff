"""What the customer remembers of the call so far. Plain state: the rules that change it stand in the other modules."""

from collections import Counter
from dataclasses import dataclass, field

from bot.call.events import Phase
from bot.craft import Signal


@dataclass(slots=True)
class Standing:
    """An offer that was made, and what became of it."""

    remedy: str
    turn: int
    quote: str
    amount: float | None
    when: str
    early: bool = False
    """It came before the story was out or heard; it counts once they feel heard (R1)."""
    answered: bool = False
    """They had their say on it; once it counts, it is weighed when it is named again."""


@dataclass(slots=True)
class EmptyPromise:
    """Something promised that nobody can keep; found out after some turns or at the close (T10)."""

    turn: int
    quote: str
    standing: Standing | None = None
    """The offer that it would be, if somebody with the authority approved it."""


@dataclass(slots=True)
class Hold:
    since: float
    promised: float | None
    checked: bool = False


@dataclass(slots=True)
class Talk:
    """The memory of one call."""

    phase: Phase = Phase.VENTING
    turn: int = 0
    next_beat: int = 0
    told: dict[str, int] = field(default_factory=dict)
    """Fact -> the turn in which the customer told it."""
    used: Counter[Signal] = field(default_factory=Counter)
    """In how many earlier messages each signal stood."""
    facts_heard: set[str] = field(default_factory=set)
    """Facts that the agent said back."""
    texts: list[str] = field(default_factory=list)
    """The agent's messages, normalised for comparison."""
    standing: dict[str, Standing] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """Remedies that the agent said cannot be had, or that the customer turned down."""
    agreed: str = ""
    """`resolved` or `settled` once the customer took what was offered."""
    approved: set[str] = field(default_factory=set)
    promises: list[EmptyPromise] = field(default_factory=list)
    found_out: int = 0
    idle: int = 0
    """Turns in a row that moved nothing."""
    asked_rest: int = 0
    """How often the customer said that an offer is not all of it."""
    warned: bool = False
    wants_manager: bool = False
    looked_up: bool = False
    """They refused once to look up a detail; the next time they do."""
    fresh_harm: bool = False
    """Something new went wrong since the last apology: another one is due."""
    apology_parts: set[str] = field(default_factory=set)
    no_apology_noted: int = 0
    closing_turns: int = 0
    safety_done: bool = False
    owned: bool = False

    def apologies(self) -> int:
        return self.used[Signal.APOLOGIZE]
