"""Where a message addresses somebody by name: "Thanks, Dana." and "oh lena thats so sad".

A name counts only as an address: not a third person ("Mrs. Quist runs the branch"), not the writer's own
("I'm Ingrid", "Best, Anil"). What is found here are cues; how much each is worth the weights say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.message import Message, Token
from bot.reading.spelling import given_names, vocabulary

_TITLES = frozenset(
    "mr mrs ms miss mx mister missus dr doctor prof professor sr sra srta senor senora se\u00f1or se\u00f1ora herr frau madame"
    " monsieur mme mlle signor signora lady lord dame captain officer sergeant judge rabbi imam father sister brother"
    " reverend rev pastor auntie aunty uncle colonel major nurse councillor chef coach".split()
)
_ALONE = frozenset("professor doctor captain reverend father officer sergeant councillor colonel".split())
_AFTER_NAME = frozenset("ji san sama bhai".split())
_GREETS = frozenset(
    "hi hello hey dear hiya hallo hola morning afternoon evening day thanks thank you cheers merci sorry ok right yes no oh"
    " ah aw aww alright alrite sure welcome bye goodbye well now so and but listen look again please of course gosh omg"
    " apologies understood honestly sir okay hm hmm greetings good gracias bonjour salut then there great perfect"
    " really too today tonight tomorrow for understand".split()
)
_OWN = frozenset(
    "am is name called regards wishes signed sincerely yours".split()
)
_TAKES_A_NAME = frozenset(
    "with to for by from of in at about on near as than via ask tell told asked ring call called email contact see saw like"
    " the a an our my your his her their between is was says said reach see call meet and or against into per did does".split()
)
_NO_NAME = frozenset(
    "there all everyone everybody team guys folks both sir madam maam ma customer guest passenger member mate love hun"
    " darling dear luv hon honey babe boss friend pal bro dude monday tuesday wednesday thursday friday saturday sunday"
    " january february march april may june july august september october november december english god jesus christ".split()
)
_THIRD = frozenset(
    "is was has does works runs will can said says told took knows did had would comes goes isn doesn hasn lives sits deals"
    " s sends gets keeps makes handles calls from at of in on and or".split()
)
ORDINARY = frozenset(  # given names that are ordinary words as well: in lower case the word is meant
    "will mark bill frank pat grant miles penny joy rose dawn hope grace faith art dean jack rob sue chuck reg bob nick drew"
    " wade ray cat sandy clay guy sal mo ed max gene rich max van dale glen ivy iris holly hazel olive ruby pearl amber daisy"
    " violet lily flora summer misty patience precious prudence mercy victor basil harry jean robin dot gay norm jo bea angel"
    " king don liz ian ash kit lance jade jet lane mason mat matt mike muffin nat otis page paige rocky sage shah stone tad"
    " tan tanner tia tina trip ty wren sky stella star sunny carol christian eve felicity gail gale gill herb jimmy jenny"
    " lee lin lou love mac marina melody mona nana norma nova pam pan ria rod rue rusty sid skip stew su tab tate tim august"
    " chase clement earnest ernest frankie german harper hunter hero ida".split()
)
_SURE = frozenset(("title", "given", "lower", "rank"))
_OPENS = frozenset(("start", "greet", "greet,", "comma", "lead"))
_ENDS_IT = frozenset(("end", "stop", "comma", "turn", "mark"))
_MONTHS = frozenset("april june august may".split())
_CLOSES = frozenset(",.!?;:\u2026")


@dataclass(frozen=True, slots=True)
class Address:
    """A name that may be an address; `cue` tells in what setting it stands."""

    first: int
    last: int
    cue: str


def _looks_like_a_name(token: Token) -> bool:
    word = token.raw.casefold()
    return (
        token.raw[:1].isupper()
        and word not in _NO_NAME
        and not token.raw.isupper()
        and token.word != "i"
        and any(c.islower() for c in token.raw)
    )


def _opened(tokens: list[Token], i: int) -> bool:
    """Part of an opened contraction: "I'm" is no name."""
    token = tokens[i]
    return (i > 0 and tokens[i - 1].start == token.start) or (
        i + 1 < len(tokens) and tokens[i + 1].start == token.start
    )


def addresses(message: Message) -> Iterator[Address]:
    """Every place that may address somebody by name, with its cue."""
    tokens = [t for t in message.tokens]
    names = given_names()
    known = vocabulary()
    n = len(tokens)
    i = 0
    while i < n:
        token = tokens[i]
        word = token.raw.casefold()
        if not token.is_word or _opened(tokens, i):
            i += 1
            continue
        last = i
        kind = ""
        if word in _TITLES:
            j = i + 1
            if j < n and tokens[j].raw == ".":
                j += 1
            if (
                j < n
                and tokens[j].is_word
                and not tokens[j].raw[0].isdigit()
                and (
                    _looks_like_a_name(tokens[j])
                    or (word in ("mr", "mrs", "ms", "mister") and tokens[j].raw.casefold() not in _THIRD)
                    or (word in ("miss", "dr") and (tokens[j].word not in known or tokens[j].raw.casefold() in names))
                )
            ):
                kind, last = "title", j
            elif word in _ALONE and (token.raw[0].isupper() or i and tokens[i - 1].raw == ","):
                kind = "rank"
        elif word in names and word not in _MONTHS:
            if token.raw[:1].isupper():
                kind = "given"
            elif token.raw.islower():
                kind = "plain" if word in ORDINARY else "lower"
        elif _looks_like_a_name(token) and word not in known and token.word not in known:
            kind = "strange"
        elif _looks_like_a_name(token) and i and tokens[i - 1].is_word:
            kind = "capital"
        elif (
            token.raw.islower()
            and len(word) >= 2
            and token.word == word
            and word.isalpha()
            and word not in known
            and token.stem not in known
        ):
            kind = "unknown"
        if not kind:
            i += 1
            continue
        # further parts of the name
        while (
            last + 1 < n
            and tokens[last + 1].is_word
            and tokens[last + 1].raw[:1].isupper()
            and kind not in ("unknown", "lower", "plain")
            and _looks_like_a_name(tokens[last + 1])
            and tokens[last + 1].sentence == token.sentence
        ):
            last += 1
        if last + 1 < n and tokens[last + 1].raw.casefold() in _AFTER_NAME:
            last += 1
        if (
            word in _TITLES
            and last + 1 < n
            and tokens[last + 1].raw == "."
            and last + 2 < n
            and tokens[last + 2].raw[:1].islower()
        ):
            last += 1
        yield Address(i, last + 1, f"{kind}:{_before(tokens, i)}:{_after(tokens, last + 1)}")
        i = last + 1


def _before(tokens: list[Token], i: int) -> str:
    if i == 0:
        return "start"
    prior = tokens[i - 1]
    if prior.raw == ",":
        if i >= 2 and tokens[i - 2].word in _OWN:
            return "sign"
        if i >= 2 and tokens[i - 2].word in _GREETS:
            return "greet,"
        return "comma"
    if not prior.is_word:
        return "start" if prior.sentence != tokens[i].sentence or prior.raw in _CLOSES else "mark"
    word = prior.word
    if prior.sentence != tokens[i].sentence:
        return "start"
    if word in ("am", "name", "called") or (
        word == "is" and i >= 2 and tokens[i - 2].word in ("this", "name", "it", "here")
    ):
        return "own"
    if word in (
        "hi",
        "hello",
        "hey",
        "dear",
        "hiya",
        "morning",
        "afternoon",
        "evening",
        "day",
        "thanks",
        "thank",
        "cheers",
        "welcome",
        "sorry",
    ):
        return "greet"
    if word == "you" and i >= 2 and tokens[i - 2].word == "thank":
        return "greet"
    if word in _GREETS:
        return "lead"
    if word in _TAKES_A_NAME:
        return "governed"
    return "word"


def _after(tokens: list[Token], i: int) -> str:
    if i >= len(tokens):
        return "end"
    following = tokens[i]
    if following.sentence != tokens[i - 1].sentence:
        return "end"
    if following.raw in ".!?":
        return "stop"
    if following.raw in _CLOSES:
        return "comma"
    if not following.is_word:
        return "mark"
    if following.raw.casefold() in ("here", "speaking"):
        return "own"
    if following.word in _THIRD:
        return "third"
    if following.word in (
        "i",
        "we",
        "you",
        "your",
        "it",
        "that",
        "the",
        "my",
        "our",
        "thank",
        "thanks",
        "what",
        "could",
        "can",
        "sorry",
        "please",
        "let",
        "give",
        "this",
        "there",
        "am",
        "which",
        "so",
        "how",
        "when",
        "do",
        "are",
    ):
        return "turn"
    return "word"


def cues(address: Address, message: Message) -> list[str]:
    """What speaks for and against an address, from the whole setting to its parts."""
    kind, before, after = address.cue.split(":")
    tokens = message.tokens
    words = address.last - address.first
    inside = [
        address.cue,
        f"{kind}:{before}",
        f"{kind}::{after}",
        f":{before}:{after}",
        kind,
        f":{before}",
        f"::{after}",
    ]
    if address.first:
        prior = tokens[address.first - 1]
        inside.append("<" + (prior.word if prior.is_word else prior.raw))
    if address.last < len(tokens):
        following = tokens[address.last]
        inside.append(">" + (following.word if following.is_word else following.raw))
    if address.first < 3:
        inside.append(f"{kind}:early")
    if address.last >= len(tokens) - 1:
        inside.append(f"{kind}:late")
    if kind in _SURE and before in _OPENS and after in _ENDS_IT:
        inside += ["address", f"address:{kind}", f"address:{before}"]
    if words > 1:
        inside.append("parts")
    if tokens[address.first].raw.casefold() in given_names():
        inside.append("listed")
    return inside
