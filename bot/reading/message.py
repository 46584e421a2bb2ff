"""One message, cut up once: tokens with their places, clauses, sentences, questions, negation.

Everything that reads a message reads this. It holds no opinion about what the words do.
"""

import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from bot.reading.smallwords import small_words
from bot.reading.spelling import stem, vocabulary, words_of

if TYPE_CHECKING:
    from bot.reading.wording import Match, Wording

_TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?=(?:st|nd|rd|th|min|mins|hrs?|h|k|pm|am|days?|weeks?|usd|eur|gbp|secs?)\b)"
    r"|\d+(?:[.,:]\d+)+|\w+(?:['\u2019]\w+)*|[^\w\s]",
    re.IGNORECASE,
)
_SENTENCE_END = frozenset(".!?\u2026\n")
_CLAUSE_END = frozenset(";:\u2014\u2013()\u3002")
_OPENS_QUOTE = frozenset('"\u201c\u201e\u00ab')
_QUOTES = _OPENS_QUOTE | frozenset("\u201d\u00bb")
_SMALL = small_words("message")
_LONGEST_QUOTE = 25  # words; what is longer was not closed
_NEGATION_REACHES = 6  # words; "not" seldom governs more in chat


class Token(NamedTuple):
    """A word (or a sign) as meant, and where it stands. An opened contraction gives two tokens at one place."""

    word: str
    stem: str
    start: int
    end: int
    clause: int
    sentence: int
    is_word: bool
    raw: str = ""


class Clause(NamedTuple):
    """A run of tokens (`first` up to, not including, `last`) that belong together."""

    first: int
    last: int
    start: int
    end: int
    sentence: int
    question: bool


_Raw = tuple[str, int, int, bool]
"""A token as it stands: its text, its place, whether it is a word."""


def _abbreviates(raw: list[_Raw], i: int) -> bool:
    """Whether the full stop at `i` only shortens a word: "Mr. Okabe", "5 p.m. today"."""
    word, _, end, is_word = raw[i - 1] if i else ("", 0, 0, False)
    if not is_word or end != raw[i][1]:
        return False
    if word.casefold() in _SMALL["abbreviated"]:
        return True
    after = raw[i + 1] if i + 1 < len(raw) else None
    if after is None or len(word) > 1:
        return False
    if after[1] == raw[i][2]:  # between two letters: p.m, e.g
        return after[3] and len(after[0]) == 1
    before = raw[i - 2] if i > 1 else ("", 0, 0, False)
    return before[0] == "." and before[2] == raw[i - 1][1] and after[0].islower()  # behind the second


def _numbers(raw: list[_Raw], i: int) -> bool:
    """Whether the word at `i` is the "no" of "from no 41" or "order no. 7", which denies nothing."""
    if raw[i][0].casefold() != "no" or not i or raw[i - 1][0].casefold() not in _SMALL["before_number"]:
        return False
    after = raw[i + 1 : i + 3]
    behind = after[1:] if after and after[0][0] == "." else after[:1]
    return bool(behind) and behind[0][0][0].isdigit()


