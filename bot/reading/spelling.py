"""What a typed word evidently means: contractions opened, chat's short forms, slips of the finger.

A word that stands in the vocabulary is never "repaired": that "charge" and "change" lie one letter apart is
no reason to read one for the other.
"""

import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA
from snowballstemmer import stemmer as _snowball

from bot.reading.smallwords import small_words

_DATA = Path(__file__).parent / "data"
_STRETCHED = re.compile(r"(.)\1{2,}", re.DOTALL)
_LONGEST_WORD = 40  # longer "words" are noise: they are kept as they stand, so that no step costs more than this
SHORTEST_REPAIRED = 5  # below five letters one slip away lies another word nearly always


class Vocabulary:
    """The words known to be spelt as meant, each with its stem."""

    def __init__(self, stems: dict[str, str]) -> None:
        self.stems = stems
        self._near: dict[tuple[str, int], list[str]] | None = None

    def __contains__(self, word: str) -> bool:
        return word in self.stems

    def nearest(self, word: str) -> str:
        """The known word that `word` is a slip of, or `word` itself. The first letter is taken as right."""
        if self._near is None:
            self._near = {}
            for known in self.stems:
                if len(known) >= SHORTEST_REPAIRED - 1:
                    self._near.setdefault((known[0], len(known)), []).append(known)
        best, least = word, slips_allowed(len(word)) + 1
        for length in (len(word), len(word) + 1, len(word) - 1, len(word) + 2, len(word) - 2):
            for known in self._near.get((word[0], length), ()):
                distance = OSA.distance(word, known, score_cutoff=least - 1)
                if distance < least:
                    best, least = known, distance
            if least <= 1:
                break
        return best


def slips_allowed(letters: int) -> int:
    """How many slips a word of so many letters may hold and still be read as meant."""
    if letters < SHORTEST_REPAIRED:
        return 0
    return 1 if letters < 9 else 2


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """Chat's short forms: "tmrw" to "tomorrow"."""
    with (_DATA / "spelling.toml").open("rb") as file:
        table = tomllib.load(file)["short"]
    return {short: tuple(full.split()) for short, full in table.items()}


@cache
def given_names() -> frozenset[str]:
    """Given names, which are never read as slips of other words."""
    return frozenset((_DATA / "names.txt").read_text(encoding="utf-8").split())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary made by `python -m bot.reading.train` from the labelled messages; empty before the first."""
    path = _DATA / "vocabulary.txt"
    if not path.exists():
        return Vocabulary({})
    words = path.read_text(encoding="utf-8").split()
    return Vocabulary(dict(zip(words[::2], words[1::2], strict=True)))


@cache
def _stem_of() -> Callable[[str], str]:
    stem_word: Callable[[str], str] = _snowball("english").stemWord
    return stem_word


@lru_cache(maxsize=4096)
def _stem_anew(word: str) -> str:
    return _stem_of()(word)


def stem(word: str) -> str:
    """The stem of a lower-case word. Known words carry theirs in the vocabulary; Snowball in Python is slow."""
    known = vocabulary().stems.get(word)
    if known is not None:
        return known
    return word if len(word) > _LONGEST_WORD or not word.isalpha() else _stem_anew(word)


_ENDINGS = {"'ll": "will", "'ve": "have", "'re": "are", "'d": "would", "'m": "am", "n't": "not", "'s": "is"}


@lru_cache(maxsize=4096)
def words_of(raw: str) -> tuple[str, ...]:
    """The words one typed token stands for: "don't" is "do not", "thx" is "thanks", "refnd" is "refund"."""
    word = raw.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    known = vocabulary()
    full = short_forms().get(word)
    if full is not None:
        return full
    if word in known or len(word) > _LONGEST_WORD:
        return (word,)
    if "'" in word:
        return _opened(word)
    if not word.isalpha() or word in given_names():
        return (word,)
    return (_repaired(word),)


def _opened(word: str) -> tuple[str, ...]:
    for ending, full in _ENDINGS.items():
        if word.endswith(ending) and len(word) > len(ending):
            base = word[: -len(ending)]
            if ending == "'s" and base not in small_words("build")["is_after"]:
                return words_of(base)
            return (*words_of(base), full)
    return words_of(word.replace("'", "")) if word.replace("'", "") else (word,)


@lru_cache(maxsize=4096)  # its own: a repair takes longer than anything else, and common words would push it out
def _repaired(word: str) -> str:
    if _STRETCHED.search(word):
        for kept in (r"\1", r"\1\1"):
            squeezed = _STRETCHED.sub(kept, word)
            full = short_forms().get(squeezed)
            if full is not None and len(full) == 1:
                return full[0]
            if squeezed in vocabulary():
                return squeezed
        word = _STRETCHED.sub(r"\1", word)
    if len(word) < SHORTEST_REPAIRED or stem(word) in vocabulary():
        return word
    return vocabulary().nearest(word)
