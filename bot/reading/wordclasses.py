"""What a word does in a sentence, coarsely: from data/wordclasses.toml, a word family, or its ending."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path

from bot.reading.lexicon import lexicon
from bot.reading.smallwords import small_words
from bot.reading.spelling import stem

_DATA = Path(__file__).parent / "data" / "wordclasses.toml"
_ENDINGS = ("ing", "ed", "ly", "est", "er", "s")


@cache
def classes() -> dict[str, str]:
    """Word to class, for the words that the data file names."""
    with _DATA.open("rb") as file:
        table = tomllib.load(file)
    return {word: name for name, words in reversed(table.items()) for word in words.split()}


@lru_cache(maxsize=4096)
def class_of(word: str) -> str:
    """The class of a word: never empty, and of a few dozen kinds."""
    named = classes().get(word)
    if named:
        return named
    if not word[0].isalpha():
        return word if len(word) == 1 and not word.isdigit() else "#"
    family = lexicon().single.get(stem(word))
    if word in small_words("build")["past"]:
        return "PAST" if not family else family[0] + "ed"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return (family[0] if family else "w") + ending
    return family[0] if family else "w"
