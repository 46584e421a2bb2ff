"""The small lists of data/words.toml."""

import tomllib
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "words.toml"


@cache
def small_words(room: str) -> dict[str, frozenset[str]]:
    """The lists of one room of the file: "message", "names", "codes" or "build"."""
    with _DATA.open("rb") as file:
        table = tomllib.load(file)[room]
    return {name: frozenset(words.split()) for name, words in table.items()}
