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
    like: Id | None = None
    """Another kind whose wordings ask for it too, so that they are written once."""
    ask: tuple[Words, ...] = ()
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
    if questions is not None and (unlike := tuple(_unlike(questions, folder / "questions.toml"))):
        mistaken.append((f"{folder.name}/questions.toml", unlike))
    if mistaken or lines is None or questions is None or mild is None:
        raise PersonaError(*mistaken)
    return Stock(lines=lines, questions={id_: _whole(kind, questions) for id_, kind in questions.items()}, mild=mild)


def _whole(kind: QuestionKind, kinds: Mapping[str, QuestionKind]) -> QuestionKind:
    """A kind with the wordings of the one that it is like."""
    if kind.like is None:
        return kind
    model = kinds[kind.like]
    return kind.model_copy(
        update={"ask": kind.ask + model.ask, "unless": kind.unless + model.unless, "short": kind.short + model.short}
    )


def _unlike(kinds: Mapping[str, QuestionKind], path: Path) -> Iterator[Finding]:
    """Kinds that are like none that has wordings of its own."""
    places = lines_of(text_of(path))
    models = [id_ for id_, kind in kinds.items() if kind.like is None]
    for id_, kind in kinds.items():
        if kind.like is not None and kind.like not in models:
            near = nearest(kind.like, models)
            repair = f"did you mean {near!r}?" if near else "name a kind that has wordings of its own"
            yield Finding(
                "P015", f"{id_}.like", f"there is no kind {kind.like!r}", repair, line_at(places, (id_, "like"))
            )


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
