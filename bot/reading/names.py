"""Where a message addresses somebody by name: "Thanks, Dana." and "oh lena thats so sad".

A name counts only as an address: not a third person ("Mrs. Quist runs the branch"), not the writer's own
("I'm Ingrid", "Best, Anil"). What is found here are cues; how much each is worth the weights say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.reading.message import Message, Token
from bot.reading.smallwords import small_words
from bot.reading.spelling import given_names, vocabulary

_LISTS = small_words("names")
NO_NAME = -20.0  # the margin of a message without any name
_TITLES_OF_NAMES_ONLY = frozenset(("mr", "mrs", "ms", "mister"))  # what follows is a name, however it is typed
_SURE = frozenset(("title", "given", "lower", "rank"))
_OPENS = frozenset(("start", "greet", "greet,", "comma", "lead"))
_ENDS_IT = frozenset(("end", "stop", "comma", "turn", "mark"))
_ONE_WORD = frozenset(("unknown", "lower", "plain"))
_CLOSES = frozenset(",.!?;:\u2026")


@dataclass(frozen=True, slots=True)
class Address:
    """A name that may be an address; `cue` tells in what setting it stands."""

    first: int
    last: int
    cue: str


def _looks_like_a_name(token: Token) -> bool:
    """A capital, small letters after it, and no word that never is a name."""
    raw = token.raw
    return (
        raw[:1].isupper()
        and not raw.isupper()
        and any(c.islower() for c in raw)
        and raw.casefold() not in _LISTS["no_name"]
    )


def _ordinary(token: Token) -> bool:
    """A known word in small letters that is no name: most words of most messages."""
    raw = token.raw
    return raw in vocabulary() and raw not in given_names() and raw not in _LISTS["titles"]


def _opened(tokens: Sequence[Token], i: int) -> bool:
    """Part of an opened contraction: "I'm" is no name."""
    token = tokens[i]
    return (i > 0 and tokens[i - 1].start == token.start) or (
        i + 1 < len(tokens) and tokens[i + 1].start == token.start
    )


def _titled(tokens: Sequence[Token], i: int) -> int:
    """Where the name behind a title stands, or 0."""
    title = tokens[i].raw.casefold()
    j = i + 2 if i + 1 < len(tokens) and tokens[i + 1].raw == "." else i + 1
    if j >= len(tokens) or not tokens[j].is_word or tokens[j].raw[0].isdigit():
        return 0
    name = tokens[j]
    word = name.raw.casefold()
    sure = title in _TITLES_OF_NAMES_ONLY and word not in _LISTS["third"]
    likely = title in ("miss", "dr") and (name.word not in vocabulary() or word in given_names())
    return j if sure or likely or _looks_like_a_name(name) else 0


def _kind(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """What sort of name may stand here, and its last token; an empty sort if none."""
    token, known = tokens[i], vocabulary()
    word = token.raw.casefold()
    strange = word not in known and token.word not in known
    kind = ""
    if word in _LISTS["titles"]:
        name = _titled(tokens, i)
        if name:
            return "title", name
        if word in _LISTS["alone"] and (token.raw[0].isupper() or (i > 0 and tokens[i - 1].raw == ",")):
            kind = "rank"
    elif word in given_names() and word not in _LISTS["months"]:
        if token.raw[:1].isupper():
            kind = "given"
        elif token.raw.islower():
            kind = "plain" if word in _LISTS["ordinary"] else "lower"
    elif _looks_like_a_name(token):
        kind = "strange" if strange else "capital" if i and tokens[i - 1].is_word else ""
    elif token.raw.islower() and word.isalpha() and len(word) > 1 and strange and token.stem not in known:
        kind = "unknown"
    return kind, i


def _whole(tokens: Sequence[Token], kind: str, first: int, last: int) -> int:
    """The last token of a name, with its further parts: "Ms Lakshmi Nair", "Sanjay ji", "Mrs. T."."""
    n = len(tokens)
    while last + 1 < n and kind not in _ONE_WORD:
        part = tokens[last + 1]
        if not part.is_word or part.sentence != tokens[first].sentence or not _looks_like_a_name(part):
            break
        last += 1
    if last + 1 < n and tokens[last + 1].raw.casefold() in _LISTS["after_name"]:
        last += 1
    return last


def addresses(message: Message) -> Iterator[Address]:
    """Every place that may address somebody by name, with its cue."""
    tokens = message.tokens
    i = 0
    while i < len(tokens):
        if tokens[i].is_word and not _ordinary(tokens[i]) and not _opened(tokens, i):
            kind, last = _kind(tokens, i)
            if kind:
                last = _whole(tokens, kind, i, last)
                yield Address(i, last + 1, f"{kind}:{_before(tokens, i)}:{_after(tokens, last + 1)}")
                i = last
        i += 1


def _before(tokens: Sequence[Token], i: int) -> str:
    """In what setting a name begins."""
    if i == 0:
        return "start"
    prior = tokens[i - 1]
    earlier = tokens[i - 2].word if i > 1 else ""
    if prior.raw == ",":
        return "sign" if earlier in _LISTS["own"] else "greet," if earlier in _LISTS["greets"] else "comma"
    if prior.sentence != tokens[i].sentence or prior.raw in _CLOSES:
        return "start"
    word = prior.word
    if not prior.is_word:
        return "mark"
    if word in ("am", "name", "called") or (word == "is" and earlier in ("this", "name", "it", "here")):
        return "own"
    if word in _LISTS["hails"] or (word == "you" and earlier == "thank"):
        return "greet"
    return "lead" if word in _LISTS["greets"] else "governed" if word in _LISTS["takes_a_name"] else "word"


def _after(tokens: Sequence[Token], i: int) -> str:
    """In what setting a name ends."""
    if i >= len(tokens) or tokens[i].sentence != tokens[i - 1].sentence:
        return "end"
    following = tokens[i]
    if not following.is_word:
        return "stop" if following.raw in ".!?" else "comma" if following.raw in _CLOSES else "mark"
    if following.raw.casefold() in ("here", "speaking"):
        return "own"
    return "third" if following.word in _LISTS["third"] else "turn" if following.word in _LISTS["turns"] else "word"


def cues(address: Address, message: Message) -> list[str]:
    """What speaks for and against an address, from the whole setting to its parts."""
    kind, before, after = address.cue.split(":")
    tokens = message.tokens
    said = [address.cue, f"{kind}:{before}", f"{kind}::{after}", f":{before}:{after}", kind, f":{before}", f"::{after}"]
    if address.first:
        prior = tokens[address.first - 1]
        said.append("<" + (prior.word if prior.is_word else prior.raw))
    if address.last < len(tokens):
        following = tokens[address.last]
        said.append(">" + (following.word if following.is_word else following.raw))
    if address.first < 3:
        said.append(f"{kind}:early")
    if address.last >= len(tokens) - 1:
        said.append(f"{kind}:late")
    if kind in _SURE and before in _OPENS and after in _ENDS_IT:
        said += ["address", f"address:{kind}", f"address:{before}"]
    if address.last - address.first > 1:
        said.append("parts")
    if tokens[address.first].raw.casefold() in given_names():
        said.append("listed")
    return said
