"""The after-call note against what was really promised and told (T22): what it leaves out, what it gets wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.call import Call
from bot.call.events import OfferWeighed
from bot.coaching.account import Account, account_of
from bot.customers.persona import Remedy
from bot.reading.amounts import money, times
from bot.reading.message import Message
from bot.reading.wording import Match, compile_wording

_NOTHING = re.compile(r"\b(nothing|no)\b.{0,20}\b(promised?|agreed|offered|offer|solution)\b", re.IGNORECASE)
_MARKS = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_EMPTY_WORDS = """
a an the at by on in of for to until before after within and or between about around from next this coming
day days week weeks hour hours minute minutes o clock th st nd rd am pm
"""
_EMPTY_MARKS = frozenset(_EMPTY_WORDS.split())
"""Words of a time that say nothing by themselves."""


@dataclass(frozen=True, slots=True)
class NoteCheck:
    """What a note leaves out and what it gets wrong, a sentence each."""

    missing: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def complete(self) -> bool:
        return not self.missing and not self.wrong


def check_note(call: Call, note_text: str) -> NoteCheck:
    """Hold a note against the call: what happened, what was promised, by when."""
    account, note = account_of(call), Message(note_text)
    return NoteCheck((*_untold(account, note), *_left_out(account, note)), tuple(_false(call, account, note)))


def _untold(account: Account, note: Message) -> Iterable[str]:
    """The next colleague must see what happened: one fact of the case at least."""
    persona = account.persona
    if not any(_says(note, fact.said_back) for fact in persona.facts if fact.said_back):
        keys = [f.says for f in persona.facts if f.key and any(t.fact == f.id for t in account.told)]
        yield "What happened" + (f", for instance: {keys[0]}." if keys else ".")


def _left_out(account: Account, note: Message) -> Iterable[str]:
    if not account.standing:
        if not _NOTHING.search(note.text):
            yield "That nothing was promised, so that the next colleague knows."
        return
    for remedy_id, offer in account.standing.items():
        remedy = account.persona.remedy(remedy_id)
        when = _when(account, offer)
        if not _says(note, remedy.means):
            yield f"You promised {remedy.name}{f' ({when})' if when else ''}."
        elif when and remedy.needs_time and not _same_time(note.text, f"{when} {remedy.does}"):
            yield f"By when: {remedy.name} was promised “{when}”."


def _when(account: Account, offer: OfferWeighed) -> str:
    """By when it was promised, said with the offer or later."""
    if offer.when:
        return offer.when
    later = (t for t in account.turns if t.number > offer.turn)
    return next((t.quote("give_timeframe") for t in later if t.quote("give_timeframe")), "")


def _false(call: Call, account: Account, note: Message) -> Iterable[str]:
    for clause in note.clauses:
        part = Message(note.text[clause.start : clause.end])
        if any(_says(part, account.persona.remedy(r).means) for r in account.standing):
            continue
        for remedy in account.persona.remedies:
            if remedy.id not in account.standing and _promised(part, remedy):
                yield _never(account, remedy)
                break
    known = _known(call, account)
    sums = {m.value for m in money(known)} | {m.value for m in money(_digits(known))}
    for amount in money(note.text):
        if amount.currency != "%" and amount.value not in sums:
            yield f"“{note.text[amount.start : amount.end]}” was never said, and the file does not have it."
    for when in times(note.text):
        if not _same_time(known, when.quote):
            yield f"“{when.quote}” was never said."


def _promised(part: Message, remedy: Remedy) -> bool:
    match = _match(part, remedy.means)
    unless = _match(part, remedy.unless)
    return match is not None and not match.negated and unless is None


def _never(account: Account, remedy: Remedy) -> str:
    beyond = any(o.remedy == remedy.id and o.verdict == "beyond" for o in account.offers)
    reason = "was offered without the authority for it" if beyond else "was never promised"
    return f"{remedy.name[:1].upper()}{remedy.name[1:]} {reason}."


def _known(call: Call, account: Account) -> str:
    """Everything that was said or stands in the file."""
    persona = call.persona
    parts = [t.text for t in account.turns]
    parts += [row.value for row in persona.case]
    parts += [f.says for f in persona.facts]
    parts += [r.does for r in persona.remedies if r.id in account.standing]
    parts += [
        line
        for r in account.standing
        for line in persona.authority.may
        if _says(Message(line), persona.remedy(r).means)
    ]
    return " . ".join(parts)


def _digits(text: str) -> str:
    return re.sub(r"(\d),(\d{3})\b", r"\1\2", text)


def _same_time(text: str, when: str) -> bool:
    """Whether the text names one of the marks of the time: its weekday, date or hour."""
    wanted = {w.lower() for w in _MARKS.findall(when)} - _EMPTY_MARKS
    there = {w.lower() for w in _MARKS.findall(text)}
    return (
        not wanted
        or bool(wanted & there)
        or any(w[:3] == t[:3] for w in wanted for t in there if w[:3].isalpha() and len(t) == 3)
    )


def _match(message: Message, patterns: Iterable[str]) -> Match | None:
    return next((m for m in (message.find(compile_wording(p)) for p in patterns) if m), None)


def _says(message: Message, patterns: Iterable[str]) -> bool:
    return _match(message, patterns) is not None
