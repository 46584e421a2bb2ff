"""Which facts of the case a message asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.call.topics import about, mentioned, mentions, overlaps, wording, wordings_file
from bot.craft import Signal
from bot.customers.persona import Fact
from bot.customers.stock import QuestionKind
from bot.reading import Reading
from bot.reading.message import Message, message_of
from bot.reading.wording import Match, Wordings

_AND = re.compile(r"\band (?=(?:what|when|where|which|who|how)\b)", re.IGNORECASE)
"""Between these words a second question begins."""
_SURE = 0.6  # how certain it must be that the story is invited, before a detail in it counts as not asked for
_LEADS = 2  # words that may stand before the question word: "and then", "ok so"
_BARE = 5  # words of a message that is no more than the name of what it asks for: "your order number"
_SHORT = 3  # and of one that has but a single word for it: "and the phone?"
_JOINED = (
    2  # words that a match is worth less across an "and": "your date of birth and the last payment" are two things
)
_SUBJECTS = frozenset(["i", "you", "he", "she", "it", "we", "they", "that", "there", "this"])


@dataclass(frozen=True, slots=True)
class Asked:
    fact: str
    quote: str
    start: int
    open: bool = False
    """Asked so that they may tell it in their own way: "what did the two engineers do?"."""


class Questions:
    """The questions for a customer's facts, compiled: their own and the usual ones of their kinds."""

    def __init__(self, facts: tuple[Fact, ...], kinds: Mapping[str, QuestionKind]) -> None:
        of_kind = {f.id: kinds.get(f.kind or "") for f in facts}
        own = [((f.id, 0), p) for f in facts for p in f.ask]
        usual = [((id_, 1), p) for id_, kind in of_kind.items() if kind for p in kind.ask]
        short = [((id_, 1), p) for id_, kind in of_kind.items() if kind for p in kind.short]
        self._asks_bare = Wordings((key, wording(p)) for key, p in (*own, *usual, *short))
        self._asks = Wordings((key, wording(p)) for key, p in (*own, *usual))
        self._unless = Wordings((f.id, wording(p)) for f in facts for p in f.unless)
        self._asks_else = Wordings((id_, wording(p)) for id_, kind in of_kind.items() if kind for p in kind.unless)

    def asked(self, message: Message, reading: Reading) -> tuple[Asked, ...]:
        """The facts that the message asks for, in the order of its words.

        Within a clause the pattern with most words wins, one of the customer's own counting for a word more than a
        shared one; a second fact is asked for there only by other words ("your name and the order number, please").
        """
        found: list[Asked] = []
        invited = [(f.start, f.end) for f in reading.found if f.signal is Signal.INVITE_STORY and f.certainty >= _SURE]
        for start, part, open_question in _asking_clauses(message, reading):
            taken: list[tuple[str, int, int]] = []
            for _, match, fact in sorted(self._asked_in(part), key=lambda hit: hit[0]):
                place, end = start + match.start, start + match.end
                # "What happened?" and "all of it, from the day you ordered" ask for the story, not for a detail.
                told = [(a, b) for a, b in invited if a < end and place < b] if open_question else []
                if told and (not part.clauses[-1].question or any(a <= place and end <= b for a, b in told)):
                    continue
                others = (t for t in taken if t[0] != fact)
                if any(place < stop and begin < end for _, begin, stop in others):
                    continue
                if fact not in {t[0] for t in taken}:
                    found.append(Asked(fact, match.quote, place, open=mentions(part, "open_question")))
                taken.append((fact, place, end))
        ordered = sorted(found, key=lambda asked: asked.start)
        return tuple({asked.fact: asked for asked in reversed(ordered)}.values())[::-1]

    def _asked_in(self, part: Message) -> list[tuple[tuple[int, int], Match, str]]:
        """What a clause may ask for, each with its rank (lower is better)."""
        bare = sum(t.is_word for t in part.tokens) <= _SHORT
        hits = list((self._asks_bare if bare else self._asks).find_in(part))
        if not hits:
            return []
        ruled_out = {fact for fact, _, _ in self._unless.find_in(part)}
        elsewhere = {fact for fact, _, _ in self._asks_else.find_in(part)}
        return [
            ((shared - len(found.slots) + _JOINED * (" and " in match.quote), shared), match, fact)
            for (fact, shared), found, match in hits
            if fact not in ruled_out and not (shared and fact in elsewhere)
        ]


def _asking_clauses(message: Message, reading: Reading) -> list[tuple[int, Message, bool]]:
    """Clauses that ask, each with its place, and whether it is an open question ("tell me what happened")."""
    clauses: list[tuple[int, Message, bool]] = []
    bare = not reading.found and sum(t.is_word for t in message.tokens) <= _BARE
    for clause in message.clauses:
        place = clause.start, clause.end
        labelled = overlaps(reading, (Signal.CLARIFY, Signal.CONFIRM_UNDERSTANDING), *place)
        if not labelled and overlaps(reading, (Signal.COURTEOUS_HOLD,), *place):
            continue  # "may I put you on hold while I check the order?" asks for a minute
        part = message_of(message.text[clause.start : clause.end])
        if not (labelled or clause.question or bare or mentions(part, "requests") or _opening(part)):
            continue
        aside = mentioned(part, "asides").get("asides")
        asked = part.text[: aside.start] if aside and "asks" in _opening(part) else part.text
        open_question = not labelled and overlaps(reading, (Signal.INVITE_STORY,), *place)
        cuts = [0, *(m.start() for m in _AND.finditer(asked)), len(asked)]
        for begin, end in pairwise(cuts):
            clauses.append((clause.start + begin, message_of(asked[begin:end]), open_question))
    return clauses


def _opening(part: Message) -> set[str]:
    """How a clause opens that asks without a question mark: "and when did you order it", "did he call"."""
    opening = {topic for topic, leads in (("asks", _LEADS), ("asks_first", 0)) if _opens(part, topic, leads)}
    return set() if opening and _opens(part, "asks_not", _LEADS) else opening


def _opens(part: Message, topic: str, leads: int) -> bool:
    """Whether a clause begins with a topic, or with no more than so many words before it."""
    head = [t for t in part.tokens if t.is_word][: 2 * (leads + 1)]  # a word may be an opened contraction of two
    if not any(t.word in _firsts(topic) or t.stem in _firsts(topic) or t in part.strange for t in head):
        return False  # most clauses, and cheaper to see than by looking for the wordings
    return any(
        len(part.text[: match.start].split()) <= leads and not _contracted(part, match.start)
        for _, _, match in about(topic).find_in(part)
    )


@cache
def _firsts(topic: str) -> frozenset[str]:
    """The words, and their stems, with which a wording of the topic can begin."""
    wordings = (wording(pattern) for pattern in wordings_file()[topic])
    terms = (terms[0] for one in wordings for slot in one.slots for terms in slot)
    return frozenset(word for term in terms for word in (term.word, term.stem))


def _contracted(part: Message, place: int) -> bool:
    """Whether the word is part of a contraction that asks nothing: the "have" of "I've", the "can" of "can't pay"."""
    here = [t.word for t in part.tokens if t.start >= place][:3]
    return here[:1] != [] and (here[0] in _SUBJECTS or (here[1:2] == ["not"] and not _SUBJECTS & set(here[2:])))
