"""The schema's errors as an author reads them: what is wrong in plain words, and what to write instead."""

import re
from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.customers.finding import Finding
from bot.customers.source import Path, line_at, written

_NEAR = 60  # rapidfuzz score from which a word counts as a slip for another


def nearest(said: str, known: list[str]) -> str | None:
    """The known word that was probably meant."""
    found = process.extractOne(said, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return found[0] if found else None


def in_plain_words(row: ErrorDetails, lines: Mapping[Path, int], shape: object) -> Finding:
    """An error of the schema as a finding; `shape` is what the file as a whole should be."""
    path: Path = tuple(part for part in row["loc"] if part != "[key]")
    code, reason, repair = _explained(row, path, shape)
    return Finding(code, written(path), reason, repair, line_at(lines, path) or 1)


def _explained(row: ErrorDetails, path: Path, shape: object) -> tuple[str, str, str]:
    """Code, reason and repair."""
    kind, shown = row["type"], _shown(row["input"])
    context: dict[str, Any] = row.get("ctx", {})
    found = "P004", row["msg"].lower(), "see docs/writing-personas.md"
    if kind == "extra_forbidden":
        found = _unknown_key(path, shape)
    elif kind == "missing":
        found = "P003", "it is missing", f"add {path[-1]} (docs/writing-personas.md shows how)"
    elif kind in {"enum", "literal_error"}:
        expected = str(context["expected"])
        near = nearest(str(row["input"]), re.findall(r"'([^']*)'", expected))
        repair = f"did you mean {near!r}? Allowed: {expected}" if near else f"write {expected}"
        found = "P007", f"{shown} is not allowed", repair
    elif kind == "string_pattern_mismatch":
        joiner = "hyphens" if "-]*" in str(context["pattern"]) else "underscores"
        repair = f"use small letters, digits and {joiner}, beginning with a letter"
        found = "P006", f"{shown} is not an id", repair
    elif kind in _LIMITS:
        reason, repair = _LIMITS[kind]
        found = "P005", reason.format(value=shown, **context), repair.format(**context)
    elif kind in _SORTS:
        found = "P004", f"{shown} is not {_SORTS[kind]}", f"write {_SORTS[kind]}"
    return found


def _unknown_key(path: Path, shape: object) -> tuple[str, str, str]:
    key, known = str(path[-1]), _keys_at(path[:-1], shape)
    near = nearest(key, known)
    repair = f"did you mean {near!r}?" if near else f"remove it, or use one of: {', '.join(known)}"
    return "P002", f"there is no key {key!r} here", repair


_LIMITS = {
    "string_too_short": ("it is empty", "write something"),
    "string_too_long": ("it has more than {max_length} characters", "shorten it"),
    "too_short": ("it has {actual_length} of at least {min_length}", "add more"),
    "too_long": ("it has {actual_length} of at most {max_length}", "remove some"),
    "greater_than": ("{value} is too small", "more than {gt}"),
    "greater_than_equal": ("{value} is too small", "at least {ge}"),
    "less_than": ("{value} is too large", "less than {lt}"),
    "less_than_equal": ("{value} is too large", "at most {le}"),
}

_SORTS = {
    "string_type": 'a text in quotes, "like this"',
    "int_type": "a whole number without quotes",
    "int_from_float": "a whole number",
    "float_type": "a number without quotes",
    "bool_type": "true or false, without quotes",
    "tuple_type": 'a list in brackets, ["like this"]',
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= 40 else f"{said[:37]}..."


def _keys_at(path: Path, shape: object) -> list[str]:
    """The keys that the schema knows at a place, for the nearest-key suggestion."""
    found: Any = shape
    for part in path:
        if isinstance(found, type) and issubclass(found, BaseModel):
            field = found.model_fields.get(str(part))
            found = field.annotation if field else None
        else:
            found = next((a for a in reversed(get_args(found)) if a is not Ellipsis), None)
        found = _without_none(found)
    if isinstance(found, type) and issubclass(found, BaseModel):
        return list(found.model_fields)
    return []


def _without_none(annotation: Any) -> Any:  # noqa: ANN401 - a type expression is any object
    args = get_args(annotation)
    if type(None) in args:
        return next(a for a in args if a is not type(None))
    return annotation
