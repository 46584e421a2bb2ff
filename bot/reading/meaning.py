"""What a sentence's words mean, by kind: from data/concepts.toml, and who does what to whom.

"You soaked the hob" and "You drowned the tablet" share no word of substance; both are *you*, *damage*, *thing*.
The model sees the kinds in their order, with the small words that give a clause its roles and without the words
between them, so that a word it never met in training is still read by its kind.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bot.reading.lexicon import Lexicon, build_lexicon, lexicon_of, prepared
from bot.reading.message import Message
from bot.reading.smallwords import small_words

if TYPE_CHECKING:
    from bot.reading.features import Unit

CONCEPTS = Path(__file__).parent / "data" / "concepts.toml"
Run = tuple[int, int, tuple[str, ...]]
_PERSONS = frozenset(("I", "WE", "YOU", "YOUR", "OUR", "THEY", "IT", "NEG"))
_PERSON_REACHES = 6  # steps of a clause: whom a verb is said of stands near it
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_STRETCHED = re.compile(r"(.)\1\1")
_MARKS = ("!!", "??", "?!", "...", "\u2026", "!")
_SHOUTED = 0.7  # of the words in capitals: no name and no abbreviation, the sentence is shouted


def build_concepts() -> Lexicon:
    """Stem the concepts of the data file."""
    return build_lexicon(CONCEPTS)


@cache
def concepts() -> Lexicon:
    """The concepts, read once."""
    return lexicon_of(prepared()["concepts"])


@cache
def _roles() -> Mapping[str, str]:
    """Small word to the part it plays: a person, a negation, a modal verb."""
    return {word: name.upper() for name, words in small_words("roles").items() for word in words}


@cache
def _means(names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The first one's kind, and what the model sees of the names: each, and its kind."""
    kinds = [name.partition(".")[0] for name in names]
    return kinds[0], tuple("m:" + seen for both in zip(names, kinds, strict=True) for seen in both)


def runs(known: Lexicon, message: Message, first: int, last: int) -> list[Run]:
    """Runs of tokens (first, past the last) with what they belong to; a longer run hides a shorter."""
    stems = [t.stem for t in message.tokens[first:last]]
    quoted = message.quoted[first:last]
    single, longer = known.single.get, known.runs.get
    out: list[Run] = []
    free = 0  # from here on no run is laid yet
    for i, stem in enumerate(stems):
        if i < free or quoted[i]:
            continue
        seconds = longer(stem)
        for run, names in seconds.get(stems[i + 1], ()) if seconds is not None and i + 1 < len(stems) else ():
            if len(run) == 2 or tuple(stems[i : i + len(run)]) == run:
                free = i + len(run)
                out.append((first + i, first + free, names))
                break
        else:
            alone = single(stem)
            if alone is not None:
                out.append((first + i, first + i + 1, alone))
    return out


def see_meaning(message: Message, unit: "Unit", amounts: Sequence[Run]) -> None:
    """Add to a sentence's features its kinds, their order, who is spoken of, and how it is typed."""
    steps = _steps(message, unit, amounts)
    kinds = [kind for kind, _ in steps]
    pairs = [f"y:{one} {other}" for one, other in pairwise(kinds)]
    unit.shape.extend(pairs)
    unit.shape.extend([f"y:{one} {other}" for (_, one), (_, other) in pairwise(steps)])
    unit.shape.extend([f"{pair} {third}" for pair, third in zip(pairs, kinds[2:], strict=False)])
    last = len(steps) - 1
    for i, kind in enumerate(kinds):
        if kind in _PERSONS:
            reach = steps[i + 1 : min(last, i + _PERSON_REACHES + 1)]
            unit.shape.extend([f"z:{kind} {name}" for of_kind, name in reach if of_kind.islower()])
    _see_typing(message, unit)


Step = tuple[str, str]
"""A kind and its shade."""


def _steps(message: Message, unit: "Unit", amounts: Sequence[Run]) -> list[Step]:
    """The sentence without the words that have neither kind nor part; adds each kind it meets to the features."""
    tokens, quoted, negated, roles = message.tokens, message.quoted, message.negated, _roles()
    first, last, keep = unit.first, unit.last, unit.told.setdefault
    steps: list[Step] = [("^", "^")]
    at = {run[0]: run for run in runs(concepts(), message, first, last)}
    for amount in amounts:
        if amount[2][0] != "code" or amount[0] not in at:  # "STOP" is a word, however loud
            at[amount[0]] = amount
    i = first
    while i < last:
        run = at.get(i)
        token = tokens[i]
        if run is not None:
            _, end, names = run
            end = min(last, end)
            place = (i, end)
            kind, means = _means(names)
            for name in means:
                keep(name, place)
            if negated[i]:
                unit.shape.extend([f"nm:{name}" for name in names])
            role = roles.get(token.word) if end - i == 1 else None
            steps.append((role, role) if role else (kind, names[0]))
            i = end
            continue
        if quoted[i]:
            if steps[-1][0] != "Q":
                steps.append(("Q", "Q"))
        else:
            role = roles.get(token.word)
            if role is None and not token.is_word:
                role = token.word if token.word in "?!" else "," if token.word in ",;:" else None
            if role is not None:
                steps.append((role, role))
        i += 1
    steps.append(("$", "$"))
    return steps


def _see_typing(message: Message, unit: "Unit") -> None:
    """How the sentence is typed: shouted, drawn out, with pictures; and how long it is."""
    first, last = unit.first, unit.last
    tokens = message.tokens[first:last]
    text = message.text[tokens[0].start : tokens[-1].end]
    words = [t.raw for t in tokens if t.is_word]
    loud = [w for w in words if w.isupper() and w.isalpha()]
    seen = [f"s:{min(6, len(words) // 2)} pairs of words", *("s:" + mark for mark in _MARKS if mark in text)]
    if loud:
        long = sum(len(w) > 2 for w in loud)
        if long:
            seen.append("s:capitals")
        if long > 1:
            seen.append("s:more capitals")
        if len(words) > 2 and len(loud) > _SHOUTED * len(words):
            seen.append("s:shouted")
    if not text.isascii() and _PICTURE.search(text):
        seen.append("s:picture")
    if _STRETCHED.search(text):
        seen.append("s:stretched")
    if True in message.quoted[first:last]:
        seen.append("s:quoted")
    unit.shape.extend(seen)
