"""What the model sees of a message. The same function feeds training and reading, so that they cannot differ."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.reading.amounts import durations, money, times
from bot.reading.lexicon import lexicon
from bot.reading.message import Message, Token
from bot.reading.rules import rules
from bot.reading.wordclasses import class_of, classes

_JOINED = 3  # words in the longest run that counts as one feature


@dataclass(slots=True)
class Unit:
    """A sentence as the model sees it: its features, each with the run of tokens it was seen in."""

    first: int
    last: int
    features: dict[str, tuple[int, int]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    """The words, whose spelling (`spelling_of`) counts besides."""


@lru_cache(maxsize=16384)
def spelling_of(word: str) -> tuple[str, ...]:
    """The runs of three to five letters of a word and its edges."""
    if not word[0].isalnum():
        return ()
    edged = f"<{word[:24]}>"
    return tuple(
        f"c:{edged[i:i + n]}" for n in (3, 4, 5) for i in range(len(edged) - n + 1)
    )


def units(message: Message, context: Message | None = None) -> list[Unit]:
    """The message's sentences with their features, and last the whole with what belongs to none of them."""
    out: list[Unit] = []
    tokens = message.tokens
    marks = _amounts(message)
    first = 0
    said = _content(context) if context is not None else frozenset()
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or tokens[i].sentence != tokens[first].sentence:
            unit = _sentence(message, first, i, marks)
            _position(unit, len(out), is_last=i == len(tokens))
            if context is not None:
                _echo(message, unit, said, context)
            out.append(unit)
            first = i
    return out


def _position(unit: Unit, nth: int, *, is_last: bool) -> None:
    """Alone, first, last, or between; and how long."""
    place = (unit.first, unit.last)
    where = "alone" if nth == 0 and is_last else "first" if nth == 0 else "last" if is_last else "between"
    unit.features.setdefault("p:" + where, place)
    words = unit.last - unit.first
    unit.features.setdefault(f"p:{where} {min(5, words // 3)}", place)


def _content(context: Message) -> frozenset[str]:
    """The stems that carry what the customer said, without the small words."""
    return frozenset(t.stem for t in context.tokens if t.is_word and (t.word.isdigit() or t.word not in classes()))


def _echo(message: Message, unit: Unit, said: frozenset[str], context: Message) -> None:
    """What the sentence takes up from the customer's line, and what kind of line that was."""
    tokens = message.tokens[unit.first:unit.last]
    seen = unit.features
    place = (unit.first, unit.last)
    if context.clauses and context.clauses[-1].question:
        seen.setdefault("x:asked", place)
        lead = context.tokens[context.clauses[-1].first]
        seen.setdefault("x:asked " + lead.stem, place)
    elif context.tokens:
        seen.setdefault("x:told", place)
    taken = [t.is_word and t.stem in said for t in tokens]
    count = len({t.stem for t, echo in zip(tokens, taken, strict=True) if echo})
    if not count:
        return
    seen.setdefault("o:1", place)
    if count > 1:
        seen.setdefault("o:2", place)
    if count > 2:
        seen.setdefault("o:3", place)
    own = sum(t.is_word and t.word not in classes() for t in tokens)
    seen.setdefault(f"o:share {min(4, 4 * count // max(1, own))}", place)
    row = [
        "^",
        *("<echo>" if echo else class_of(t.word) if t.is_word else t.word for t, echo in zip(tokens, taken, strict=True)),
        "$",
    ]
    for i in range(len(row) - 2):
        if "<echo>" in row[i:i + 3]:
            reach = (max(unit.first, unit.first + i - 1), min(unit.last, unit.first + i + 2))
            seen.setdefault(f"e:{row[i]} {row[i + 1]} {row[i + 2]}", reach)
            seen.setdefault(f"e:{row[i]} {row[i + 1]}", reach)


def _amounts(message: Message) -> list[tuple[int, int, str]]:
    text = message.text
    if not any(c.isdigit() or c in "$\u20ac\u00a3" for c in text) and len(text) > 10_000:
        return []
    return (
        _codes(message)
        + [(m.start, m.end, "percent" if m.currency == "%" else "money") for m in money(text)]
        + [(d.start, d.end, "duration") for d in durations(text)]
        + [(w.start, w.end, "time") for w in times(text)]
    )


