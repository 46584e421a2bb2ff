"""One message, cut up once: tokens with their places, clauses, sentences, questions, negation.

Everything that reads a message reads this. It holds no opinion about what the words do.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
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
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]{1,300}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}"
    r"|(?<![\w@.])[a-z0-9][\w-]{0,40}(?:\.[\w-]{1,40}){0,3}\.(?:com|org|net|co\.uk|gov|io)\b(?:/[^\s<>]{0,200})?",
    re.IGNORECASE,
)
_OF_LINKS = ("@", "://", "www.", ".co", ".org", ".net", ".gov", ".io")  # without one of these no link is searched for
_PART = r"\(?[1-9]/[1-9]\)?"  # "1/2": a message sent in parts
_INITIALS = r"(?:[\^*~]\s?[A-Z]\w{0,11}|-{1,2}\s?[A-Z]{2,3})"
_SIGNATURE = re.compile(
    rf"(?:(?<=\s)|(?<=[.!?)\u2026]))(?:{_PART}\s*)?{_INITIALS}(?:\s*{_PART})?\s*$"
    rf"|(?<=[.!?\u2026])\s*{_PART}\s*$|\([1-9]/[1-9]\)\s*$"
)
_SIGNED = re.compile(r"[.!?)\u2026]\s*[-\u2013\u2014~]{1,2}\s?[A-Z][a-z]{1,11}\s*$")
_TAIL = 30  # characters at a message's end in which it may be signed
_SENTENCE_END = frozenset(".!?\u2026\n")
_CLAUSE_END = frozenset(";:\u2014\u2013()\u3002")
_OPENS_QUOTE = frozenset('"\u201c\u201e\u00ab')
_QUOTES = _OPENS_QUOTE | frozenset("\u201d\u00bb")
_SMALL = small_words("message")
_NO = frozenset(("no", "No", "NO"))
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


def _links(text: str) -> list[tuple[int, int]]:
    """Where addresses of the web and of mail stand, from and up to, in their order."""
    if not any(sign in text for sign in _OF_LINKS):
        return []
    return [(m.start(), m.start() + len(m.group().rstrip(".,;:!?)]'\""))) for m in _LINK.finditer(text)]


def _said_until(text: str) -> int:
    """Where a signature begins ("^JB", "*TMC 2/2", ". -June"), or the text's end: what is signed is not said."""
    tail = max(0, len(text) - _TAIL)
    m = _SIGNATURE.search(text, tail)
    until = m.start() if m is not None else len(text)
    signed = _SIGNED.search(text, tail, until)
    until = signed.start() + 1 if signed is not None else until
    return until if text[:until].strip() else len(text)


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
    """Whether the "no" at `i` is that of "from no 41" or "order no. 7", which denies nothing."""
    if not i or raw[i - 1][0].casefold() not in _SMALL["before_number"]:
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
        self.links: frozenset[int] = frozenset()
        """Which tokens are addresses of the web or of mail."""
        self.said_until = _said_until(text)
        """The place from which the text is only a signature."""
        self.met: dict[str, frozenset[int]] = {}
        """Which words here the words of patterns meet, as far as it was asked."""
        self._cut()

    def __repr__(self) -> str:
        return f"Message({self.text!r})"

    def find(self, wording: "Wording") -> "Match | None":
        """The first place where the wording stands."""
        return wording.find_in(self)

    def _raw_tokens(self, links: Mapping[int, int]) -> list[_Raw]:
        """Every token of the text, with "a line ends here" told by a token of its own."""
        out: list[_Raw] = []
        text, last = self.text, 0
        for m in _TOKEN.finditer(text, 0, self.said_until):
            start, end = m.span()
            if start < last:
                continue  # inside a link
            if "\n" in text[last:start]:
                out.append(("\n", start, start, False))
            end = links.get(start, end)
            raw = text[start:end]
            out.append((raw, start, end, raw[0].isalnum() or raw[0] == "_"))
            last = end
        return out

    def _cut(self) -> None:
        links = dict(_links(self.text))
        raw = self._raw_tokens(links)
        tokens: list[Token] = []
        make, keep = Token._make, tokens.append
        clause = sentence = 0
        fresh = True  # no word yet in this clause
        for i, (text, start, end, is_word) in enumerate(raw):
            if is_word:
                for word in ("number",) if text in _NO and _numbers(raw, i) else words_of(text):
                    keep(make((word, stem(word), start, end, clause, sentence, True, text)))
                fresh = False
                continue
            if text != "\n":
                keep(make((text, text, start, end, clause, sentence, False, text)))
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
        self.links = frozenset(i for i, t in enumerate(tokens) if t.start in links) if links else frozenset()
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
        tokens = self.tokens[first:last]
        if "?" in self.text and any(t.word == "?" for t in tokens):
            return True
        words = [t.word for t in tokens[:12] if t.is_word]
        leads = 0
        while leads + 1 < len(words) and words[leads] in _SMALL["leads"]:
            leads += 1
        lead = words[leads : leads + 2]
        return len(lead) == 2 and lead[0] in _SMALL["inverts"] and lead[1] in _SMALL["subjects"]

    @cached_property
    def negated(self) -> tuple[bool, ...]:
        """For each token whether a negation before it in its clause governs it."""
        if _SMALL["negations"].isdisjoint([t.word for t in self.tokens]):
            return (False,) * len(self.tokens)
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
        if _QUOTES.isdisjoint(self.text):
            return tuple(flags)
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
