"""What all customers share: lines for rare occasions, the usual questions, and the words of mild language.

Data of personas/stock/: people who write customers edit it too.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.customers.loading import personas_dir
from bot.customers.persona import Id, Lines, Words


class _Shared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class QuestionKind(_Shared):
    """A kind of fact that every trade has, and how agents ask for it."""

    called: Words
    """What it is called in a sentence: `your order number`."""
    ask: tuple[Words, ...]
    unless: tuple[Words, ...] = ()
    """Wordings that make it a question for something else."""
    short: tuple[Words, ...] = ()
    """Words that ask for it alone, in a message of hardly more: "phone?"."""


class MildLanguage(_Shared):
    words: dict[str, str]
    """A curse and what stands for it; an empty text leaves it out."""
    curses: tuple[str, ...]
    """Words that count as curses: a customer may use only those that `words` knows."""


class Stock(_Shared):
    lines: dict[Id, Lines]
    questions: dict[Id, QuestionKind]
    mild: MildLanguage


def read_stock(folder: Path) -> Stock:
    def table(name: str) -> Mapping[str, object]:
        return tomllib.loads((folder / name).read_text(encoding="utf-8"))

    return Stock.model_validate(
        {"lines": table("lines.toml"), "questions": table("questions.toml"), "mild": table("mild.toml")}
    )


@cache
def shipped_stock() -> Stock:
    return read_stock(personas_dir() / "stock")
