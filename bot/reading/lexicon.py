"""Families of words from data/lexicon.toml, laid over a message's stems."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.reading.message import Message

_DATA = Path(__file__).parent / "data" / "lexicon.toml"
PREPARED = Path(__file__).parent / "data" / "prepared.json"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Single stems and runs of stems, each with the families it belongs to."""

    single: dict[str, tuple[str, ...]]
    runs: dict[str, dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]]
    """The first stem -> the second -> (all stems, families), the longest first."""


def stems_of(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase as a message would hold them."""
    return tuple(t.stem for t in Message(phrase.replace("-", " ")).tokens if t.is_word)


def build_lexicon(path: Path = _DATA) -> Lexicon:
    """Stem the families of the data file."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    found: dict[tuple[str, ...], list[str]] = {}
    for family, phrases in table.items():
        for phrase in phrases.split():
            stems = stems_of(phrase)
            if stems and family not in found.setdefault(stems, []):
                found[stems].append(family)
    runs: dict[str, dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]] = {}
    for stems, families in found.items():
        if len(stems) > 1:
            runs.setdefault(stems[0], {}).setdefault(stems[1], []).append((stems, tuple(families)))
    return Lexicon(
        {stems[0]: tuple(families) for stems, families in found.items() if len(stems) == 1},
        {
            first: {second: tuple(sorted(those, key=lambda r: -len(r[0]))) for second, those in seconds.items()}
            for first, seconds in runs.items()
        },
    )


@cache
def prepared() -> dict[str, Any]:
    """Families and rules as `python -m bot.reading.train` stemmed them."""
    loaded: dict[str, Any] = json.loads(PREPARED.read_text(encoding="utf-8"))
    return loaded


@cache
def lexicon() -> Lexicon:
    """The families, read once."""
    return lexicon_of(prepared())


def lexicon_of(data: dict[str, Any]) -> Lexicon:
    """Families as the prepared data holds them."""
    return Lexicon(
        {stem: tuple(families) for stem, families in data["single"].items()},
        {
            first: {
                second: tuple((tuple(stems), tuple(families)) for stems, families in those)
                for second, those in seconds.items()
            }
            for first, seconds in data["runs"].items()
        },
    )
