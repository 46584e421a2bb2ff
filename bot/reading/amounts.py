"""Money, percentages, lengths of time and times of day or week, as people type them, with their places.

Nothing is resolved to a calendar: what was said and where is enough. The words stand in data/amounts.toml.
The patterns are regular expressions made here from those words, all without nested repetition.
"""

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data" / "amounts.toml"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money; `currency` is an ISO code, or "%" for a percentage."""

    value: float
    currency: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; of "3 to 5 days" the longer end counts."""

    seconds: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class When:
    """A by-when phrase: "by Friday", "tomorrow", "at 5 pm", "within the hour"."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class _Patterns:
    numbers: dict[str, float]
    units: dict[str, int]
    currencies: dict[str, str]
    money_before: re.Pattern[str]
    money_after: re.Pattern[str]
    percent: re.Pattern[str]
    duration: re.Pattern[str]
    when: re.Pattern[str]


def _any(words: list[str]) -> str:
    """One of the words, the longest first; a space in a word stands for any run of spaces."""
    ordered = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s{1,3}") for w in ordered) + ")"


@cache
def _patterns() -> _Patterns:
    data = _data()
    numbers: dict[str, float] = data["numbers"]
    units = {word: int(seconds) for seconds, words in data["units"].items() for word in words}
    currencies = {word: iso for iso, words in data["currencies"].items() for word in words}
    signs = [w for w in currencies if not w[0].isalpha()]
    names = [w for w in currencies if w[0].isalpha()]
    digits = r"\d{1,9}(?:[,.]\d{1,3}){0,4}"
    spelt = _any(list(numbers))
    number = rf"(?:{digits}|{spelt}(?:[-\s](?:and\s)?{spelt}){{0,3}})"
    days, parts, months = _any(data["days"]), _any(data["parts"]), _any(data["months"])
    unit = _any(list(units))
    clock = (
        r"(?:\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.?|p\.m\.?|o['\u2019]?\s?clock|h\b|uhr|hours\b)"
        r"|\d{1,2}:\d{2}|(?:half|quarter)\s(?:past|to|after)?\s?" + spelt[:-1] + r"|\d{1,2})"
        rf"|{spelt}\s?(?:o['\u2019]?\s?clock|am|pm|sharp)|noon|midday|midnight)"
    )
    date = (
        rf"(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{months}|{months}\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?"
        r"|\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|the\s\d{1,2}(?:st|nd|rd|th)|\d{1,2}(?:st|nd|rd|th)"
    )
    by = _any(data["by"])
    day = rf"(?:(?:next|this|coming|on|late|early|first\sthing)\s){{0,2}}{days}(?:\s{parts})?"
    bare_hour = rf"(?:\d{{1,2}}(?::\d{{2}})?|{spelt})"
    when = "|".join(
        (
            rf"(?:{by}\s)(?:{date}|{day}|{clock}|{_any(data['ends'])})(?:\s(?:{day}|at\s{clock}|{parts}))?",
            rf"(?:{by}\s|at\s|around\s|about\s|before\s|until\s){{1,2}}{bare_hour}(?:\s?(?:am|pm))?(?!\s?[%\d£$€])\b",
            rf"{day}(?:\s(?:at|by|around|before)\s{clock})?",
            rf"{clock}(?<=[mkn0-9:])\s(?:{day})",
            r"\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.?|p\.m\.?|o['\u2019]?\s?clock)|noon|midday|midnight",
            rf"(?:on|for|by|from|until|before)\s(?:{date})",
            _any(data["within"]),
            (
                rf"(?:within|in|inside|inside\sof|under|less\sthan|after)\s(?:the\s)?(?:next\s|about\s|around\s|another\s)?"
                rf"(?:a\s|an\s)?(?:{number}(?:\s?(?:-|to|or|\u2013)\s?{number})?\s?)?(?:more\s|working\s|business\s|short\s|full\s)?{unit}"
            ),
        )
    )
    flags = re.IGNORECASE
    return _Patterns(
        numbers,
        units,
        currencies,
        re.compile(rf"(?P<sign>{_any(signs)})\s?(?P<n>\d{{1,9}}(?:[,.]\d{{1,3}}){{0,4}})(?P<k>k\b)?", flags),
        re.compile(rf"\b(?P<n>{number})[\s-]{{0,2}}(?P<sign>{_any(names)}\b|{_any(signs)})", flags),
        re.compile(rf"\b(?P<n>{number})\s?(?:%|per\s?cent\b|percent\b|pct\b)", flags),
        re.compile(
            rf"\b(?:(?P<half>half\s(?:an?\s)?)|(?:(?P<a>{number})\s?(?:-|to|or|\u2013|\u2014)\s?)?(?P<n>{number})"
            rf"(?P<andhalf>\sand\sa\shalf)?|(?P<one>an?\s(?:couple\s(?:of\s)?|few\s)?))"
            rf"[\s-]{{0,2}}(?:more\s|working\s|business\s|short\s|full\s)?(?P<unit>{unit})\b(?P<half2>\sand\sa\shalf)?",
            flags,
        ),
        re.compile(rf"\b(?:{when})\b", flags),
    )


