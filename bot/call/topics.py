"""What a part of a message is about: the wordings of wordings.toml, by topic."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from bot.craft import Signal
from bot.reading import Reading
from bot.reading.message import Message, message_of
from bot.reading.wording import Match, Wording, Wordings, compile_wording


@cache
def wording(pattern: str) -> Wording:
    return compile_wording(pattern)


@cache
def wordings_file() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("wordings.toml").read_text(encoding="utf-8"))


@cache
def about(*topics: str) -> Wordings[str]:
    """The wordings of wordings.toml for topics such as `goodbye`."""
    return Wordings((topic, wording(pattern)) for topic in topics for pattern in wordings_file()[topic])


def mentioned(message: Message, *topics: str) -> dict[str, Match]:
    """Where the message is about topics of wordings.toml, unless it denies them."""
    found: dict[str, Match] = {}
    for topic in topics:
        match = next((match for _, _, match in about(topic).find_in(message) if not match.negated), None)
        if match is not None:
            found[topic] = match
    return found


def mentions(message: Message, topic: str) -> bool:
    return topic in mentioned(message, topic)


def touches(message: Message, *topics: str) -> bool:
    """Whether the message speaks of one of the topics, though it may deny it."""
    return any(True for topic in topics for _ in about(topic).find_in(message))


def asks_above(part: Message) -> bool:
    """Says that somebody with more authority has yet to be asked."""
    return mentions(part, "asks_above") and not mentions(part, "granted")


def asks_first(text: str, start: int, end: int) -> bool:
    """Whether what stands there is to be asked for above: it says so itself, or weighs it up and says so afterwards.

    "I'd like the restore done tonight. Let me ask for priority" promises nothing.
    """
    part = message_of(text[start:end])
    return asks_above(part) or (mentions(part, "weighs") and asks_above(message_of(text[end:])))


def overlaps(reading: Reading, signals: tuple[Signal, ...], start: int, end: int) -> bool:
    """Whether one of the signals was read somewhere between these places."""
    return any(f.signal in signals and f.start < end and start < f.end for f in reading.found)
