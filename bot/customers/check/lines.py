"""What is wrong with single lines: their slots, lengths, curses and openings, and what is said twice."""

import re
from collections import Counter
from collections.abc import Iterator

from bot.customers.chain import slots_of, words_of
from bot.customers.check.book import Book, Written, plain
from bot.customers.check.limits import check_limits
from bot.customers.finding import Finding, Severity
from bot.customers.loading import Customer
from bot.customers.manner import softened
from bot.customers.said import MESSAGES
from bot.customers.schema_errors import nearest
from bot.customers.source import Path, written

ADVICE, ERROR = Severity.ADVICE, Severity.ERROR


def _slots(book: Book) -> Iterator[Finding]:
    known = book.slots_known
    for line in book.written:
        for slot in slots_of(line.text):
            if slot not in known and slot not in line.slots:
                allowed = [*line.slots, *known]
                near = nearest(slot, allowed)
                repair = f"did you mean {{{near}}}?" if near else f"allowed here: {', '.join(allowed)}"
                yield book.finding("P030", line.path, f"nothing fills {{{slot}}} here", repair)
        if re.search(r"[{}]", re.sub(r"\{[a-z][a-z0-9_]*\}", "", line.text)):
            reason = "a brace that begins or ends no slot"
            yield book.finding("P031", line.path, reason, "write slots like {order_number}")


def _repeated(book: Book) -> Iterator[Finding]:
    first: dict[str, Written] = {}
    for line in book.authored:
        said = plain(line.text)
        other = first.setdefault(said, line)
        if other is not line:
            severity = ERROR if other.group == line.group else ADVICE
            reason = f"the same line stands at {written(other.path)}"
            yield book.finding("P032", line.path, reason, "say it another way", severity)
    seamed: dict[str, Written] = {}
    for line in book.corpus:
        other = seamed.setdefault(plain(line.text), line)
        if other is not line:
            reason = f"the same line stands at {written(other.path)}"
            yield book.finding("P032", line.path, reason, "say it another way")


def borrowed(book: Book, others: list[Customer]) -> Iterator[Finding]:
    """Lines that stand in another customer's file too."""
    least = check_limits().line.shared_words
    theirs: dict[str, str] = {}
    for other in others:
        for line in Book(other, book.stock).written:
            theirs.setdefault(plain(line.text), other.id)
    for line in book.written:
        said = plain(line.text)
        if len(said.split()) >= least and said in theirs:
            yield book.finding("P033", line.path, f"{theirs[said]} says that too", "find this customer's own words")


def _lengths(book: Book) -> Iterator[Finding]:
    limits = check_limits().line
    for line in book.authored:
        messages = [part.strip() for part in line.text.split(MESSAGES)]
        longest = max(len(message) for message in messages)
        if longest > limits.long:
            severity = ERROR if longest > limits.longest else ADVICE
            reason = f"a message of {longest} characters"
            repair = f"stay under {limits.long}, or break it with {MESSAGES}"
            yield book.finding("P034", line.path, reason, repair, severity)
        if len(messages) > limits.messages or not all(messages):
            reason = f"{len(messages)} messages in one line" if all(messages) else "an empty message"
            repair = f"at most {limits.messages}, none of them empty"
            yield book.finding("P035", line.path, reason, repair)
    bursts = sum(MESSAGES in line.text for line in book.authored)
    if book.authored and bursts / len(book.authored) > limits.bursts:
        reason = f"{bursts} of {len(book.authored)} lines come as several messages"
        yield book.finding("P035", ("lines",), reason, f"use {MESSAGES} for outbursts only", ADVICE)


def _curses(book: Book) -> Iterator[Finding]:
    curses = book.stock.mild.curses
    for line in book.written:
        left = [word for word in words_of(softened(line.text, book.stock.mild)) if word in curses]
        if left:
            reason = f"mild language has nothing for {left[0]!r}"
            yield book.finding("P036", line.path, reason, "add it to personas/stock/mild.toml, or take it out")


def _openings(book: Book) -> Iterator[Finding]:
    most = check_limits().line.alike
    groups: dict[Path, list[str]] = {}
    for line in book.authored:
        groups.setdefault(line.path[:-1], []).append(" ".join(words_of(line.text)[:2]))
    for path, openings in groups.items():
        for opening, times in Counter(openings).items():
            if times >= most:
                reason = f"{times} lines begin with {opening!r}, of which a call lets two be said"
                yield book.finding("P037", path, reason, "vary how they begin", ADVICE)


RULES = (_slots, _repeated, _lengths, _curses, _openings)
