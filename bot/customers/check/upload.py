"""A customer's file from outside: what the check finds, and what keeps it from slowing or misleading others.

Nobody here has seen the file before. So it is read in a process of its own (bot/desk/apart.py), and what may be in it
is counted: every pattern is looked for in every message, in the process that plays everybody's calls.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

from bot.customers.check.book import Book
from bot.customers.check.examining import check
from bot.customers.check.limits import check_limits
from bot.customers.finding import Finding
from bot.customers.loading import PersonaError, customer_from_text, decoded
from bot.customers.persona import Persona
from bot.customers.stock import Stock

if TYPE_CHECKING:
    from bot.customers.source import Path

_FORMATTING = re.compile(r"[*_~`|<>\[\]#@\\]|https?:|[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Signs that Discord, or the direction of writing, makes something else of."""

_WORD = re.compile(r"[\s/]+")
"""What stands between the words of a pattern."""


def examine_upload(raw: bytes, name: str, stock: Stock) -> list[Finding]:
    """Everything that is wrong with an uploaded file, in the order of its lines; `name` stands for it in messages.

    Gaps are advice here, as they are for a customer who is still being written: the stock fills them in a call.
    """
    try:
        customer = customer_from_text(decoded(raw, name, most=check_limits().upload.bytes), name)
    except PersonaError as error:
        return list(error.findings)
    book = Book(customer, stock)
    too_many = list(_too_many(book))
    if too_many:
        return too_many  # the other rules are written for a customer of usual size
    found = [*check(customer, stock, complete=False), *_formatted(book)]
    return sorted(found, key=lambda finding: finding.line)


def _too_many(book: Book) -> Iterator[Finding]:
    most, persona = check_limits().upload, book.persona
    authority, patterns = persona.authority, list(_patterns(persona))
    counted: tuple[tuple[Path, str, int, int], ...] = (
        (("facts",), "facts", len(persona.facts), most.facts),
        (("remedies",), "remedies", len(persona.remedies), most.remedies),
        (("story",), "beats", len(persona.story), most.beats),
        (("case",), "rows", len(persona.case), most.rows),
        (("called",), "forms of address", len(persona.called), most.names),
        (("manner", "slips"), "slips", len(persona.manner.slips), most.slips),
        (("authority", "may"), "rights", len(authority.may), most.rights),
        (("authority", "with_supervisor"), "rights", len(authority.with_supervisor), most.rights),
        (("authority", "may_not"), "rights", len(authority.may_not), most.rights),
        (("facts",), "patterns, with those of the remedies", len(patterns), most.patterns),
        (("facts",), "words in patterns", sum(len(_WORD.split(one)) for one in patterns), most.pattern_words),
        (("lines",), "lines", len(book.authored), most.lines),
        (("vents",), "lines", len(book.corpus), most.vents),
    )
    for path, what, number, limit in counted:
        if number > limit:
            yield book.finding("P005", path, f"{number} {what}", f"keep to {limit}")


def _patterns(persona: Persona) -> Iterator[str]:
    for fact in persona.facts:
        yield from chain(fact.ask, fact.unless, fact.said_back)
    for remedy in persona.remedies:
        yield from chain(remedy.means, remedy.unless)


def _formatted(book: Book) -> Iterator[Finding]:
    persona = book.persona
    for key in ("name", "trade", "company", "anger_kind"):
        sign = _FORMATTING.search(getattr(persona, key))
        if sign is not None:
            yield book.finding("P052", (key,), f"{sign[0]!r} is shown as something else", "write it in plain letters")
