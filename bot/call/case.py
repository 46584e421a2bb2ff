"""The customer's case, compiled for reading messages against it: what they ask for, name and offer.

The patterns come from the customer's file and the shared questions; this module holds none of its own.
"""

from collections.abc import Iterable, Mapping

from bot.call.offers import Offer, Offers, Proposal
from bot.call.questions import Asked, Questions
from bot.call.topics import wording
from bot.customers.loading import Customer
from bot.customers.persona import Persona
from bot.customers.stock import QuestionKind, Stock
from bot.reading import Reading
from bot.reading.message import Message, message_of
from bot.reading.wording import Match, Wordings

_PAST = ("previous_contact", "previous_promise", "previous_answer")
_WANTED = "wanted_outcome"
_KEPT = 64  # compiled cases; versions of customers that are played at the same time are far fewer


class Case:
    """The customer's case, compiled for reading messages against it."""

    def __init__(self, persona: Persona, questions: Mapping[str, QuestionKind]) -> None:
        self.persona = persona
        self.on_file = frozenset(row.fact for row in persona.case if row.fact)
        self._questions = Questions(persona.facts, questions)
        self._offers = Offers(persona)
        self._said_back = Wordings((f.id, wording(p)) for f in persona.facts for p in f.said_back)
        self._minds = Wordings(((), wording(p)) for p in (persona.safety.minds if persona.safety else ()))
        self.called = tuple(wording(form) for form in persona.called)
        self.matter = frozenset(t.stem for text in _matter(persona) for t in message_of(text).tokens if t.is_word)
        """Stems of what the case is about, without what the customer says around it."""
        self.vocabulary = frozenset(t.stem for text in _texts(persona) for t in message_of(text).tokens if t.is_word)
        """Stems of the words of the case, to tell another topic."""
        self.wanted = frozenset(f.id for f in persona.facts if _WANTED in (f.kind, f.id))
        """The fact of what the customer wants."""
        self.past = frozenset(f.id for f in persona.facts if f.kind in _PAST)
        """Facts about what was said or promised earlier."""
        self.remedy_words = {
            r.id: frozenset(t.stem for text in (r.name, r.does, *r.means) for t in message_of(text).tokens)
            for r in persona.remedies
        }
        self.key_facts = frozenset(f.id for f in persona.facts if f.key and f.known) - self.on_file

    def asked(self, message: Message, reading: Reading) -> tuple[Asked, ...]:
        """The facts that the message asks for, in the order of its words."""
        return self._questions.asked(message, reading)

    def offers(self, message: Message, reading: Reading, proposals: Iterable[Proposal]) -> tuple[Offer, ...]:
        """What the message offers in these sentences, one entry a remedy."""
        return self._offers.offers(message, reading, proposals)

    def passed_on(self, message: Message, granted: Iterable[str]) -> tuple[Offer, ...]:
        """What somebody above has granted and the message passes on without naming it."""
        return self._offers.passed_on(message, granted)

    def minds_safety(self, message: Message) -> str:
        """The words that tell them what to do in danger until help comes; empty where there are none."""
        return next((match.quote for _, _, match in self._minds.find_in(message) if not match.negated), "")

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


_compiled: dict[str, Case] = {}


def case_of(customer: Customer, stock: Stock) -> Case:
    """The customer's case; compiled once for each version of the file, since a case never changes."""
    case = _compiled.get(customer.version)
    if case is None or case.persona.id != customer.id:
        if len(_compiled) >= _KEPT:
            _compiled.clear()
        case = _compiled[customer.version] = Case(customer.persona, stock.questions)
    return case


def _matter(persona: Persona) -> tuple[str, ...]:
    facts = (part for f in persona.facts for part in (f.says, *f.said_back))
    rows = (part for row in persona.case for part in (row.label, row.value))
    remedies = (part for r in persona.remedies for part in (r.name, r.does))
    return (persona.trade, persona.company, *facts, *rows, *remedies)


def _texts(persona: Persona) -> tuple[str, ...]:
    facts = (part for f in persona.facts for part in (f.says, *f.ask, *f.said_back, *f.tell.all()))
    rows = (part for row in persona.case for part in (row.label, row.value))
    remedies = (part for r in persona.remedies for part in (r.name, r.does, *r.means))
    story = (line for beat in persona.story for line in beat.all())
    return (persona.trade, persona.company, persona.about, *facts, *rows, *remedies, *story)
