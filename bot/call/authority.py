"""What the agent may not promise in this case: other people's remedies, sums, and what the file rules out in words."""

import re
from collections.abc import Iterable
from functools import cache

from bot.call.offers import Offer
from bot.call.topics import asks_first, mentioned, mentions, wording, wordings_file
from bot.craft import Signal
from bot.customers.persona import Authority, Persona, Remedy
from bot.reading import Reading
from bot.reading.amounts import money
from bot.reading.message import Message, message_of
from bot.reading.wording import Wordings

_HEAD = re.compile(r"[:.(]")  # behind it the line explains itself
_NEXT = frozenset(["tomorrow", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_SMALL = 3  # letters; words of no more than these carry no meaning in a line, unless they are a code ("row A")


def beyond_authority(remedy: Remedy, amount: float | None, approved: set[str]) -> bool:
    if remedy.authority == "nobody":
        return True
    if remedy.authority == "supervisor" and remedy.id not in approved:
        return True
    return amount is not None and remedy.up_to is not None and amount > remedy.up_to


def exceeds(
    offers: Iterable[Offer],
    message: Message,
    promises: Iterable[tuple[int, int]],
    reading: Reading,
    persona: Persona,
    approved: set[str],
) -> bool:
    """Whether the message promises more than the case allows; `promises` are the places of its promising sentences."""
    if any(beyond_authority(o.remedy, o.amount, approved) for o in offers if not o.refused):
        return True
    for start, end in promises:
        part = message_of(message.text[start:end])
        gift = any(f.start < end and start < f.end for f in reading.found if f.signal is Signal.OFFER_COMPENSATION)
        too_much = (gift and _too_much(part, persona, approved)) or _ruled_out(part, persona, approved)
        if too_much and not (mentioned(part, "declines", "wished") or asks_first(message.text, start, end)):
            return True
    return False


def _too_much(part: Message, persona: Persona, approved: set[str]) -> bool:
    """A sum above goodwill and approval that is none of the case's own, or a percentage where the case knows none."""
    sums = money(part.text)
    if any(m.currency == "%" for m in sums):
        return "%" not in " ".join(persona.authority.may) and mentions(part, "discounts")
    known = _amounts(persona)
    most = max((persona.authority.credit_up_to, *(persona.remedy(r).up_to or 0 for r in approved)))
    return any(m.value > most and m.value not in known for m in sums)


@cache
def _amounts_in(texts: tuple[str, ...]) -> frozenset[float]:
    return frozenset(m.value for text in texts for m in money(text))


def _amounts(persona: Persona) -> frozenset[float]:
    return _amounts_in(
        (*(row.value for row in persona.case), *persona.authority.may, *persona.authority.with_supervisor)
    )


@cache
def _empty() -> frozenset[str]:
    return frozenset(wordings_file()["empty"].split())


@cache
def _senses() -> Wordings[str]:
    groups: list[list[str]] = wordings_file()["senses"]
    return Wordings((group[0], wording(pattern)) for group in groups for pattern in group)


def _meaning(text: str) -> frozenset[str]:
    """The words of a text, those of one sense under one name; what is said not to be is left out."""
    part = message_of(text)
    found = [(key, match) for key, _, match in _senses().find_in(part)]
    words = {
        t.stem
        for t in part.tokens
        if t.word.isalpha()
        and (len(t.word) > _SMALL or (t.raw.isupper() and t.word != "i" and t.start > 0))
        and t.word not in _empty()
        and not any(match.start <= t.start < match.end for _, match in found)
    }
    meant = {key for key, match in found if not match.negated}
    if _NEXT & {t.word for t in part.tokens}:
        meant.discard("today")  # done today for another day
    return frozenset(words | meant)


@cache
def _lines(lines: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    meant = [_meaning(_HEAD.split(line, maxsplit=1)[0]) for line in lines]
    return tuple(m - {"charge", "pay"} if "free" in m else m for m in meant)  # "free of charge" is one thing


@cache
def _forbidden(authority: Authority) -> tuple[tuple[frozenset[str], ...], tuple[frozenset[str], ...]]:
    """The meanings of `may_not` and of `with_supervisor`, without those that something allowed holds as well."""
    allowed = [_meaning(line) for line in authority.may]

    def clear(lines: tuple[str, ...]) -> tuple[frozenset[str], ...]:
        return tuple(m for m in _lines(lines) if len(m) > 1 and not any(m <= may for may in allowed))

    return clear(authority.may_not), clear(authority.with_supervisor)


def _ruled_out(part: Message, persona: Persona, approved: set[str]) -> bool:
    never, supervised = _forbidden(persona.authority)
    meant = _meaning(part.text)
    # What a supervisor allowed may lie within the words of what is otherwise ruled out: "the suite tonight", elsewhere.
    allowed = [_meaning(persona.remedy(r).does) for r in approved]
    ruled = [line for line in never if not any(line - {"today"} <= one for one in allowed)]
    return any(line <= meant for line in (ruled if approved else (*never, *supervised)))
