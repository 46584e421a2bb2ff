"""Quotes for people who were not there: what was said stays readable, who said it and of whom does not.

Masked are the customer's and the trainee's names, other names, the numbers, amounts and details of the case, and every
way to reach somebody. In doubt a word is masked: a lead needs the kind of sentence, not the case.
"""

import re
from collections.abc import Collection, Iterable

from bot.customers.persona import Persona
from bot.reading.amounts import money
from bot.reading.spelling import given_names

_REACHED = re.compile(r"<[@#][!&]?\d+>|https?://\S+|[^\s@]+@[^\s@]+\.\w+|@\w+")
_WITH_DIGITS = re.compile(r"#?[\w-]*\d[\w-]*(?:[:/.]\d+)*")
_HARMLESS = re.compile(r"\d{1,2}(?:st|nd|rd|th|am|pm|h|x)?|\d{1,2}:\d{2}", re.IGNORECASE)
"""Small numbers and times of day: "2 days", "5 pm", "16:30". They name nobody."""
_WORD = re.compile(r"[^\W\d_][\w'\N{RIGHT SINGLE QUOTATION MARK}-]*")
_BEFORE_A_SENTENCE = re.compile(r"(?:[.!?\u2026:;\"\u201c(\n])\s*$")
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "sir", "madam"))
_SHORT_TITLES = frozenset(("mr.", "mrs.", "ms.", "dr."))
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october")
_CAPITALS = frozenset((*_DAYS, *_MONTHS, "november", "december", "i", "i'm", "i'll", "i've", "i'd", "ok", "english"))
"""Words with a capital that are no names."""


def anonymised(quote: str, persona: Persona, people: Iterable[str]) -> str:
    """A quote from a call with this customer, without what tells of whom it is; `people` are names of the team."""
    text = _REACHED.sub("[contact]", quote)
    for amount in reversed(money(text)):
        if amount.currency != "%":
            text = f"{text[: amount.start]}[amount]{text[amount.end :]}"
    for detail in _details(persona):
        text = re.sub(re.escape(detail), "[detail]", text, flags=re.IGNORECASE)
    text = _WITH_DIGITS.sub(lambda m: m.group() if _HARMLESS.fullmatch(m.group()) else "[number]", text)
    customers, team = _words((persona.name, *persona.called)), _words(people)
    named = _named_in(persona) | given_names()

    def masked(match: re.Match[str]) -> str:
        word, before = match.group(), text[: match.start()]
        stem = re.sub(r"['\N{RIGHT SINGLE QUOTATION MARK}]s$", "", word)
        plain, possessive = stem.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"), word[len(stem) :]
        if before.endswith("["):
            return word  # a mask already
        if plain in customers:
            return f"[customer]{possessive}"
        if plain in team or _is_name(stem, plain, named, opens=_opens(before)):
            return f"[name]{possessive}"
        return word

    return _WORD.sub(masked, text)


def _opens(before: str) -> bool:
    """Whether a sentence begins here; the dot of "Mrs." ends none."""
    *_, last = before.split() or [""]
    if last.casefold() in _SHORT_TITLES:
        return False
    return _BEFORE_A_SENTENCE.search(before[-8:]) is not None or not before.strip()


def _is_name(word: str, plain: str, named: Collection[str], *, opens: bool) -> bool:
    """A capital inside a sentence, or a known name at its beginning."""
    if not word[0].isupper() or word.isupper() or plain in _CAPITALS or plain in _TITLES:
        return False
    return not opens or plain in named


def _details(persona: Persona) -> list[str]:
    """What the case consists of, the longest first, so that no rest of one stays."""
    told = (fact.says for fact in persona.facts if fact.kind is not None or re.search(r"\d", fact.says))
    shown = (row.value for row in persona.case if re.search(r"\d", row.value))
    return sorted({one for one in (*told, *shown, persona.company) if len(one) > 3}, key=len, reverse=True)


def _words(names: Iterable[str]) -> set[str]:
    """The single words of names, without titles."""
    words = {word.casefold() for name in names for word in re.findall(r"[^\W_]+", name)}
    return {word for word in words if len(word) > 1 and not word.isdigit()} - _TITLES


def _named_in(persona: Persona) -> set[str]:
    """Words that the case writes with a capital inside a sentence: "my daughter Elin"."""
    inside = (match for fact in persona.facts for match in _WORD.finditer(fact.says) if match.start())
    return {match.group().casefold() for match in inside if match.group()[0].isupper()} - _CAPITALS
