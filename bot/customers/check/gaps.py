"""What is missing in a customer: lines for an occasion, a register or a remedy, and enough of everything."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.customers.chain import slots_of
from bot.customers.check.book import Book, distinct_lines
from bot.customers.check.limits import check_limits
from bot.customers.finding import Finding, Severity
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Lines, Register
from bot.customers.voice import venting_of

if TYPE_CHECKING:
    from bot.customers.source import Path

ADVICE, ERROR = Severity.ADVICE, Severity.ERROR

GAPS = ("P020", "P021", "P022", "P023")
"""What a customer who is still being written may lack."""


def _occasions(book: Book) -> Iterator[Finding]:
    for occasion in OCCASIONS.values():
        own = book.persona.lines.get(occasion.id, Lines())
        short = [
            f"{register.value} {len(own.of(register))} of {occasion.own}"
            for register in occasion.registers
            if len(own.of(register)) < occasion.own
        ]
        if short:
            reason = f"too few lines of their own: {', '.join(short)}"
            repair = f"write more for: {occasion.when}"
            yield book.finding("P020", ("lines", occasion.id), reason, repair)
        for register in Register:
            if register not in occasion.registers and getattr(own, register.value):
                reason = f"this occasion never comes up {register.value}"
                repair = f"move the lines to {' or '.join(r.value for r in occasion.registers)}"
                yield book.finding("P038", ("lines", occasion.id, register.value), reason, repair, ADVICE)


def _amounts(book: Book) -> Iterator[Finding]:
    limits = check_limits().complete
    lines, corpus = distinct_lines(book.persona)
    if lines < limits.lines:
        reason = f"{lines} distinct lines of at least {limits.lines}"
        yield book.finding("P021", ("lines",), reason, "write more lines for what comes up most")
    if corpus < limits.corpus:
        reason = f"{corpus} distinct corpus lines of at least {limits.corpus}"
        yield book.finding("P022", ("vents",), reason, "write more seamed lines")
    vents = venting_of(book.persona.vents).count(
        lambda phrase: all(slot in book.slots_known for slot in slots_of(phrase)), limits.vents
    )
    if vents < limits.vents:
        reason = f"the chain yields {vents} different vents of at least {limits.vents}"
        yield book.finding("P023", ("vents",), reason, "write more lines, with more seams that are open")


def _registers(book: Book) -> Iterator[Finding]:
    groups: list[tuple[Path, Lines]] = [
        (("facts", nth, "tell"), fact.tell) for nth, fact in enumerate(book.persona.facts)
    ]
    groups += [(("story", nth), beat) for nth, beat in enumerate(book.persona.story)]
    for path, lines in groups:
        if not lines.of(Register.COOL) and not lines.sore:
            reason = "there is no line that fits a calm customer"
            yield book.finding("P024", path, reason, "add a `sore`, `cool` or `any` line")
        elif not lines.of(Register.HOT):
            reason = "there is no line for a furious customer"
            yield book.finding("P024", path, reason, "add a `hot` line", ADVICE)


def _remedies(book: Book) -> Iterator[Finding]:
    for nth, remedy in enumerate(book.persona.remedies):
        path: Path = ("remedies", nth)
        if remedy.kind != "wrong" and not remedy.accept.of(Register.COOL) and not remedy.accept.sore:
            reason = "the customer has no line to accept it"
            yield book.finding("P025", path, reason, "add `accept` lines, sore and cool")
        if not remedy.refuse.all():
            severity = ERROR if remedy.kind == "wrong" else ADVICE
            reason = "the customer has no line to refuse it"
            yield book.finding("P025", path, reason, "add `refuse` lines", severity)


RULES = (_occasions, _amounts, _registers, _remedies)
