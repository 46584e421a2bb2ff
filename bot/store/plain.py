"""Between the rows of a table and the plain values that leave this room; fields bear the names of the columns."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from bot.store.tables import Base

Value = TypeVar("Value")
Item = TypeVar("Item")


def columns_of(value: Any) -> dict[str, Any]:  # noqa: ANN401 (any dataclass)
    """The fields of a dataclass as a row takes them, themselves: `asdict` would copy what JSON columns hold."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def value_of(kind: type[Value], row: Base) -> Value:
    """A dataclass of this kind, each field from the column of its name."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})  # type: ignore[arg-type]


def portions(values: Sequence[Item], size: int = 500) -> Iterator[Sequence[Item]]:
    """Some values at a time, because databases take only so many in one question."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
