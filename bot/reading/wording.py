"""Plain-word patterns, as authors of customer files write them: "send/ship new/another kettle".

A pattern is words separated by spaces; a slash stands between words that will all do; a hyphen joins words that
must follow one another. It is never a regular expression: an author cannot write one that runs away.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz.distance import OSA

from bot.reading.message import Message, Token
from bot.reading.spelling import SHORTEST_REPAIRED, slips_allowed, vocabulary

__all__ = ["Match", "Message", "Wording", "Wordings", "compile_wording"]

LONGEST_SPAN = 10  # words between the first and the last that match, both counted
LONGEST_SLIP = 4  # letters by which a slip may differ in length from the word or the stem that is meant
_NEGATIONS = frozenset(("not", "no", "never", "none", "nobody", "nothing", "without"))


@dataclass(frozen=True, slots=True)
class Match:
    """Where a wording stands in a message; `text[start:end] == quote`."""

    start: int
    end: int
    quote: str
    negated: bool
    """Said to be not so ("we won't ship a new one"), unless the wording itself holds the "not"."""
    question: bool
    """Asked, not said."""


@dataclass(frozen=True, slots=True)
class _Term:
    """One word of a pattern, as meant."""

    word: str
    stem: str

    def meets(self, token: Token) -> bool:
        if not token.is_word:
            return False
        if token.word == self.word or token.stem == self.stem:
            return True
        # A slip of the finger: only where the typed word is no known word itself.
        letters = len(self.word)
        if letters < SHORTEST_REPAIRED or not self.word.isalpha() or token.word in vocabulary():
            return False
        allowed = slips_allowed(letters)
        if token.word[:1] != self.word[:1] or abs(len(token.word) - letters) > allowed:
            return False
        return OSA.distance(token.word, self.word, score_cutoff=allowed) <= allowed


def _places(term: _Term, message: Message) -> frozenset[int]:
    """Which words of the message the term meets: looked up once a message, since many patterns share their words."""
    known = message.met.get(term.word)
    if known is None:
        exact = message.places.get(term.word, _NOWHERE) | message.places.get(term.stem, _NOWHERE)
        slips = [n for n in message.strange_words if term.meets(message.words[n])]
        known = message.met[term.word] = exact.union(slips) if slips else exact
    return known


_NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """A compiled pattern: slots, each with its alternatives, each of one word or several in a row."""

    pattern: str
    slots: tuple[tuple[tuple[_Term, ...], ...], ...]
    says_no: bool

    def find_in(self, message: Message) -> Match | None:
        """The tightest place in the first clause that holds every slot."""
        for slot in self.slots:  # plain loops: most patterns end here, and this is asked thousands of times a message
            for terms in slot:
                if _places(terms[0], message):
                    break
            else:
                return None
        clauses = self._hits(message)
        for nth in sorted(clauses):
            best = self._tightest(clauses[nth])
            if best is None:
                continue
            words = message.words
            hits = [hit for hit in clauses[nth] if best[0] <= hit[0] <= best[1]]
            marked = {n for first, last, _ in hits for n in range(first, last + 1)}
            start, end = words[best[0]].start, max(word.end for word in words[best[0] : best[1] + 1])
            negated = not self.says_no and any(message.negated[message.word_places[n]] for n in marked)
            return Match(start, end, message.text[start:end], negated, message.clauses[nth].question)
        return None

    def _hits(self, message: Message) -> dict[int, list[tuple[int, int, int]]]:
        """Where each slot is met, by clause: first word, last word, slot. The first alternative at a place counts."""
        found: dict[tuple[int, int], int] = {}
        for slot, alternatives in enumerate(self.slots):
            for terms in alternatives:
                for first in _places(terms[0], message):
                    if (first, slot) not in found and _follows(terms, first, message):
                        found[first, slot] = first + len(terms) - 1
        clauses: dict[int, list[tuple[int, int, int]]] = {}
        for (first, slot), last in sorted(found.items()):
            clauses.setdefault(message.clause_of_word[first], []).append((first, last, slot))
        return clauses

    def _tightest(self, hits: list[tuple[int, int, int]]) -> tuple[int, int] | None:
        """The shortest run of words in which every slot is met, no word standing for two slots."""
        need = len(self.slots)
        if len({s for _, _, s in hits}) < need:
            return None
        best: tuple[int, int] | None = None
        latest: dict[int, tuple[int, int]] = {}  # slot -> its last hit so far
        for first, last, slot in hits:
            latest[slot] = (first, last)
            if len(latest) < need:
                continue
            begin = min(f for f, _ in latest.values())
            end = max(e for _, e in latest.values())
            if end - begin >= LONGEST_SPAN or len({f for f, _ in latest.values()}) < need:
                continue
            if best is None or end - begin < best[1] - best[0]:
                best = (begin, end)
        return best


def _follows(terms: tuple[_Term, ...], first: int, message: Message) -> bool:
    """Whether the further words of an alternative stand behind its first, in the same clause."""
    if len(terms) == 1:
        return True
    clause = message.clause_of_word
    last = first + len(terms) - 1
    return (
        last < len(clause)
        and clause[last] == clause[first]
        and all(first + k in _places(term, message) for k, term in enumerate(terms))
    )


def _terms(word: str) -> tuple[_Term, ...]:
    return tuple(_Term(t.word, t.stem) for t in Message(word).tokens if t.is_word)


def compile_wording(pattern: str) -> Wording:
    """Read a pattern of plain words.

    Raises:
        ValueError: there is no word in it.
    """
    slots: list[tuple[tuple[_Term, ...], ...]] = []
    for part in pattern.split():
        alternatives = tuple(terms for terms in map(_terms, part.split("/")) if terms)
        if not alternatives:
            continue
        if len(alternatives) == 1 and "-" not in part:
            slots.extend(((term,),) for term in alternatives[0])
        else:
            slots.append(alternatives)
    if not slots:
        raise ValueError(f"The wording {pattern!r} holds no word: write the words to look for, with spaces between.")
    says_no = any(term.word in _NEGATIONS for slot in slots for terms in slot for term in terms)
    return Wording(pattern, tuple(slots), says_no)


Key = TypeVar("Key")


class Wordings(Generic[Key]):
    """Many wordings at once, each under a key. Those whose words cannot stand in a message are not even looked at."""

    def __init__(self, wordings: Iterable[tuple[Key, Wording]]) -> None:
        self._all = tuple(wordings)
        self._by_word: dict[str, list[int]] = {}
        for nth, (_, wording) in enumerate(self._all):
            rarest = min(wording.slots, key=len)
            for word in dict.fromkeys(w for terms in rarest for w in (terms[0].word, terms[0].stem)):
                self._by_word.setdefault(word, []).append(nth)
        self._by_letter: dict[str, list[str]] = {}
        for word in self._by_word:
            self._by_letter.setdefault(word[:1], []).append(word)

    def find_in(self, message: Message) -> Iterator[tuple[Key, Wording, Match]]:
        """Every wording that stands in the message, in the order in which they were given."""
        likely = {nth for word in message.vocabulary for nth in self._by_word.get(word, ())}
        for token in message.strange:  # a word that no dictionary knows may be a slip for one that is meant
            for word in self._by_letter.get(token.word[:1], ()):
                if abs(len(word) - len(token.word)) <= LONGEST_SLIP:
                    likely.update(self._by_word[word])
        for nth in sorted(likely):
            key, wording = self._all[nth]
            match = wording.find_in(message)
            if match is not None:
                yield key, wording, match
