"""The after-call note against what was really promised and told (T22): what it leaves out, what it gets wrong."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.call import Call
from bot.call.events import OfferWeighed
from bot.coaching.account import Account, account_of
from bot.coaching.quoting import short, words
from bot.customers.persona import Persona, Remedy
from bot.reading.amounts import money, times
from bot.reading.message import Message
from bot.reading.wording import Match, compile_wording

_NOTHING = re.compile(r"\b(nothing|no)\b.{0,20}\b(promised?|agreed|offered|offer|solution)\b", re.IGNORECASE)
_CLAIM = re.compile(
    r"\b(?:promis\w*|offer(?:ed|ing)|agreed (?:to|on|that)|assured|guaranteed|granted|committed to|"
    r"said we(?:'d|'ll| would| will))\b"
    r"(?: (?:her|him|them|the customer|cust|that|to|of|a|an|the)\b)*",
    re.IGNORECASE,
)
"""Words with which a note says that something was promised; what was promised comes after them."""
_FEWEST_WORDS = 2
"""One word alone may be another word for what was said ("phone", "call"); two that were never said are not."""
_SAME = 5
"""Letters by which forms of a word are known: "collection" and "collected"."""
_MARKS = re.compile(r"[a-z]+|\d+", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]{4,}", re.IGNORECASE)
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
        if not _says(note, remedy.means):
            yield f"What you promised: “{_said(account, offer)}”"
        elif remedy.needs_time and not _share(_marks(note.text), _when(account, offer)):
            yield f"By when: “{_said(account, offer)}”"


def _said(account: Account, offer: OfferWeighed) -> str:
    turn = account.turn(offer.turn)
    return words(offer.quote, turn.text) if turn else offer.quote


def _when(account: Account, offer: OfferWeighed) -> frozenset[str]:
    """The marks of the time by which it was promised: in its message, in a later one, in the file."""
    spoken = " . ".join(t.text for t in account.turns if t.number >= offer.turn)
    return _time_marks(spoken) | _time_marks(account.persona.remedy(offer.remedy).does) | _marks(offer.when)


def _false(call: Call, account: Account, note: Message) -> Iterable[str]:
    for clause in note.clauses:
        part = Message(note.text[clause.start : clause.end])
        means = {r: _match(part, account.persona.remedy(r).means) for r in account.standing}
        meant = {r: match for r, match in means.items() if match}
        yield from _unpromised(account, part, list(meant.values()))
        for when in times(part.text) if meant else ():
            if not any(_share(_marks(when.quote), _when(account, account.standing[r])) for r in meant):
                said = _said(account, account.standing[next(iter(meant))])
                yield f"“{when.quote}” is not what you promised: “{said}”"
        if not meant:
            yield from _invented(account, part.text)
    known = _known(call, account)
    sums = {m.value for m in (*money(known), *money(_digits(known)))}
    for amount in money(note.text):
        if amount.currency != "%" and amount.value not in sums:
            yield f"“{note.text[amount.start : amount.end]}” was never said, and the file does not have it."
    for when in times(note.text):
        if not _share(_marks(when.quote), _marks(known)):
            yield f"“{when.quote}” was never said."


def _unpromised(account: Account, part: Message, meant: list[Match]) -> Iterable[str]:
    """A remedy that the clause notes as promised, in words that mean none of those that were."""
    for remedy in account.persona.remedies:
        if remedy.id in account.standing or _match(part, remedy.unless):
            continue
        match = _match(part, remedy.means)
        if match and not match.negated and not any(m.start < match.end and match.start < m.end for m in meant):
            yield _never(account, remedy)
            return


def _invented(account: Account, clause: str) -> Iterable[str]:
    """A promise that the clause claims, in words of which the trainee said none and the file has none."""
    claim = _CLAIM.search(clause)
    if claim is None or _NOTHING.search(clause):
        return
    claimed = clause[claim.end() :].strip(" .,:;!-")
    if claimed.lower().startswith(("nothing", "no ")):
        return
    words_ = {w.lower()[:_SAME] for w in _WORDS.findall(claimed)} - _EMPTY_MARKS
    said = " ".join((*(t.text for t in account.turns), *(_terms(account.persona))))
    if len(words_) >= _FEWEST_WORDS and not words_ & {w.lower()[:_SAME] for w in _WORDS.findall(said)}:
        yield f"“{short(claimed)}” was never promised."


def _terms(persona: Persona) -> Iterable[str]:
    """What the file calls the things that can be promised: a note may use its words and not the trainee's."""
    for remedy in persona.remedies:
        yield from (remedy.name, remedy.does)
    yield from persona.authority.may
    yield from persona.authority.with_supervisor


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


def _time_marks(text: str) -> frozenset[str]:
    return frozenset(mark for when in times(text) for mark in _marks(when.quote))


def _marks(text: str) -> frozenset[str]:
    """What a time can be told by: weekday, date, hour."""
    return frozenset(w.lower() for w in _MARKS.findall(text)) - _EMPTY_MARKS


def _share(marks: frozenset[str], others: frozenset[str]) -> bool:
    """Whether one of the marks is there, also shortened ("Sat"); what has no marks says nothing wrong."""
    if not marks or not others:
        return True
    return bool(marks & others) or any(
        m[:3] == o[:3] and 3 in (len(m), len(o)) and m.isalpha() for m in marks for o in others
    )


def _match(message: Message, patterns: Iterable[str]) -> Match | None:
    return next((m for m in (message.find(compile_wording(p)) for p in patterns) if m), None)


def _says(message: Message, patterns: Iterable[str]) -> bool:
    return _match(message, patterns) is not None
