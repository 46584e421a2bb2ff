"""Reads an agent's message against the customer's case: which facts it asks for or names, what it offers.

The patterns come from the customer's file and the shared questions; this module holds none of its own.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from bot.craft import Signal
from bot.customers.loading import Customer
from bot.customers.persona import Persona, Remedy
from bot.customers.stock import QuestionKind, Stock
from bot.reading import Reading
from bot.reading.amounts import money, times
from bot.reading.message import Message, message_of
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


_ELSE = re.compile(r"\b(?:or|but|otherwise|alternatively)\b", re.IGNORECASE)
"""Between these words, each thing put forward stands by itself."""
_AND = re.compile(r"\band (?=(?:what|when|where|which|who|how)\b)", re.IGNORECASE)
"""Between these words a second question begins."""
_LEADS = 2  # words that may stand before the question word: "and then", "ok so"
_BARE = 5  # words of a message that is no more than the name of what it asks for: "your order number"
_SHORT = 3  # and of one that has but a single word for it: "and the phone?"
_PAST = ("previous_contact", "previous_promise")
_KEPT = 64  # compiled cases; versions of customers that are played at the same time are far fewer


@cache
def wording(pattern: str) -> Wording:
    return compile_wording(pattern)


@cache
def wordings_file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8"))


@cache
def about(*topics: str) -> Wordings[str]:
    """The wordings of wordings.toml for topics such as `goodbye`."""
    return Wordings((topic, wording(pattern)) for topic in topics for pattern in wordings_file()[topic])


def mentioned(message: Message, *topics: str) -> dict[str, Match]:
    """Where the message is about topics of wordings.toml, unless it denies them."""
    found: dict[str, Match] = {}
    for topic, _, match in about(*topics).find_in(message):
        if not match.negated:
            found.setdefault(topic, match)
    return found


def mentions(message: Message, topic: str) -> bool:
    return topic in mentioned(message, topic)


def asks_above(part: Message) -> bool:
    """Says that somebody with more authority has yet to be asked."""
    topics = mentioned(part, "asks_above", "granted")
    return "asks_above" in topics and "granted" not in topics


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
        short = [((id_, 1), p) for id_, kind in kinds.items() if kind for p in kind.short]
        self._asks_bare = Wordings((key, wording(p)) for key, p in (*own, *usual, *short))
        self._asks = Wordings((key, wording(p)) for key, p in (*own, *usual))
        self._asks_else = Wordings((id_, wording(p)) for id_, kind in kinds.items() if kind for p in kind.unless)
        self._said_back = Wordings((f.id, wording(p)) for f in persona.facts for p in f.said_back)
        self._means = Wordings((r.id, wording(p)) for r in persona.remedies for p in r.means)
        self._unless = Wordings((r.id, wording(p)) for r in persona.remedies for p in r.unless)
        self.called = tuple(wording(form) for form in persona.called)
        self.matter = frozenset(t.stem for text in _matter(persona) for t in message_of(text).tokens if t.is_word)
        """Stems of what the case is about, without what the customer says around it."""
        self.vocabulary = frozenset(t.stem for text in _texts(persona) for t in message_of(text).tokens if t.is_word)
        """Stems of the words of the case, to tell another topic."""
        self.past = frozenset(f.id for f in persona.facts if f.kind in _PAST)
        """Facts about what was said or promised earlier."""
        self.remedy_words = {
            r.id: frozenset(t.stem for text in (r.name, r.does, *r.means) for t in message_of(text).tokens)
            for r in persona.remedies
        }
        self.key_facts = frozenset(f.id for f in persona.facts if f.key and f.known) - self.on_file

    def asked(self, message: Message, reading: Reading) -> tuple[Asked, ...]:
        """The facts that the message asks for, in the order of its words.

        Within a clause the pattern with most words wins, one of the customer's own counting for a word more than a
        shared one; a second fact is asked for there only by other words ("your name and the order number, please").
        """
        found: list[Asked] = []
        invited = [(f.start, f.end) for f in reading.found if f.signal is Signal.INVITE_STORY]
        for start, part, open_question in self._asking_clauses(message, reading):
            taken: list[tuple[str, int, int]] = []
            for _, match, fact in sorted(self._asked_in(part), key=lambda hit: hit[0]):
                place, end = start + match.start, start + match.end
                if open_question and any(a <= place and end <= b for a, b in invited):
                    continue  # "what happened?" asks for the story, not for a detail
                others = (t for t in taken if t[0] != fact)
                if any(place < stop and begin < end for _, begin, stop in others):
                    continue
                if fact not in {t[0] for t in taken}:
                    found.append(Asked(fact, match.quote, place))
                taken.append((fact, place, end))
        ordered = sorted(found, key=lambda asked: asked.start)
        return tuple({asked.fact: asked for asked in reversed(ordered)}.values())[::-1]

    def _asked_in(self, part: Message) -> list[tuple[tuple[int, int], Match, str]]:
        """What a clause may ask for, each with its rank (lower is better)."""
        bare = sum(t.is_word for t in part.tokens) <= _SHORT
        hits = list((self._asks_bare if bare else self._asks).find_in(part))
        if not hits:
            return []
        elsewhere = {fact for fact, _, _ in self._asks_else.find_in(part)}
        return [
            ((shared - len(found.slots), shared), match, fact)
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
        for start, end, commits in self._offering_sentences(message, reading):
            meant = self._meant(text, start, end)
            sums = [m for m in amounts if start <= m.start < end and m.currency != "%"]
            when = [w for w in whens if start <= w.start < end and text[w.end : w.end + 2] not in _OWN]
            asks_first = asks_above(message_of(text[start:end]))
            wished = mentions(message_of(text[start:end]), "wished")
            declined = _overlaps(reading, (Signal.BE_HONEST, Signal.HIDE_BEHIND_POLICY), start, end)
            for remedy in self.persona.remedies:
                if remedy.id not in meant or any(o.remedy.id == remedy.id for o in offers):
                    continue
                match, elsewhere = meant[remedy.id]
                # The wish that nobody can grant is often declined beside its name: "it's full, I can't get you on it".
                wish = remedy.id == self.persona.settlement.wish
                refused = match.negated or (declined and wish) or wished
                if remedy.authority == "supervisor" and asks_first:
                    continue
                if (elsewhere and not (refused and wish)) or not (commits or remedy.kind == "wrong"):
                    continue
                place = match.start
                near = min(sums, key=lambda m: abs(m.start - place)).value if sums and remedy.up_to else None
                by = min(when, key=lambda w: (w.start < place, abs(w.start - place))).quote if when else ""
                offers.append(Offer(remedy, match.quote, place, near, by, refused=refused))
        return tuple(offers)

    def promises(self, message: Message, reading: Reading) -> tuple[tuple[int, int], ...]:
        """The sentences in which the agent says what will be done, by their places."""
        sentences = self._offering_sentences(message, reading)
        return tuple((start, end) for start, end, commits in sentences if commits)

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
                told = [self._manner(part, found.start)]
                if sentence:
                    told.append(self._manner(sentence, begin - start + found.start))
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
            ruled_out = self._manner(part, found.start) == "ruled_out"
            named[id_] = replace(found, negated=True) if ruled_out else found
        return named

    @staticmethod
    def _manner(part: Message, place: int) -> str:
        """Whether what stands there is only told of ("nobody sent you one"), or put out of question, or neither."""
        clause = part.clause_at(place)
        if clause is None:
            return ""
        topics = mentioned(message_of(part.text[clause.start : clause.end]), "reports", "proposes")
        if "reports" in topics and "proposes" not in topics:
            return "reported"
        return "ruled_out" if _stands(message_of(part.text[clause.start : clause.end]), "ruled_out") else ""

    def _asking_clauses(self, message: Message, reading: Reading) -> list[tuple[int, Message, bool]]:
        """Clauses that ask, each with its place, and whether it is an open question ("tell me what happened")."""
        clauses: list[tuple[int, Message, bool]] = []
        bare = not reading.found and sum(t.is_word for t in message.tokens) <= _BARE
        for clause in message.clauses:
            place = clause.start, clause.end
            labelled = _overlaps(reading, (Signal.CLARIFY, Signal.CONFIRM_UNDERSTANDING), *place)
            if not labelled and _overlaps(reading, (Signal.COURTEOUS_HOLD,), *place):
                continue  # "may I put you on hold while I check the order?" asks for a minute
            part = message_of(message.text[clause.start : clause.end])
            opening = self._opening(part)
            if labelled or clause.question or opening or bare or mentions(part, "requests"):
                aside = mentioned(part, "asides").get("asides") if "asks" in opening else None
                asked = part.text[: aside.start] if aside else part.text
                open_question = not labelled and _overlaps(reading, (Signal.INVITE_STORY,), *place)
                cuts = [0, *(m.start() for m in _AND.finditer(asked)), len(asked)]
                for begin, end in pairwise(cuts):
                    clauses.append((clause.start + begin, message_of(asked[begin:end]), open_question))
        return clauses

    @staticmethod
    def _opening(part: Message) -> set[str]:
        """How a clause opens that asks without a question mark: "and when did you order it", "did he call"."""
        opening = {
            topic
            for topic, _, match in about("asks", "asks_first", "asks_not").find_in(part)
            if len(part.text[: match.start].split()) <= (0 if topic == "asks_first" else _LEADS)
            and not _contracted(part, match.start)
        }
        return set() if "asks_not" in opening else opening

    @staticmethod
    def _offering_sentences(message: Message, reading: Reading) -> list[tuple[int, int, bool]]:
        """Sentences that may hold an offer, and whether the agent is the one to act in it.

        One that only sends the customer off ("please fill in the form") can offer no more than a wrong solution.
        """
        bounds: dict[int, tuple[int, int]] = {}
        for clause in message.clauses:
            start, end = bounds.get(clause.sentence, (clause.start, clause.end))
            bounds[clause.sentence] = (min(start, clause.start), max(end, clause.end))
        sentences: list[tuple[int, int, bool]] = []
        for start, end in bounds.values():
            sorry = _overlaps(reading, (Signal.APOLOGIZE,), start, end)
            # What an apology names is what went wrong, unless the same sentence says what is done about it.
            labelled = _overlaps(reading, OFFERING[:2] if sorry else OFFERING, start, end)
            part = message_of(message.text[start:end])
            topics = mentioned(part, "commits", "bids", "inquires")
            commits = labelled or "commits" in topics or _stands(part, "rules_out", "ruled_out")
            if commits or ("bids" in topics and "inquires" not in topics):
                sentences.append((start, end, commits))
        return sentences


def _contracted(part: Message, place: int) -> bool:
    """Behind another word of one contraction: the "have" of "I've" opens no question."""
    return next((t.word for t in part.tokens if t.start == place), "") in _SUBJECTS


_SUBJECTS = frozenset(["i", "you", "he", "she", "it", "we", "they", "that", "there", "this"])
_OWN = ("'s", "\u2019s")  # "Monday night's backup" says no time
_AUXILIARIES = frozenset(
    ["is", "are", "was", "were", "be", "can", "could", "will", "would", "do", "does", "did", "may"]
)


def _denied_after(part: Message, match: Match) -> bool:
    """Denied behind its name: "a full refund is not possible", "the whole sum I can't return"."""
    clause = part.clause_at(match.start)
    if clause is None:
        return False
    words = [t for t in part.tokens[clause.first : clause.last] if t.is_word and t.start >= match.end]
    pairs = pairwise(t.word for t in words)
    return any(w == "cannot" for w in (t.word for t in words)) or any(
        second == "not" and first in _AUXILIARIES for first, second in pairs
    )


def _stands(part: Message, *topics: str) -> bool:
    """Whether the part is about a topic, though it may deny it: the denial is the topic here."""
    return any(True for _ in about(*topics).find_in(part))


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
