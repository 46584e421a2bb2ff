"""Reads an agent's message against the customer's case: which facts it asks for or names, what it offers.

The patterns come from the customer's file and the shared questions; this module holds none of its own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.craft import Signal
from bot.customers.loading import Customer
from bot.customers.persona import Persona, Remedy
from bot.customers.stock import QuestionKind, Stock
from bot.reading import Reading
from bot.reading.amounts import money, times
from bot.reading.message import Clause, Message
from bot.reading.wording import Match, Wording, Wordings, compile_wording

OFFERING = (
    Signal.STATE_ACTION,
    Signal.OFFER_COMPENSATION,
    Signal.BE_HONEST,
    Signal.CHECK_AGREEMENT,
    Signal.OVERPROMISE,
    Signal.TAKE_OWNERSHIP,
)
"""Signals whose sentence may hold an offer."""


_KEPT = 64  # compiled cases; versions of customers that are played at the same time are far fewer


@cache
def wording(pattern: str) -> Wording:
    return compile_wording(pattern)


@cache
def about(*topics: str) -> Wordings[str]:
    """The wordings of wordings.toml for topics such as `goodbye`."""
    text = files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8")
    patterns = tomllib.loads(text)
    return Wordings((topic, wording(pattern)) for topic in topics for pattern in patterns[topic])


def mentioned(message: Message, *topics: str) -> dict[str, Match]:
    """Where the message is about topics of wordings.toml, unless it denies them."""
    found: dict[str, Match] = {}
    for topic, _, match in about(*topics).find_in(message):
        if not match.negated:
            found.setdefault(topic, match)
    return found


def mentions(message: Message, topic: str) -> bool:
    return topic in mentioned(message, topic)


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
class Asked:
    fact: str
    quote: str
    start: int


class Case:
    """The customer's case, compiled for reading messages against it."""

    def __init__(self, persona: Persona, questions: Mapping[str, QuestionKind]) -> None:
        self.persona = persona
        self.on_file = frozenset(row.fact for row in persona.case if row.fact)
        kinds = {f.id: questions.get(f.kind or "") for f in persona.facts}
        own = [((f.id, 0), p) for f in persona.facts for p in f.ask]
        usual = [((id_, 1), p) for id_, kind in kinds.items() if kind for p in kind.ask]
        self._asks = Wordings((key, wording(p)) for key, p in (*own, *usual))
        self._asks_else = Wordings((id_, wording(p)) for id_, kind in kinds.items() if kind for p in kind.unless)
        self._said_back = Wordings((f.id, wording(p)) for f in persona.facts for p in f.said_back)
        self._means = Wordings((r.id, wording(p)) for r in persona.remedies for p in r.means)
        self._unless = Wordings((r.id, wording(p)) for r in persona.remedies for p in r.unless)
        self.called = tuple(wording(form) for form in persona.called)
        self.vocabulary = frozenset(t.stem for text in _texts(persona) for t in Message(text).tokens if t.is_word)
        """Stems of the words of the case, to tell another topic."""
        self.key_facts = frozenset(f.id for f in persona.facts if f.key and f.known) - self.on_file

    def asked(self, message: Message, reading: Reading) -> tuple[Asked, ...]:
        """The facts that the message asks for, in the order of its words.

        Within a clause the pattern with most words wins, the customer's own before the shared ones; a second fact is
        asked for there only by other words ("your name and the order number, please").
        """
        found: list[Asked] = []
        for start, part in self._asking_clauses(message, reading):
            taken: list[tuple[int, int]] = []
            for _, match, fact in sorted(self._asked_in(part), key=lambda hit: hit[0]):
                span = (match.start, match.end)
                if any(span[0] < end and begin < span[1] for begin, end in taken):
                    continue
                taken.append(span)
                found.append(Asked(fact, match.quote, start + match.start))
        ordered = sorted(found, key=lambda asked: asked.start)
        return tuple({asked.fact: asked for asked in reversed(ordered)}.values())[::-1]

    def _asked_in(self, part: Message) -> list[tuple[tuple[int, int], Match, str]]:
        """What a clause may ask for, each with its rank (lower is better)."""
        hits = list(self._asks.find_in(part))
        if not hits:
            return []
        elsewhere = {fact for fact, _, _ in self._asks_else.find_in(part)}
        return [
            ((-len(found.slots), shared), match, fact)
            for (fact, shared), found, match in hits
            if not (shared and fact in elsewhere)
        ]

    def named_facts(self, message: Message) -> tuple[tuple[str, Match], ...]:
        """The facts whose words stand in the message, each with the place (R12)."""
        named: dict[str, Match] = {}
        for fact, _, match in self._said_back.find_in(message):
            if not match.negated:
                named.setdefault(fact, match)
        return tuple(named.items())

    def addresses(self, message: Message) -> Match | None:
        """The customer's own name in the message, in any form of `called`."""
        return next((m for m in map(message.find, self.called) if m), None)

    def offers(self, message: Message, reading: Reading) -> tuple[Offer, ...]:
        """What the message offers, one entry a remedy."""
        text = message.text
        amounts, whens = money(text), times(text)
        offers: list[Offer] = []
        for start, end in self._offering_sentences(message, reading):
            part = Message(text[start:end])
            meant = self._meant(part)
            elsewhere = {id_ for id_, _, _ in self._unless.find_in(part)} if meant else set()
            sums = [m for m in amounts if start <= m.start < end and m.currency != "%"]
            when = [w for w in whens if start <= w.start < end]
            declined = _overlaps(reading, (Signal.BE_HONEST, Signal.HIDE_BEHIND_POLICY), start, end)
            for remedy in self.persona.remedies:
                match = meant.get(remedy.id)
                if match is None or any(o.remedy.id == remedy.id for o in offers):
                    continue
                # The wish that nobody can grant is often declined beside its name: "it's full, I can't get you on it".
                refused = match.negated or (declined and remedy.id == self.persona.settlement.wish)
                if remedy.id in elsewhere and not refused:
                    continue
                place = start + match.start
                near = min(sums, key=lambda m: abs(m.start - place)).value if sums and remedy.up_to else None
                by = min(when, key=lambda w: (w.start < place, abs(w.start - place))).quote if when else ""
                offers.append(Offer(remedy, match.quote, place, near, by, refused=refused))
        return tuple(offers)

    def _meant(self, part: Message) -> dict[str, Match]:
        """The remedies named in a sentence; a denied one stays denied within its clause ("I can't give you …")."""
        meant: dict[str, Match] = {}
        for id_, _, found in self._means.find_in(part):
            known = meant.get(id_)
            same_clause = known is not None and part.clause_at(known.start) == part.clause_at(found.start)
            if known is None or (known.negated != found.negated and found.negated == same_clause):
                meant[id_] = found
        return meant

    def _asking_clauses(self, message: Message, reading: Reading) -> list[tuple[int, Message]]:
        spans = [f for f in reading.found if f.signal in (Signal.CLARIFY, Signal.CONFIRM_UNDERSTANDING)]
        invited = [f for f in reading.found if f.signal is Signal.INVITE_STORY]
        clauses: list[tuple[int, Message]] = []
        for clause in message.clauses:
            labelled = any(f.start < clause.end and clause.start < f.end for f in spans)
            open_question = any(f.start < clause.end and clause.start < f.end for f in invited)
            if open_question and not labelled:
                continue  # "what happened?" asks for the story, not for a detail
            if labelled or clause.question or self._requests(message, clause):
                clauses.append((clause.start, Message(message.text[clause.start : clause.end])))
        return clauses

    @staticmethod
    def _requests(message: Message, clause: Clause) -> bool:
        """Asked without a question mark: "order number please", "I need your postcode", "tell me when"."""
        part = Message(message.text[clause.start : clause.end])
        return mentions(part, "requests")

    @staticmethod
    def _offering_sentences(message: Message, reading: Reading) -> list[tuple[int, int]]:
        bounds: dict[int, tuple[int, int]] = {}
        for clause in message.clauses:
            start, end = bounds.get(clause.sentence, (clause.start, clause.end))
            bounds[clause.sentence] = (min(start, clause.start), max(end, clause.end))
        sentences: list[tuple[int, int]] = []
        for start, end in bounds.values():
            sorry = _overlaps(reading, (Signal.APOLOGIZE,), start, end)
            # What an apology names is what went wrong, unless the same sentence says what is done about it.
            labelled = _overlaps(reading, OFFERING[:2] if sorry else OFFERING, start, end)
            if labelled or mentions(Message(message.text[start:end]), "commits"):
                sentences.append((start, end))
        return sentences


def _overlaps(reading: Reading, signals: tuple[Signal, ...], start: int, end: int) -> bool:
    return any(f.signal in signals and f.start < end and start < f.end for f in reading.found)


_compiled: dict[str, Case] = {}


def case_of(customer: Customer, stock: Stock) -> Case:
    """The customer's case; compiled once for each version of the file, since a case never changes."""
    case = _compiled.get(customer.version)
    if case is None or case.persona.id != customer.id:
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        case = _compiled[customer.version] = Case(customer.persona, stock.questions)
    return case


def _texts(persona: Persona) -> tuple[str, ...]:
    facts = (part for f in persona.facts for part in (f.says, *f.ask, *f.said_back, *f.tell.all()))
    rows = (part for row in persona.case for part in (row.label, row.value))
    remedies = (part for r in persona.remedies for part in (r.name, r.does, *r.means))
    story = (line for beat in persona.story for line in beat.all())
    return (persona.trade, persona.company, persona.about, *facts, *rows, *remedies, *story)
