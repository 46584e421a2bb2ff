"""What a sentence's words mean, by kind: from data/concepts.toml, and who does what to whom.

"You soaked the hob" and "You drowned the tablet" share no word of substance; both are *you*, *damage*, *thing*.
The model sees the kinds in their order, with the small words that give a clause its roles and without the words
between them, so that a word it never met in training is still read by its kind.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
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
def _kind(name: str) -> str:
    return name.partition(".")[0]


def runs(known: Lexicon, message: Message, first: int, last: int) -> list[Run]:
    """Runs of tokens (first, past the last) with what they belong to; a longer run hides a shorter."""
    quoted = message.quoted
    stems = [t.stem for t in message.tokens[first:last]]
    single, longer = known.single, known.runs
    out: list[Run] = []
    i, count = 0, last - first
    while i < count:
        if not quoted[first + i]:
            stem = stems[i]
            for run, names in longer.get(f"{stem} {stems[i + 1]}", ()) if i + 1 < count else ():
                if len(run) == 2 or tuple(stems[i : i + len(run)]) == run:
                    out.append((first + i, first + i + len(run), names))
                    i += len(run) - 1
                    break
            else:
                names = single.get(stem, ())
                if names:
                    out.append((first + i, first + i + 1, names))
        i += 1
    return out


def see_meaning(message: Message, unit: "Unit", amounts: Sequence[Run]) -> None:
    """Add to a sentence's features its kinds, their order, who is spoken of, and how it is typed."""
    steps = _steps(message, unit, amounts)
    seen = unit.features
    last = len(steps) - 1
    for i in range(last):
        kind, name, begin, _ = steps[i]
        next_kind, next_name, _, next_end = steps[i + 1]
        pair, finer = f"y:{kind} {next_kind}", f"y:{name} {next_name}"
        seen.setdefault(pair, (begin, next_end))
        seen.setdefault(finer, (begin, next_end))
        if i + 1 < last:
            after = steps[i + 2]
            seen.setdefault(f"{pair} {after[0]}", (begin, after[3]))
            seen.setdefault(f"{finer} {after[1]}", (begin, after[3]))
        if kind in _PERSONS:
            for k in range(i + 1, min(last, i + _PERSON_REACHES + 1)):
                if steps[k][0].islower():
                    seen.setdefault(f"z:{kind} {steps[k][1]}", (begin, steps[k][3]))
    _see_typing(message, unit)


Step = tuple[str, str, int, int]
"""A kind, its shade, and the tokens it stands in."""


def _steps(message: Message, unit: "Unit", amounts: Sequence[Run]) -> list[Step]:
    """The sentence without the words that have neither kind nor part; adds each kind it meets to the features."""
    tokens, quoted, negated, seen, roles = message.tokens, message.quoted, message.negated, unit.features, _roles()
    first, last = unit.first, unit.last
    steps: list[Step] = [("^", "^", first, first)]
    at = {run[0]: run for run in runs(concepts(), message, first, last)}
    for amount in amounts:
        if amount[2][0] != "code" or amount[0] not in at:  # "STOP" is a word, however loud
            at[amount[0]] = amount
    i = first
    while i < last:
        run = at.get(i)
        word = tokens[i].word
        if run is not None:
            end = min(last, run[1])
            for name in run[2]:
                seen.setdefault("m:" + name, (i, end))
                seen.setdefault("m:" + _kind(name), (i, end))
                if negated[i]:
                    seen.setdefault("nm:" + name, (i, end))
            role = roles.get(word) if end - i == 1 else None
            steps.append((role, role, i, end) if role else (_kind(run[2][0]), run[2][0], i, end))
            i = end
            continue
        if quoted[i]:
            if steps[-1][0] != "Q":
                steps.append(("Q", "Q", i, i + 1))
        else:
            role = roles.get(word)
            if role is None and not tokens[i].is_word:
                role = word if word in "?!" else "," if word in ",;:" else None
            if role is not None:
                steps.append((role, role, i, i + 1))
        i += 1
    steps.append(("$", "$", last, last))
    return steps


def _see_typing(message: Message, unit: "Unit") -> None:
    """How the sentence is typed: shouted, drawn out, with pictures; and how long it is."""
    first, last, seen = unit.first, unit.last, unit.features
    place = (first, last)
    tokens = message.tokens[first:last]
    text = message.text[tokens[0].start : tokens[-1].end]
    words = [t.raw for t in tokens if t.is_word]
    loud = [w for w in words if w.isupper() and w.isalpha()]
    long = sum(len(w) > 2 for w in loud)
    if long:
        seen.setdefault("s:capitals", place)
    if long > 1:
        seen.setdefault("s:more capitals", place)
    if len(words) > 2 and len(loud) > _SHOUTED * len(words):
        seen.setdefault("s:shouted", place)
    for mark in _MARKS:
        if mark in text:
            seen.setdefault("s:" + mark, place)
    if not text.isascii() and _PICTURE.search(text):
        seen.setdefault("s:picture", place)
    if _STRETCHED.search(text):
        seen.setdefault("s:stretched", place)
    if any(message.quoted[first:last]):
        seen.setdefault("s:quoted", place)
    seen.setdefault(f"s:{min(6, len(words) // 2)} pairs of words", place)