_KNOWN_ABBREVIATIONS = frozenset(
    "ok tv uk us usa eu id pin sms pdf faq vat dm gps ceo wifi am pm diy asap atm omg lol rn dob iban cv dna nhs irs usb"
    " ups dhl fedex bbc ac ad bc gb mb tb xl xs ps hr it a i sim vip dvd cd led gmt utc ai q1 q2 q3 q4 4g 5g mp3 co2 url"
    " app fyi btw idk tbh ngl imo pls thx sos bmw nyc lte no".split()
)
_CODE = re.compile(r"\b(?:[A-Z][A-Z0-9]*[-/]?[A-Z0-9]+|[A-Za-z]{1,4}[-_]?\d{1,4}[A-Za-z]?|\d{1,3}[A-Za-z]{2,4})\b")
_TIME_LIKE = re.compile(r"\d+(?:st|nd|rd|th|am|pm|min|mins|hr|hrs|h|k|km|kg|g|ml|cm|mm|gb|mb|x|day|days|pc|p|m|s|in|ft|lb)$", re.I)


def _codes(message: Message) -> list[tuple[int, int, str]]:
    """Abbreviations and codes that a customer need not know; none in a text that shouts."""
    text = message.text
    letters = sum(c.isalpha() for c in text)
    if letters and sum(c.isupper() for c in text) > 0.6 * letters and letters > 12:
        return []
    return [
        (m.start(), m.end(), "code")
        for m in _CODE.finditer(text)
        if m.group().casefold() not in _KNOWN_ABBREVIATIONS and not _TIME_LIKE.match(m.group())
    ]


def _families(tokens: tuple[Token, ...], first: int, last: int) -> list[tuple[int, int, tuple[str, ...]]]:
    """Runs of tokens (first, past the last) with the families they belong to; a longer run hides a shorter."""
    known = lexicon()
    out: list[tuple[int, int, tuple[str, ...]]] = []
    i = first
    while i < last:
        stem = tokens[i].stem
        for stems, fams in known.runs.get(stem, ()):
            end = i + len(stems)
            if end <= last and all(tokens[i + k].stem == stems[k] for k in range(1, len(stems))):
                out.append((i, end, fams))
                i = end
                break
        else:
            fams = known.single.get(stem, ())
            if fams:
                out.append((i, i + 1, fams))
            i += 1
    return out


