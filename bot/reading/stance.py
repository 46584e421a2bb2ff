"""How a sentence stands to the customer's line: whose claim it takes up, and whether it repeats, turns or answers it.

"It has never worked" met with "It did" is a denial, with "No, it hasn't" it is agreement; neither holds a word of
substance. So the two are compared by who each speaks of, by what each negates, and by the words they share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from bot.reading.message import Message, Token
from bot.reading.smallwords import small_words
from bot.reading.wordclasses import classes

if TYPE_CHECKING:
    from bot.reading.features import Unit

_SUBJECT_STANDS = 6  # words: whom a sentence speaks of is said early
_WHO = {"i": "me", "we": "me", "our": "me", "you": "you", "your": "you", "they": "they", "it": "it"}
_TURNED = {"me": "you", "you": "me"}  # the company, which the customer calls "you", is "me" in the answer
_NOBODY = {"nobody": "nobody", "noone": "nobody", "none": "nobody"}
_ALL = {"everyone": "they", "everybody": "they"}
_NOBODY_NAMED = "thing"
_ANSWERS = {"yes": "yes", "yeah": "yes", "yep": "yes", "no": "no", "nope": "no", "nah": "no"}
_VERBS = ("be", "have", "do", "did", "can", "will", "would", "should")


@cache
def _who() -> Mapping[str, str]:
    roles = small_words("roles")
    return {word: name for role, name in _WHO.items() for word in roles[role]} | _NOBODY | _ALL


@cache
def _verbs() -> frozenset[str]:
    """The verbs that can stand for another: "it did", "we can't"."""
    return frozenset[str]().union(*(small_words("roles")[role] for role in _VERBS))


@dataclass(frozen=True, slots=True)
class Claim:
    """What the customer's line claims, with me and you as the answer would say them."""

    who: str
    polarity: str
    """"not" where anything is negated, else "is"."""
    asks: str
    """"asked" where it ends in a question, else "told"."""
    of: Mapping[str, tuple[str, bool]]
    """Each stem of substance: whom it is said of, and whether it is negated."""
    numbers: frozenset[str]


def _subject(words: Sequence[str]) -> str:
    who = _who()
    return next((who[w] for w in words[:_SUBJECT_STANDS] if w in who), _NOBODY_NAMED if words else "it")


def _numbers(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(t.word for t in tokens if t.word[0].isdigit())


def claim_of(context: Message) -> Claim:
    """The claim of the customer's line."""
    who, small, tokens, negated = _who(), classes(), context.tokens, context.negated
    of: dict[str, tuple[str, bool]] = {}
    of_whom = _NOBODY_NAMED
    for token, turned in zip(tokens, negated, strict=True):
        of_whom = who.get(token.word, of_whom)
        if token.is_word and token.word not in small:
            of.setdefault(token.stem, (_TURNED.get(of_whom, of_whom), turned))
    subject = _subject([t.word for t in tokens if t.is_word])
    asks = "asked" if context.clauses and context.clauses[-1].question else "told"
    return Claim(_TURNED.get(subject, subject), "not" if any(negated) else "is", asks, of, _numbers(tokens))


def see_stance(message: Message, unit: "Unit", claim: Claim) -> None:
    """Add to a sentence's features how it stands to the claim."""
    tokens, negated = message.tokens[unit.first : unit.last], message.negated[unit.first : unit.last]
    words = [t.word for t in tokens if t.is_word]
    if not words:
        return
    subject, polarity = _subject(words), "not" if any(negated) else "is"
    answer = _ANSWERS.get(words[0], "")
    mine = f"{answer} {subject} {polarity}"
    unit.shape.extend(
        (
            f"v:{claim.who} {claim.polarity} {claim.asks} > {mine}",
            f"v:{claim.asks} > {mine}",
            f"v:{claim.polarity} {claim.asks} > {answer} {polarity}",
            f"v:{claim.who} > {subject} {polarity}",
        )
    )
    who, of_whom = _who(), _NOBODY_NAMED
    for token, turned in zip(tokens, negated, strict=True):
        of_whom = who.get(token.word, of_whom)
        said = claim.of.get(token.stem) if token.is_word else None
        if said is not None:
            way = "same" if said[1] == turned else "turned"
            unit.shape.extend(
                (f"v:{way}", f"v:{way} {claim.asks} {said[0]} > {of_whom}", f"v:{way} {polarity} > {of_whom}")
            )
    own = _numbers(tokens) if claim.numbers else frozenset()
    if own:
        unit.shape.extend(("v:same number" if own & claim.numbers else "v:other number",))
    ending = words[-2] if len(words) > 1 and words[-1] == "not" else words[-1]
    if len(words) > 1 and ending in _verbs() and tokens[-1].word in (".", words[-1]):
        unit.shape.extend((f"v:ends on verb {polarity} > {claim.polarity} {claim.asks}",))
