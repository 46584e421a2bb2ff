"""The craft library: one card for each technique, from cards.toml and the vocabulary of bot.craft."""

import textwrap
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.craft import TECHNIQUES

_WIDTH = 80


class NoSuchTechniqueError(ValueError):
    """There is no technique with this id; the text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Card:
    """What there is to learn about one technique."""

    id: str
    name: str
    short: str
    """The reason in one sentence."""
    why: str
    how: tuple[str, ...]
    example: str
    instead_of: str
    finding: str


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str
    how: tuple[str, ...]
    example: str
    instead_of: str
    finding: str


@cache
def load_cards() -> dict[str, Card]:
    """All cards, T1-T24 in their order."""
    text = files(__package__).joinpath("cards.toml").read_text(encoding="utf-8")
    rows = TypeAdapter(dict[str, _Row]).validate_python(tomllib.loads(text))
    return {
        key: Card(key, t.name, t.why, row.why, row.how, row.example, row.instead_of, row.finding)
        for key, t in TECHNIQUES.items()
        if (row := rows.get(key)) is not None
    }


def learn(technique_id: str) -> Card:
    """The card of a technique; the id in any case, with or without its T.

    Raises:
        NoSuchTechniqueError: there is no such technique.
    """
    wanted = technique_id.strip().upper()
    wanted = wanted if wanted.startswith("T") else f"T{wanted}"
    cards = load_cards()
    if wanted not in cards:
        raise NoSuchTechniqueError(
            f"There is no technique {technique_id.strip()!r}; they run from T1 to T{len(cards)}."
        )
    return cards[wanted]


def card_text(card: Card) -> str:
    """The card for a terminal, 80 columns."""
    lines = [f"{card.id}  {card.name}", ""]
    lines += [*_wrap(card.why), "", *(line for step in card.how for line in _wrap(step, "    ", "  - ")), ""]
    lines += _wrap(f"“{card.example}”", " " * 12, "  Say:      ")
    lines += _wrap(f"“{card.instead_of}”", " " * 12, "  Not:      ")
    lines += _wrap(card.finding, " " * 12, "  Research: ")
    return "\n".join(lines)


def _wrap(text: str, indent: str = "  ", first: str | None = None) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent if first is None else first, subsequent_indent=indent)
