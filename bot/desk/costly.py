"""Which kinds of sentence cost a team most often: counted over its latest calls, quoted without names.

Taken from the stored events, so that it is what the customer really took amiss, whatever the rules are today.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from bot.coaching.anonymous import anonymised
from bot.coaching.causes import did, load_causes, tip
from bot.coaching.quoting import words
from bot.customers import PersonaError
from bot.customers.loading import persona_from_text
from bot.customers.persona import Persona
from bot.store import CallFilter, Spoken, TeamCalls

MOST_TYPES = 6
MOST_QUOTES = 3
_CANDIDATES = 12
"""Sentences of a type that are kept to choose the quotes from."""


@dataclass(frozen=True, slots=True)
class CostlyType:
    """A kind of sentence that heated the customers."""

    cause: str
    says: str
    """What such a message did, as it follows "this message": "argued"."""
    tip: str
    technique: str
    """T1-T24; empty where none is about it."""
    messages: int
    """In so many messages …"""
    members: int
    """… of so many people."""
    anger: int
    """What they added to the customers' anger, in points altogether."""
    quotes: tuple[str, ...]
    """Some of the sentences, without names, numbers and amounts."""


@dataclass(slots=True)
class _Counted:
    technique: str = ""
    messages: int = 0
    anger: int = 0
    members: set[str] = field(default_factory=set)
    said: deque[tuple[Spoken, str]] = field(default_factory=deque)
    """The sentences with the quote that the rule needed."""


async def costly_types(team: TeamCalls, wanted: CallFilter, most_calls: int) -> tuple[CostlyType, ...]:
    """The kinds of sentence that heated customers most often, over the latest calls that the filter lets through."""
    found: dict[str, _Counted] = {}
    async for portion in team.spoken(wanted, most_calls):
        for one in portion:
            _count(found, one)
    order = sorted(found, key=lambda cause: (-found[cause].messages, -found[cause].anger, cause))[:MOST_TYPES]
    versions = {(one.persona_id, one.persona_version) for cause in order for one, _ in found[cause].said}
    files = await team.personas(versions)
    personas = await asyncio.to_thread(_read, files)
    return tuple(_type(cause, found[cause], personas) for cause in order)


def _count(found: dict[str, _Counted], one: Spoken) -> None:
    causes = load_causes()
    for reason in one.reasons:
        cause = str(reason["cause"])
        if int(reason["delta"]) <= 0 or cause not in causes or causes[cause].kind != "bad":
            continue
        counted = found.setdefault(cause, _Counted())
        counted.messages += 1
        counted.anger += int(reason["delta"])
        counted.members.add(one.trainee_id)
        counted.technique = counted.technique or str(reason.get("technique", ""))
        if one.text and len(counted.said) < _CANDIDATES:
            counted.said.append((one, str(reason.get("quote", ""))))


def _read(files: dict[tuple[str, str], str]) -> dict[tuple[str, str], Persona]:
    personas = {}
    for key, text in files.items():
        try:
            personas[key] = persona_from_text(text, f"{key[0]}.toml")
        except PersonaError:
            continue  # written for another version of Simmer; what it would have to mask is unknown
    return personas


def _type(cause: str, counted: _Counted, personas: dict[tuple[str, str], Persona]) -> CostlyType:
    quotes: dict[str, None] = {}
    for one, quote in counted.said:
        persona = personas.get((one.persona_id, one.persona_version))
        if persona is not None and len(quotes) < MOST_QUOTES:
            quotes[anonymised(words(quote, one.text), persona, [one.trainee_name])] = None
    return CostlyType(
        cause,
        did(cause),
        tip(cause),
        counted.technique,
        counted.messages,
        len(counted.members),
        counted.anger,
        tuple(quotes),
    )