class Message:
    """A text, tokenised once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: tuple[Token, ...] = ()
        self.clauses: tuple[Clause, ...] = ()
        self.met: dict[str, frozenset[int]] = {}
        """Which words here the words of patterns meet, as far as it was asked."""
        self._cut()

    def __repr__(self) -> str:
        return f"Message({self.text!r})"

    def find(self, wording: "Wording") -> "Match | None":
        """The first place where the wording stands."""
        return wording.find_in(self)

    def _raw_tokens(self) -> list[_Raw]:
        """Every token of the text, with "a line ends here" told by a token of its own."""
        out: list[_Raw] = []
        text, last = self.text, 0
        for m in _TOKEN.finditer(text):
            start, end = m.span()
            if "\n" in text[last:start]:
                out.append(("\n", start, start, False))
            raw = m.group()
            out.append((raw, start, end, raw[0].isalnum() or raw[0] == "_"))
            last = end
        return out

    def _cut(self) -> None:
        raw = self._raw_tokens()
        tokens: list[Token] = []
        clause = sentence = 0
        fresh = True  # no word yet in this clause
        for i, (text, start, end, is_word) in enumerate(raw):
            if is_word:
                words = ("number",) if _numbers(raw, i) else words_of(text)
                tokens.extend(
                    Token(word, stem(word), start, end, clause, sentence, is_word=True, raw=text) for word in words
                )
                fresh = False
                continue
            if text != "\n":
                tokens.append(Token(text, text, start, end, clause, sentence, is_word=False, raw=text))
            if fresh:
                continue
            after = raw[i + 1] if i + 1 < len(raw) else None
            if text in _SENTENCE_END:
                if text == "." and _abbreviates(raw, i):
                    continue
                if after is None or after[0] not in _SENTENCE_END:
                    clause, sentence, fresh = clause + 1, sentence + 1, True
            elif text in _CLAUSE_END or self._dash(text, start, end) or self._comma_cuts(text, after):
                clause, fresh = clause + 1, True
        self.tokens = tuple(tokens)
        self._gather()

    def _dash(self, sign: str, start: int, end: int) -> bool:
        text = self.text
        return sign == "-" and start > 0 and text[start - 1].isspace() and end < len(text) and text[end].isspace()

    @staticmethod
    def _comma_cuts(sign: str, after: _Raw | None) -> bool:
        return sign == "," and after is not None and after[3] and words_of(after[0])[0] in _SMALL["opens_clause"]

    def _gather(self) -> None:
        """Clauses from the tokens' clause numbers; a question is told by its sign or by its word order."""
        clauses: list[Clause] = []
        tokens = self.tokens
        first = 0
        for i in range(1, len(tokens) + 1):
            if i == len(tokens) or tokens[i].clause != tokens[first].clause:
                clauses.append(
                    Clause(
                        first,
                        i,
                        tokens[first].start,
                        tokens[i - 1].end,
                        tokens[first].sentence,
                        question=self._asks(first, i),
                    )
                )
                first = i
        self.clauses = tuple(clauses)

    def _asks(self, first: int, last: int) -> bool:
        tokens = self.tokens
        words = [t.word for t in tokens[first : min(last, first + 12)] if t.is_word]
        if any(t.word == "?" for t in tokens[first:last]):
            return True
        if not words:
            return False
        while len(words) > 1 and words[0] in _SMALL["leads"]:
            words = words[1:]
        if len(words) < 2:
            return False
        return words[0] in _SMALL["inverts"] and words[1] in _SMALL["subjects"]

    @cached_property
    def negated(self) -> tuple[bool, ...]:
        """For each token whether a negation before it in its clause governs it."""
        flags: list[bool] = []
        reach, clause = 0, -1
        tokens = self.tokens
        for i, token in enumerate(tokens):
            if token.clause != clause:
                clause, reach = token.clause, 0
            flags.append(reach > 0)
            if not token.is_word:
                continue
            reach -= reach > 0
            if token.word in _SMALL["ends_negation"] and not (i and tokens[i - 1].word in _SMALL["negations"]):
                reach = 0
            elif token.word in _SMALL["negations"]:
                after = tokens[i + 1].word if i + 1 < len(tokens) else ""
                if after not in _SMALL["no_negation"] and not (token.word == "not" and after == "only"):
                    reach = _NEGATION_REACHES
        return tuple(flags)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of the message and their stems."""
        return frozenset(word for t in self.tokens if t.is_word for word in (t.word, t.stem))

    @cached_property
    def strange(self) -> tuple[Token, ...]:
        """Words that no dictionary knows: they may be slips."""
        return tuple(self.words[n] for n in self.strange_words)

    @cached_property
    def word_places(self) -> tuple[int, ...]:
        """Which tokens are words; in what follows, a word is counted among these."""
        return tuple(i for i, t in enumerate(self.tokens) if t.is_word)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        return tuple(t for t in self.tokens if t.is_word)

    @cached_property
    def clause_of_word(self) -> tuple[int, ...]:
        """For each word the number of its clause among `clauses`."""
        numbers = {self.tokens[c.first].clause: nth for nth, c in enumerate(self.clauses)}
        return tuple(numbers[t.clause] for t in self.words)

    @cached_property
    def places(self) -> dict[str, frozenset[int]]:
        """Which words each word and each stem is."""
        found: dict[str, set[int]] = {}
        for n, token in enumerate(self.words):
            found.setdefault(token.word, set()).add(n)
            found.setdefault(token.stem, set()).add(n)
        return {word: frozenset(places) for word, places in found.items()}

    @cached_property
    def strange_words(self) -> tuple[int, ...]:
        """Which words those of `strange` are."""
        return tuple(n for n, t in enumerate(self.words) if t.word not in vocabulary())

    @cached_property
    def quoted(self) -> tuple[bool, ...]:
        """For each token whether it stands between quotation marks: repeated by the writer, not said.

        A single word does not count (a title, a nickname), nor a mark that is never closed.
        """
        flags = [False] * len(self.tokens)
        opened: int | None = None
        for i, token in enumerate(self.tokens):
            if token.is_word or token.word not in _QUOTES:
                continue
            if opened is None:
                opened = i if token.word in _OPENS_QUOTE else None
                continue
            inside = range(opened + 1, i)
            if 2 <= sum(self.tokens[k].is_word for k in inside) <= _LONGEST_QUOTE:
                for k in inside:
                    flags[k] = True
            opened = None
        return tuple(flags)

    @cached_property
    def _starts(self) -> list[int]:
        return [c.start for c in self.clauses]

    def clause_at(self, place: int) -> Clause | None:
        """The clause that the character at `place` belongs to."""
        i = bisect_right(self._starts, place) - 1
        return self.clauses[i] if i >= 0 else None


_SHORT = 600  # characters: longer parts are rare, and keeping them would cost memory


@lru_cache(maxsize=512)
def _kept(text: str) -> Message:
    return Message(text)


def message_of(text: str) -> Message:
    """The message of a text, cut up once however many rules look at the same sentence. Not to be changed."""
    return _kept(text) if len(text) <= _SHORT else Message(text)
