"""What the model sees of a message. The same function feeds training and reading, so that they cannot differ."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from bot.craft import Signal
from bot.reading.amounts import durations, money, times, words_of_money, words_of_time
from bot.reading.lexicon import lexicon
from bot.reading.message import Message, Token
from bot.reading.rules import Row, rules
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
    return tuple(f"c:{edged[i : i + n]}" for n in (3, 4, 5) for i in range(len(edged) - n + 1))


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
    tokens = message.tokens[unit.first : unit.last]
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
        *(
            "<echo>" if echo else class_of(t.word) if t.is_word else t.word
            for t, echo in zip(tokens, taken, strict=True)
        ),
        "$",
    ]
    for i in range(len(row) - 2):
        if "<echo>" in row[i : i + 3]:
            reach = (max(unit.first, unit.first + i - 1), min(unit.last, unit.first + i + 2))
            seen.setdefault(f"e:{row[i]} {row[i + 1]} {row[i + 2]}", reach)
            seen.setdefault(f"e:{row[i]} {row[i + 1]}", reach)


def _amounts(message: Message) -> list[tuple[int, int, str]]:
    """Amounts, times and codes with their places. A text without a word of the kind is not searched for it."""
    text = message.text
    words = {t.raw.casefold() for t in message.tokens}
    digits = any(w[0].isdigit() for w in words)
    found = _codes(message)
    if digits or not words.isdisjoint(words_of_money()):
        found += [(m.start, m.end, "percent" if m.currency == "%" else "money") for m in money(text)]
    if digits or not words.isdisjoint(words_of_time()):
        found += [(d.start, d.end, "duration") for d in durations(text)]
        found += [(w.start, w.end, "time") for w in times(text)]
    return found


NEVER, ALWAYS = -30.0, 30.0  # beyond any margin that weights reach
_SETTLED = tuple((f"R:{signal}_never", f"R:{signal}_always") for signal in Signal)
_QUOTED = "<quoted>"  # stands for every word that is only repeated
_AMOUNTS = frozenset(("money", "percent", "duration", "time", "code"))
_KNOWN_ABBREVIATIONS = frozenset(
    "ok tv uk us usa eu id pin sms pdf faq vat dm gps ceo wifi am pm diy asap atm omg lol rn dob iban cv dna nhs irs usb"
    " ups dhl fedex bbc ac ad bc gb mb tb xl xs ps hr it a i sim vip dvd cd led gmt utc ai q1 q2 q3 q4 4g 5g mp3 co2 url"
    " app fyi btw idk tbh ngl imo pls thx sos bmw nyc lte no".split()
)
_CODE = re.compile(r"\b(?:[A-Z][A-Z0-9]*[-/]?[A-Z0-9]+|[A-Za-z]{1,4}[-_]?\d{1,4}[A-Za-z]?|\d{1,3}[A-Za-z]{2,4})\b")
_TIME_LIKE = re.compile(
    r"\d+(?:st|nd|rd|th|am|pm|min|mins|hr|hrs|h|k|km|kg|g|ml|cm|mm|gb|mb|x|day|days|pc|p|m|s|in|ft|lb)$", re.I
)


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


def _families(
    tokens: tuple[Token, ...], first: int, last: int, quoted: tuple[bool, ...]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """Runs of tokens (first, past the last) with the families they belong to; a longer run hides a shorter."""
    known = lexicon()
    out: list[tuple[int, int, tuple[str, ...]]] = []
    i = first
    while i < last:
        if quoted[i]:
            i += 1
            continue
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
    message: Message, first: int, last: int, marks: list[tuple[int, int, str]]
) -> list[tuple[int, int, tuple[str, ...]]]:
    """The runs of the families, and the amounts and times as runs of their own, which win."""
    tokens = message.tokens
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    taken: set[int] = set()
    for start, end, kind in sorted(marks, key=lambda m: (m[0], m[0] - m[1])):
        inside = [i for i in range(first, last) if start <= tokens[i].start < end]
        if inside and not taken.intersection(inside):
            taken.update(inside)
            runs.append((inside[0], inside[-1] + 1, (kind,)))
    runs += [f for f in _families(tokens, first, last, message.quoted) if not any(i in taken for i in range(f[0], f[1]))]
    return sorted(runs)


def _sentence(message: Message, first: int, last: int, marks: list[tuple[int, int, str]]) -> Unit:
    tokens = message.tokens
    unit = Unit(first, last)
    seen = unit.features
    start, end = tokens[first].start, tokens[last - 1].end
    here = [m for m in marks if m[0] >= start and m[1] <= end]
    fams = _with_amounts(message, first, last, here)
    # words, runs of words
    quoted = message.quoted
    row = ["^"] + [_QUOTED if quoted[i] else tokens[i].stem for i in range(first, last)] + ["$"]
    n = len(row)
    for i in range(n):
        a = row[i]
        place = (max(first, first + i - 1), min(last, first + i))
        if 0 < i < n - 1:
            seen.setdefault("w:" + a, place)
            if not quoted[first + i - 1]:
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
    kinds = ["^"] + [
        _QUOTED if quoted[i] else class_of(tokens[i].word) if tokens[i].is_word else tokens[i].word
        for i in range(first, last)
    ] + ["$"]
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
            slots.append((row[i - first + 1], i, i + 1))
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
            lead = " ".join(t.stem for t in tokens[clause.first : min(clause.last, clause.first + 2)])
            seen.setdefault("q:" + lead, (clause.first, min(clause.last, clause.first + 2)))
    _rules(message, unit, fams)
    return unit


def _rules(message: Message, unit: Unit, runs: list[tuple[int, int, tuple[str, ...]]]) -> None:
    tokens = message.tokens
    row = Row([t.stem for t in tokens[unit.first : unit.last]], {}, {})
    for i, stem in enumerate(row.stems):
        row.add(stem, i, i + 1)
    for first, last, names in runs:
        for name in names:
            row.add(("@" if name in _AMOUNTS else "#") + name, first - unit.first, last - unit.first)
    for rule, first, last in rules().hits(row):
        place = (unit.first + first, unit.first + last)
        unit.features.setdefault(f"R:{rule.group}", place)
        unit.features.setdefault(f"r:{rule.group}:{rule.pattern}", place)


def certainties(features: Collection[str]) -> tuple[float, ...]:
    """What a sentence's rules settle for each signal whatever the weights say: never, always, or nothing."""
    return tuple(
        NEVER if never in features else ALWAYS if always in features else 0.0 for never, always in _SETTLED
    )
