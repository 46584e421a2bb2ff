"""What a message offers, understood against the remedies of the case."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.call.topics import asks_first, mentioned, mentions, overlaps, touches, wording
from bot.craft import Signal
from bot.customers.persona import Persona, Remedy
from bot.reading import Reading
from bot.reading.amounts import money, times
from bot.reading.message import Message, message_of
from bot.reading.wording import Match, Wordings

OFFERING = (
    Signal.STATE_ACTION,
    Signal.OFFER_COMPENSATION,
    Signal.BE_HONEST,
    Signal.CHECK_AGREEMENT,
    Signal.OVERPROMISE,
    Signal.TAKE_OWNERSHIP,
)
"""Signals whose sentence may hold an offer."""


_ELSE = re.compile(r"\b(?:or|but|otherwise|alternatively|plus|as well as|and(?= (?:i|we)\b))\b", re.IGNORECASE)
"""Between these words, each thing put forward stands by itself."""
_OWN = ("'s", "\u2019s")  # "Monday night's backup" says no time


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy that the agent put forward in this message."""

    remedy: Remedy
    quote: str
    start: int
    amount: float | None
    when: str
    refused: bool = False
    """The agent said that this will not be done ("I can't refund it")."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence that may hold an offer: its place, and whether the agent is the one to act in it."""

    start: int
    end: int
    commits: bool


class Offers:
    """The remedies of a customer's case, compiled for finding them in what an agent puts forward."""

    def __init__(self, persona: Persona) -> None:
        self._remedies, self._wish = persona.remedies, persona.settlement.wish
        self._means = Wordings((r.id, wording(p)) for r in persona.remedies for p in r.means)
        self._unless = Wordings((r.id, wording(p)) for r in persona.remedies for p in r.unless)

    def offers(self, message: Message, reading: Reading, proposals: Iterable[Proposal]) -> tuple[Offer, ...]:
        """What the message offers, one entry a remedy."""
        text = message.text
        named = [(p, meant) for p in proposals if (meant := self._meant(text, p.start, p.end))]
        if not named:
            return ()
        amounts, whens = money(text), times(text)
        offers: list[Offer] = []
        for proposal, meant in named:
            start, end = proposal.start, proposal.end
            sums = [m for m in amounts if start <= m.start < end and m.currency != "%"]
            when = [w for w in whens if start <= w.start < end and text[w.end : w.end + 2] not in _OWN]
            asking = asks_first(text, start, end)
            wished = mentions(message_of(text[start:end]), "wished")
            declined = overlaps(reading, (Signal.BE_HONEST, Signal.HIDE_BEHIND_POLICY), start, end)
            for remedy in self._remedies:
                if remedy.id not in meant or any(o.remedy.id == remedy.id for o in offers):
                    continue
                match, elsewhere = meant[remedy.id]
                # The wish that nobody can grant is often declined beside its name: "it's full, I can't get you on it".
                wish = remedy.id == self._wish
                refused = match.negated or (declined and wish) or wished
                if remedy.authority == "supervisor" and asking:
                    continue
                if (elsewhere and not (refused and wish)) or not (proposal.commits or remedy.kind == "wrong"):
                    continue
                place = match.start
                near = min(sums, key=lambda m: abs(m.start - place)).value if sums and remedy.up_to else None
                by = min(when, key=lambda w: (w.start < place, abs(w.start - place))).quote if when else ""
                offers.append(Offer(remedy, match.quote, place, near, by, refused=refused))
        return tuple(offers)

    def passed_on(self, message: Message, granted: Iterable[str]) -> tuple[Offer, ...]:
        """What somebody above has granted and the message passes on without naming it: "my manager said yes"."""
        remedies = [r for r in self._remedies if r.id in set(granted)]
        told = mentioned(message, "passed_on").get("passed_on") if remedies else None
        if told is None or told.question:
            return ()
        sums = sorted(money(message.text), key=lambda m: abs(m.start - told.start))
        near = next((m.value for m in sums if m.currency != "%"), None)
        when = next((w.quote for w in times(message.text)), "")
        return tuple(Offer(r, told.quote, told.start, near if r.up_to else None, when) for r in remedies)

    def _meant(self, text: str, start: int, end: int) -> dict[str, tuple[Match, bool]]:
        """The remedies named in a sentence, each with its place and whether an `unless` says that it is another.

        Two options, or a "no" and a "but", are looked at one by one before the sentence as a whole: what is said of
        the one ("on Thursday") is not said of the other.
        """
        cuts = [start, *(start + m.start() for m in _ELSE.finditer(text[start:end])), end]
        pieces = [*pairwise(cuts), (start, end)] if len(cuts) > 2 else [(start, end)]
        sentence = message_of(text[start:end]) if len(pieces) > 1 else None
        meant: dict[str, tuple[Match, bool]] = {}
        for begin, stop in pieces:
            part = message_of(text[begin:stop])
            named = self._named(part)
            elsewhere = {id_ for id_, _, _ in self._unless.find_in(part)} if named else set()
            for id_, found in named.items():
                if id_ in meant and (id_ in elsewhere or not meant[id_][1]):
                    continue
                told = [_manner(part, found.start)]
                if sentence:
                    told.append(_manner(sentence, begin - start + found.start))
                if "reported" not in told:
                    moved = replace(found, start=begin + found.start, end=begin + found.end)
                    meant[id_] = moved, id_ in elsewhere
        return meant

    def _named(self, part: Message) -> dict[str, Match]:
        """The remedies named in a part; a denied one stays denied within its clause ("I can't give you …")."""
        named: dict[str, Match] = {}
        for id_, _, found in self._means.find_in(part):
            known = named.get(id_)
            same_clause = known is not None and part.clause_at(known.start) == part.clause_at(found.start)
            if known is not None and (known.negated == found.negated or found.negated != same_clause):
                continue
            ruled_out = _manner(part, found.start) == "ruled_out"
            named[id_] = replace(found, negated=True) if ruled_out else found
        return named


