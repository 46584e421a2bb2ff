"""Every rule over a whole customer, or over a file as its author hands it in."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from bot.customers.check import case, gaps, lines, seams
from bot.customers.check.book import Book
from bot.customers.check.lines import borrowed
from bot.customers.finding import Finding, Severity
from bot.customers.loading import Customer, PersonaError, load_customer
from bot.customers.stock import Stock

_RULES: tuple[Callable[[Book], Iterator[Finding]], ...] = (*gaps.RULES, *lines.RULES, *seams.RULES, *case.RULES)


def check(customer: Customer, stock: Stock, *, others: Iterable[Customer] = (), complete: bool = True) -> list[Finding]:
    """Everything that is wrong with a customer, in the order of the file.

    `others` are the customers whose lines must not be borrowed. A customer who is still being written
    (`complete=False`) is advised about gaps instead of faulted for them.
    """
    book = Book(customer, stock)
    found = [finding for rule in _RULES for finding in rule(book)]
    found += borrowed(book, [other for other in others if other.id != customer.id])
    if not complete:
        found = [replace(f, severity=Severity.ADVICE) if f.code in gaps.GAPS else f for f in found]
    return sorted(found, key=lambda f: (f.line, f.code, f.place, f.reason))


def examine(path: Path, stock: Stock, *, others: Iterable[Customer] = (), complete: bool = True) -> list[Finding]:
    """A file as its author hands it in: what keeps it from loading, or else everything that check finds."""
    try:
        customer = load_customer(path)
    except PersonaError as error:
        return list(error.findings)
    found = check(customer, stock, others=others, complete=complete)
    if path.stem != customer.id:
        reason = f"the file is called {path.stem!r}, its customer {customer.id!r}"
        found.insert(0, Finding("P008", "id", reason, f"call the file {customer.id}.toml", 1))
    return found