@cache
def _data() -> dict[str, Any]:
    with _DATA.open("rb") as file:
        return tomllib.load(file)


@cache
def words_of_money() -> frozenset[str]:
    """Words and signs without which there is no amount of money in a text."""
    named = {word for words in _data()["currencies"].values() for word in words}
    return frozenset(named | {"%", "percent", "cent", "pct"})


@cache
def words_of_length() -> frozenset[str]:
    """Words without which there is no length of time in a text."""
    return frozenset(part for words in _data()["units"].values() for word in words for part in word.split())


@cache
def words_of_time() -> frozenset[str]:
    """Words without which no time is named in a text, save in digits."""
    data = _data()
    phrases = [*data["days"], *data["parts"], *data["ends"], *data["within"], *data["months"], *data["numbers"]]
    said = {part for phrase in phrases for part in phrase.split()} | {"noon", "midday", "midnight", "clock", "o'clock"}
    small = {"the", "of", "this", "in", "no", "by", "at", "all", "after", "end", "then", "one", "before", "new", "a"}
    return frozenset((said | words_of_length()) - small)


@cache
def _openings() -> frozenset[str]:
    """The words with which a phrase that says by when begins, save digits."""
    data = _data()
    phrases = [*data["days"], *data["months"], *data["by"], *data["within"], *data["numbers"]]
    small = (
        "the half quarter noon midday midnight next this coming late early first on at around about before until "
        "for by from within in inside under less after"
    )
    return frozenset(_WORD.findall(" ".join((*phrases, small))))


def _value(said: str) -> float:
    """The number that digits or words say: "1,299.50", "twenty-five", "two hundred and ten"."""
    numbers = _patterns().numbers
    said = said.casefold()
    if said[:1].isdigit():
        head, sign, tail = said, "", ""
        for mark in (",", "."):
            before, found, after = said.rpartition(mark)
            if found and len(after) != 3 and (not tail or len(before) > len(head)):
                head, sign, tail = before, found, after
        whole = "".join(c for c in head if c.isdigit())
        return float(f"{whole or 0}.{tail}" if sign else whole or 0)
    total = part = 0.0
    for word in re.split(r"[\s-]+", said):
        n = numbers.get(word)
        if n is None:
            continue
        if n >= 100:
            part = max(part, 1) * n
            if n >= 1000:
                total, part = total + part, 0.0
        else:
            part += n
    return total + part


def money(text: str) -> tuple[Money, ...]:
    """Every amount of money and every percentage, in the order in which they stand."""
    p = _patterns()
    found: list[Money] = []
    for m in p.money_before.finditer(text):
        value = _value(m["n"]) * (1000 if m["k"] else 1)
        found.append(Money(value, p.currencies[m["sign"].casefold()], m.start(), m.end()))
    starts, ends = [f.start for f in found], [f.end for f in found]
    for m in p.money_after.finditer(text):
        nth = bisect_right(ends, m.start())  # the first that may overlap: they stand in order, none inside another
        if nth == len(ends) or m.end() <= starts[nth]:
            name = re.sub(r"\s+", " ", m["sign"].casefold())
            found.append(Money(_value(m["n"]), p.currencies[name], m.start(), m.end()))
    found += [Money(_value(m["n"]), "%", m.start(), m.end()) for m in p.percent.finditer(text)]
    return tuple(sorted(found, key=lambda f: f.start))


def durations(text: str) -> tuple[Span, ...]:
    """Every length of time, in the order in which they stand."""
    p = _patterns()
    found: list[Span] = []
    for m in p.duration.finditer(text):
        unit = p.units[re.sub(r"\s+", " ", m["unit"].casefold())]
        if m["half"]:
            count = 0.5
        elif m["n"]:
            count = _value(m["n"])
        else:
            said = m["one"].casefold()
            count = 2.0 if "couple" in said else 3.0 if "few" in said else 1.0
        if m["andhalf"] or m["half2"]:
            count += 0.5
        found.append(Span(round(count * unit), m.start(), m.end()))
    return tuple(found)


def times(text: str) -> tuple[When, ...]:
    """Every phrase that says by when, in the order in which they stand, none inside another."""
    when, openings = _patterns().when, _openings()
    found: list[When] = []
    free = 0
    for word in _WORD.finditer(text):  # most words open no such phrase: trying the pattern at each of them is slow
        start = word.start()
        if start >= free and (text[start].isdigit() or word.group().lower() in openings):
            m = when.match(text, start)
            if m is not None:
                found.append(When(start, m.end(), m.group()))
                free = m.end()
    return tuple(found)