def _manner(part: Message, place: int) -> str:
    """Whether what stands there is only told of ("nobody sent you one"), or put out of question, or neither."""
    clause = part.clause_at(place)
    if clause is None:
        return ""
    here = message_of(part.text[clause.start : clause.end])
    if mentions(here, "reports") and not mentions(here, "proposes"):
        return "reported"
    return "ruled_out" if touches(here, "ruled_out") else ""


def _dated(message: Message, reading: Reading, start: int, end: int) -> bool:
    """Says when something comes, and means what is to come: "a signed report reaches you by Friday"."""
    part = message_of(message.text[start:end])
    if not overlaps(reading, (Signal.GIVE_TIMEFRAME,), start, end) or not times(part.text):
        return False
    reported = mentions(part, "reports") or touches(part, "past")
    return not any(clause.question for clause in part.clauses) and (mentions(part, "proposes") or not reported)


def _commits(part: Message) -> bool:
    """Whether the agent is to act, and does not only say what they see ("I can see three visits booked")."""
    found = mentioned(part, "commits", "observes")
    return "commits" in found and not ("observes" in found and found["commits"].start == found["observes"].start)


def proposals_in(message: Message, reading: Reading) -> tuple[Proposal, ...]:
    """The sentences that may hold an offer.

    One that only sends the customer off ("please fill in the form") can offer no more than a wrong solution.
    """
    bounds: dict[int, tuple[int, int]] = {}
    for clause in message.clauses:
        start, end = bounds.get(clause.sentence, (clause.start, clause.end))
        bounds[clause.sentence] = (min(start, clause.start), max(end, clause.end))
    proposals: list[Proposal] = []
    for start, end in bounds.values():
        sorry = overlaps(reading, (Signal.APOLOGIZE,), start, end)
        # What an apology names is what went wrong, unless the same sentence says what is done about it.
        labelled = overlaps(reading, OFFERING[:2] if sorry else OFFERING, start, end)
        part = message_of(message.text[start:end])
        if mentions(part, "compares") and part.clauses[-1].question and not mentions(part, "proposes"):
            continue
        commits = labelled or _commits(part) or touches(part, "rules_out", "ruled_out")
        commits = commits or _dated(message, reading, start, end)
        if commits or (mentions(part, "bids") and not mentions(part, "inquires")):
            proposals.append(Proposal(start, end, commits))
    return tuple(proposals)
