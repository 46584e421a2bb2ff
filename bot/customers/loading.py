"""Customer files to customers: strict, and with every mistake named at once.

A call stores the text of the file it was played with, so a customer is read from a text as well as
from a path.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path as FilePath
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.customers.finding import Finding
from bot.customers.persona import Persona
from bot.customers.references import references
from bot.customers.schema_errors import in_plain_words
from bot.customers.source import Path, line_at, lines_of, written

_LARGEST_FILE = 512 * 1024  # bytes; a full customer is about 80 KB
_DEEPEST = 12  # tables and lists in each other; a customer has 6
Shape = TypeVar("Shape")
_KEPT = 64  # texts of customers; those that are played at the same time are far fewer


@dataclass(frozen=True, slots=True)
class Customer:
    """A persona together with the text it was read from."""

    persona: Persona
    version: str
    """Short hash of the content; every call stores it."""
    source_text: str

    @property
    def id(self) -> str:
        return self.persona.id


class PersonaError(ValueError):
    """Files that are no customers. The text lists every mistake, one a line."""

    def __init__(self, *mistaken: tuple[str, tuple[Finding, ...]]) -> None:
        """Each file's name with what is wrong in it."""
        self.mistaken = mistaken
        super().__init__("\n".join(found.text(name) for name, findings in mistaken for found in findings))

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for _, findings in self.mistaken for finding in findings)


def personas_dir() -> FilePath:
    """The customers that come with the program, in a checkout or installed."""
    package = FilePath(__file__).resolve().parents[1]
    beside = package.parent / "personas"
    return beside if beside.is_dir() else package / "shipped" / "personas"


def content_version(source: FilePath | str) -> str:
    """The same content has the same version, however it is laid out or commented."""
    text = source.read_text(encoding="utf-8") if isinstance(source, FilePath) else source
    try:
        content: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        content = text
    # Keys in order; the order of lines is content, because it decides which is drawn.
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(canonical.encode("utf-8")).hexdigest()[:12]


@lru_cache(maxsize=_KEPT)
def customer_from_text(text: str, name: str) -> Customer:
    """Read a customer; `name` stands for the file in messages. The same text is read once: reading takes 0.1 s.

    Raises:
        PersonaError: with every mistake that keeps the text from being a customer.
    """
    persona = shaped(text, name, Persona)
    dangling = tuple(references(persona, lines_of(text)))
    if dangling:
        raise PersonaError((name, dangling))
    return Customer(persona, content_version(text), text)


def shaped(text: str, name: str, shape: type[Shape]) -> Shape:
    """The table of a TOML text, in the shape of a model; `name` stands for the file in messages.

    Raises:
        PersonaError: with every mistake that keeps the text from having that shape.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PersonaError((name, (_not_toml(error, text),))) from None
    except (RecursionError, ValueError):  # Python reads neither lists without end nor numbers of thousands of digits
        raise PersonaError((name, (_TOO_MUCH,))) from None
    if _too_deep(data):
        raise PersonaError((name, (_TOO_MUCH,)))
    lines = lines_of(text)
    dates = tuple(_unquoted_dates(data, lines))
    if dates:
        raise PersonaError((name, dates))
    try:
        # JSON mode is what makes `strict` usable: a list is a tuple, a string an enum, but "3" no number.
        return TypeAdapter(shape).validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        found = [in_plain_words(row, lines, shape) for row in _worth_saying(error.errors(include_url=False))]
        found.sort(key=lambda finding: finding.line)
        raise PersonaError((name, tuple(found))) from None


def load_customer(path: FilePath) -> Customer:
    """Read a customer file, as it is on disk now.

    Raises:
        PersonaError: the file cannot be read or is no customer.
    """
    return customer_from_text(text_of(path), path.name)


def persona_from_text(text: str, name: str) -> Persona:
    return customer_from_text(text, name).persona


def load_persona(path: FilePath) -> Persona:
    return load_customer(path).persona


def customer_files(folder: FilePath) -> tuple[FilePath, ...]:
    """The customer files of a folder, in order of name; rehearsal plans and the stock are none."""
    return tuple(sorted(p for p in folder.glob("*.toml") if p.is_file() and not p.name.endswith(".plan.toml")))


def load_customers(folder: FilePath) -> dict[str, Customer]:
    """Every customer of a folder, by id.

    Raises:
        PersonaError: with the mistakes of all files together.
    """
    found: dict[str, Customer] = {}
    mistaken: list[tuple[str, tuple[Finding, ...]]] = []
    for path in customer_files(folder):
        try:
            customer = load_customer(path)
        except PersonaError as error:
            mistaken += error.mistaken
            continue
        if customer.id in found:
            reason, repair = f"another file is {customer.id!r} too", "give one of them another id"
            mistaken.append((path.name, (Finding("P010", "id", reason, repair, 1),)))
            continue
        found[customer.id] = customer
    if mistaken:
        raise PersonaError(*mistaken)
    return found


def load_all(folder: FilePath) -> dict[str, Persona]:
    return {key: customer.persona for key, customer in load_customers(folder).items()}


def text_of(path: FilePath) -> str:
    """The text of a file that authors edit.

    Raises:
        PersonaError: it cannot be read, is far too large, or is not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise PersonaError((path.name, (Finding("P001", "(file)", reason, "check the path"),))) from None
    return decoded(raw, path.name)


def decoded(raw: bytes, name: str, *, most: int = _LARGEST_FILE) -> str:
    """The text of the bytes of a file; `name` stands for it in messages.

    Raises:
        PersonaError: they are more than `most`, or not UTF-8.
    """
    if len(raw) > most:
        finding = Finding("P005", "(file)", f"it has {len(raw)} bytes", f"stay under {most}")
        raise PersonaError((name, (finding,)))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        finding = Finding("P001", "(file)", f"byte {error.start} is not UTF-8", "save the file as UTF-8")
        raise PersonaError((name, (finding,))) from None


def _worth_saying(rows: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Without "too few of them" where that is only because some of them are mistaken."""
    for row in rows:
        place = row["loc"]
        inside = any(other["loc"][: len(place)] == place and other is not row for other in rows)
        if not (row["type"] == "too_short" and inside):
            yield row


_TOO_MUCH = Finding(
    "P005",
    "(file)",
    "it holds a number or a nesting that no customer needs",
    "write it as docs/writing-personas.md shows",
)


def _too_deep(data: object) -> bool:
    """Whether there are more tables and lists in each other than anything that reads them by recursion can take."""
    level = [data]
    for _ in range(_DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
    return bool(level)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _not_toml(error: tomllib.TOMLDecodeError, text: str) -> Finding:
    said = str(error)
    place = re.search(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$", said)
    reason = said[: place.start()] if place else said
    line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
    return Finding(
        "P001",
        "(file)",
        f"this is not TOML: {reason[:1].lower()}{reason[1:]}",
        "look at this line and the one before for a missing quote, comma or bracket",
        line,
    )


def _unquoted_dates(data: object, lines: Mapping[Path, int], path: Path = ()) -> Iterator[Finding]:
    """TOML reads 2024-05-01 without quotes as a date, which no key of a customer is."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _unquoted_dates(value, lines, (*path, key))
    elif isinstance(data, list):
        for nth, value in enumerate(data):
            yield from _unquoted_dates(value, lines, (*path, nth))
    elif not isinstance(data, str | int | float):
        yield Finding("P004", written(path), f"{data} is a date or time here", "put it in quotes", line_at(lines, path))
