"""The result of reading one message."""

from dataclasses import dataclass

from bot.craft import Signal


@dataclass(frozen=True, slots=True)
class Found:
    """A signal and the words that carry it; `text[start:end] == quote`, offsets in characters."""

    signal: Signal
    start: int
    end: int
    quote: str
    why: str = ""
    """What decided: the id of a rule, or the words of the model that weighed most."""
    certainty: float = 1.0
    """How likely the signal is there, 0 to 1: of the findings of about this certainty so many are right."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A message and what was found in it, ordered by place; a signal stands in it at most once."""

    text: str
    found: tuple[Found, ...] = ()

    @property
    def signals(self) -> frozenset[Signal]:
        return frozenset(f.signal for f in self.found)

    def quote(self, signal: Signal) -> str:
        """The words that carry the signal; empty when it is not there."""
        return next((f.quote for f in self.found if f.signal is signal), "")
