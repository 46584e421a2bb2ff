"""What a customer has said in a call, and what would be said twice: the same line, message or opening."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Self

from rapidfuzz import fuzz

from bot.customers.voice_rules import voice_rules

MESSAGES = "||"
"""Stands in a line where a new message begins."""
_KEPT = 8192  # texts taken apart once; the lines of all customers that are played at the same time


def messages_of(text: str) -> tuple[str, ...]:
    return tuple(part for raw in text.split(MESSAGES) if (part := raw.strip()))


@lru_cache(maxsize=_KEPT)
def _same(text: str) -> str:
    """What makes two messages the same to a reader: letters and digits only."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("\u2019", "")))


@lru_cache(maxsize=_KEPT)
def _compared(text: str) -> tuple[tuple[str, str], ...]:
    """What each message of a text says to a reader, and with which two words it begins."""
    said = [_same(message) for message in messages_of(text)]
    return tuple((one, " ".join(one.split(" ")[:2])) for one in said)


@dataclass(slots=True)
class Said:
    """The memory of one voice. Dicts, because order must never come from a set."""

    templates: dict[str, None] = field(default_factory=dict)
    """Lines as authored, and the phrases of joined ones."""
    texts: dict[str, None] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)

    def fork(self) -> Self:
        return replace(self, templates=dict(self.templates), texts=dict(self.texts), openings=dict(self.openings))

    def used(self, template: str) -> bool:
        return template in self.templates

    def use(self, templates: Iterable[str]) -> None:
        self.templates |= dict.fromkeys(templates)

    def is_new(self, text: str) -> bool:
        """Whether no message of the text was said, and none begins as two others did."""
        messages = _compared(text)
        if not messages or any(one in self.texts or not one for one, _ in messages):
            return False
        if len(messages) == 1:
            return self.openings.get(messages[0][1], 0) < voice_rules().choice.openings
        counted = Counter(opening for _, opening in messages)
        return len({one for one, _ in messages}) == len(messages) and all(
            self.openings.get(opening, 0) + times <= voice_rules().choice.openings for opening, times in counted.items()
        )

    def is_near(self, text: str) -> bool:
        """Whether something much like the text was said."""
        compared, alike = _same(text), voice_rules().choice.near_copy
        return any(fuzz.token_sort_ratio(compared, said) >= alike for said in self.texts)

    def remember(self, message: str) -> None:
        for text, opening in _compared(message):
            self.texts[text] = None
            self.openings[opening] = self.openings.get(opening, 0) + 1