def _with_amounts(
    tokens: tuple[Token, ...], first: int, last: int, marks: list[tuple[int, int, str]]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """The runs of the families, and the amounts and times as runs of their own, which win."""
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    taken: set[int] = set()
    for start, end, kind in sorted(marks, key=lambda m: (m[0], m[0] - m[1])):
        inside = [i for i in range(first, last) if start <= tokens[i].start < end]
        if inside and not taken.intersection(inside):
            taken.update(inside)
            runs.append((inside[0], inside[-1] + 1, (kind,)))
    runs += [f for f in _families(tokens, first, last) if not any(i in taken for i in range(f[0], f[1]))]
    return sorted(runs)


def _sentence(message: Message, first: int, last: int, marks: list[tuple[int, int, str]]) -> Unit:
    tokens = message.tokens
    unit = Unit(first, last)
    seen = unit.features
    start, end = tokens[first].start, tokens[last - 1].end
    here = [m for m in marks if m[0] >= start and m[1] <= end]
    fams = _with_amounts(tokens, first, last, here)
    # words, runs of words
    row = ["^"] + [t.stem for t in tokens[first:last]] + ["$"]
    n = len(row)
    for i in range(n):
        a = row[i]
        place = (max(first, first + i - 1), min(last, first + i))
        if 0 < i < n - 1:
            seen.setdefault("w:" + a, place)
            unit.words.append(tokens[first + i - 1].word)
            if message.negated[first + i - 1]:
                seen.setdefault("n:" + a, place)
        if i + 1 < n:
            seen.setdefault(f"b:{a} {row[i + 1]}", (place[0], min(last, first + i + 1)))
        if i + 2 < n:
            reach = (place[0], min(last, first + i + 2))
            seen.setdefault(f"t:{a} {row[i + 1]} {row[i + 2]}", reach)
            seen.setdefault(f"s:{a} {row[i + 2]}", reach)
    # the sentence's build: runs of word classes
    kinds = ["^"] + [class_of(t.word) if t.is_word else t.word for t in tokens[first:last]] + ["$"]
    for i in range(n - 1):
        left = max(first, first + i - 1)
        seen.setdefault(f"k:{kinds[i]} {kinds[i + 1]}", (left, min(last, first + i + 1)))
        if i + 2 < n:
            seen.setdefault(f"k:{kinds[i]} {kinds[i + 1]} {kinds[i + 2]}", (left, min(last, first + i + 2)))
        if i + 3 < n:
            seen.setdefault(
                f"k:{kinds[i]} {kinds[i + 1]} {kinds[i + 2]} {kinds[i + 3]}", (left, min(last, first + i + 3))
            )
    # families, alone and joined with their neighbours
    slots: list[tuple[str, int, int]] = []
    i = first
    by_start = {f[0]: f for f in fams}
    while i < last:
        run = by_start.get(i)
        if run:
            for f in run[2]:
                seen.setdefault("f:" + f, (run[0], run[1]))
                if message.negated[run[0]]:
                    seen.setdefault("nf:" + f, (run[0], run[1]))
            slots.append(("<" + run[2][0] + ">", run[0], run[1]))
            i = run[1]
        else:
            slots.append((tokens[i].stem, i, i + 1))
            i += 1
    slots = [("^", first, first), *slots, ("$", last, last)]
    for k in range(len(slots) - 1):
        a, b = slots[k], slots[k + 1]
        if a[0][0] == "<" or b[0][0] == "<":
            seen.setdefault(f"fb:{a[0]} {b[0]}", (a[1], b[2]))
        if k + 2 < len(slots):
            c = slots[k + 2]
            if "<" in (a[0][0], b[0][0], c[0][0]):
                seen.setdefault(f"ft:{a[0]} {b[0]} {c[0]}", (a[1], c[2]))
                seen.setdefault(f"fs:{a[0]} {c[0]}", (a[1], c[2]))
    # amounts
    for m in here:
        seen.setdefault("a:" + m[2], (first, last))
    codes = sum(m[2] == "code" for m in here)
    if codes > 1:
        seen.setdefault("a:codes", (first, last))
    if codes > 2:
        seen.setdefault("a:codes+", (first, last))
    # questions, capitals
    for clause in message.clauses:
        if clause.first >= first and clause.last <= last and clause.question:
            seen.setdefault("q:", (clause.first, clause.last))
            lead = " ".join(t.stem for t in tokens[clause.first:min(clause.last, clause.first + 2)])
            seen.setdefault("q:" + lead, (clause.first, min(clause.last, clause.first + 2)))
    _rules(message, unit, fams, here)
    return unit


def _rules(message: Message, unit: Unit, fams: list[tuple[int, int, tuple[str, ...]]], marks: list[tuple[int, int, str]]) -> None:
    tags: dict[int, str] = {}
    atoms: set[str] = set()
    for a, b, names in fams:
        tags[a] = "".join("#" + f for f in names)
        atoms.update("#" + f for f in names)
        for k in range(a + 1, b):
            tags[k] = "~"
    tokens = message.tokens
    parts: list[str] = []
    for i in range(unit.first, unit.last):
        t = tokens[i]
        atoms.add(t.stem)
        mark = ""
        for m in marks:
            if m[0] <= t.start < m[1]:
                mark += "@" + m[2]
                atoms.add("@" + m[2])
        parts.append(f" {t.stem}{mark}{tags.get(i, '')}")
    line = "".join(parts) + " "
    for hit in rules().hits(line, atoms):
        place = (unit.first + hit.first, min(unit.last, unit.first + hit.last + 1))
        unit.features.setdefault(f"R:{hit.rule.group}", place)
        unit.features.setdefault(f"r:{hit.rule.group}:{hit.rule.pattern}", place)

