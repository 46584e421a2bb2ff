"""What all customers share: lines for rare occasions, the usual questions, and the words of mild language.

Data of personas/stock/: people who write customers edit it too.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.customers.finding import Finding
from bot.customers.loading import PersonaError, Shape, personas_dir, shaped, text_of
from bot.customers.occasions import OCCASIONS
from bot.customers.persona import Id, Lines, Words
from bot.customers.schema_errors import nearest
from bot.customers.source import line_at, lines_of


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
    """The stock of a folder.

    Raises:
        PersonaError: with the mistakes of all its files together.
    """
    mistaken: list[tuple[str, tuple[Finding, ...]]] = []

    def table(name: str, shape: type[Shape]) -> Shape | None:
        try:
            return shaped(text_of(folder / name), f"{folder.name}/{name}", shape)
        except PersonaError as error:
            mistaken.extend((f"{folder.name}/{name}", findings) for _, findings in error.mistaken)
            return None

    lines = table("lines.toml", dict[Id, Lines])
    questions = table("questions.toml", dict[Id, QuestionKind])
    mild = table("mild.toml", MildLanguage)
    if lines is not None and (strangers := tuple(_strangers(lines, folder / "lines.toml"))):
        mistaken.append((f"{folder.name}/lines.toml", strangers))
    if mistaken or lines is None or questions is None or mild is None:
        raise PersonaError(*mistaken)
    return Stock(lines=lines, questions=questions, mild=mild)


def _strangers(lines: Mapping[str, Lines], path: Path) -> Iterator[Finding]:
    """Lines for occasions that never come up."""
    places = lines_of(text_of(path))
    for occasion in lines:
        if occasion not in OCCASIONS:
            near = nearest(occasion, list(OCCASIONS))
            repair = f"did you mean {near!r}?" if near else f"known are: {', '.join(OCCASIONS)}"
            yield Finding("P014", occasion, f"there is no occasion {occasion!r}", repair, line_at(places, (occasion,)))


@cache
def shipped_stock() -> Stock:
    return read_stock(personas_dir() / "stock")
