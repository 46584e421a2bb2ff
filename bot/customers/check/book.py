"""A customer as the rules look at it: every line with its place, and findings that know theirs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.customers.chain import words_of
from bot.customers.finding import Finding, Severity
from bot.customers.loading import Customer
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Lines, Persona
from bot.customers.source import Path, line_at, lines_of, written
from bot.customers.stock import Stock


@dataclass(frozen=True, slots=True)
class Written:
    """One authored line and where it stands."""

    path: Path
    text: str
    group: Path
    """The occasion, fact, beat or answer that it belongs to."""
    slots: tuple[str, ...]
    """What may be filled in here besides the customer's own facts."""


class Book:
    """A customer as the rules look at it."""

    def __init__(self, customer: Customer, stock: Stock) -> None:
        self.persona = customer.persona
        self.stock = stock
        self._source_text = customer.source_text

    @cached_property
    def _lines(self) -> Mapping[Path, int]:
        return lines_of(self._source_text)

    def finding(self, code: str, path: Path, reason: str, repair: str, severity: Severity = Severity.ERROR) -> Finding:
        return Finding(code, written(path), reason, repair, line_at(self._lines, path) or 1, severity)

    @cached_property
    def authored(self) -> tuple[Written, ...]:
        """Every line but the corpus."""
        return tuple(_authored(self.persona))

    @cached_property
    def corpus(self) -> tuple[Written, ...]:
        return tuple(_of(("vents",), self.persona.vents))

    @property
    def written(self) -> tuple[Written, ...]:
        return self.authored + self.corpus

    @property
    def slots_known(self) -> tuple[str, ...]:
        """The slots that are filled everywhere."""
        return ("name", "company", *(fact.id for fact in self.persona.facts))


def _authored(persona: Persona) -> Iterator[Written]:
    for nth, fact in enumerate(persona.facts):
        yield from _of(("facts", nth, "tell"), fact.tell)
    for nth, beat in enumerate(persona.story):
        yield from _of(("story", nth), beat)
    for nth, remedy in enumerate(persona.remedies):
        for answer in ("accept", "refuse", "bargain"):
            yield from _of(("remedies", nth, answer), getattr(remedy, answer), ("offer", "when"))
        for i, bargain in enumerate(remedy.bargain_if):
            yield from _of(("remedies", nth, "bargain_if", i), bargain, ("offer", "when"))
    for occasion, lines in persona.lines.items():
        yield from _of(("lines", occasion), lines, OCCASIONS[occasion].slots)


def _of(group: Path, lines: Lines, slots: tuple[str, ...] = ()) -> Iterator[Written]:
    for register in ("hot", "sore", "cool", "any"):
        for nth, text in enumerate(getattr(lines, register)):
            yield Written((*group, register, nth), text, group, slots)


def plain(text: str) -> str:
    """What makes two lines the same: their words."""
    return " ".join(words_of(text))


def distinct_lines(persona: Persona) -> tuple[int, int]:
    """Authored lines and corpus lines, each counted once."""
    return len({plain(line.text) for line in _authored(persona)}), len({plain(text) for text in persona.vents.all()})
