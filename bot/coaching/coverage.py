"""Which techniques (T1-T21) a call used well, late, not at all or wrongly, each with the words that show it."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.coaching.account import Account
from bot.craft import TECHNIQUES, Signal
from bot.customers.persona import Remedy

_SIGNALS = frozenset(s.value for s in Signal)


class Use(StrEnum):
    """How a technique was used in one call."""

    WELL = "well"
    LATE = "late"
    MISSED = "missed"
    MISUSED = "misused"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Shown:
    """One place where a technique showed."""

    turn: int
    cause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Covered:
    """One technique in one call."""

    technique: str
    """T1-T21."""
    name: str
    use: Use
    shown: tuple[Shown, ...]
    """Where it was used well."""
    against: tuple[Shown, ...]
    """Where it was used wrongly."""
    missed: str
    """What was missing; empty unless it was missed."""
    next: str
    """What to do about that in the next call; empty unless it was missed."""
    weight: int
    """How much it matters that it was missed."""


class Row(BaseModel):
    """What coverage.toml says about one technique."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["do", "avoid"]
    shows: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    late: int = 0
    needed: Literal["always", "ask", "gesture", "wait", "wish"] = "always"
    missed: str = ""
    next: str = ""
    weight: int = 0


@cache
def load_coverage() -> dict[str, Row]:
    """By technique, T1-T21."""
    text = files(__package__).joinpath("coverage.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, Row]).validate_python(tomllib.loads(text))


def _gesture(account: Account) -> bool:
    """A gesture goes on top of an offer; without one it would be instead of it."""
    extras = [r for r in account.persona.remedies if r.kind == "extra"]
    added = any(r.id in account.standing for r in extras)
    return bool(account.standing) and not added and any(map(_may_add, extras))


def _may_add(remedy: Remedy) -> bool:
    return remedy.kind == "extra" and remedy.authority == "agent"


def _ask(account: Account) -> bool:
    """Something that the solution needs, which neither the file nor the story holds."""
    persona = account.persona
    held = {row.fact for row in persona.case} | {fact for beat in persona.story for fact in beat.tells}
    return any(fact.key and fact.known and fact.id not in held for fact in persona.facts)


def _wait(account: Account) -> bool:
    beyond = any(o.verdict == "beyond" for o in account.offers)
    return bool(account.holds or account.approvals or beyond)


def _wish(account: Account) -> bool:
    return account.persona.settlement.wish is not None


NEEDED: dict[str, Callable[[Account], bool]] = {
    "always": lambda _: True,
    "ask": _ask,
    "gesture": _gesture,
    "wait": _wait,
    "wish": _wish,
}


def coverage(account: Account) -> tuple[Covered, ...]:
    """All techniques T1-T21 in their order. A call without a message used none and missed none."""
    return tuple(_covered(key, row, account) for key, row in load_coverage().items())


def _covered(key: str, row: Row, account: Account) -> Covered:
    shown = tuple(s for cause in row.shows for s in _places(cause, account, well=True))
    against = tuple(s for cause in row.against for s in _places(cause, account, well=False))
    use = _use(row, shown, against, account)
    missed, advice, weight = (row.missed, row.next, row.weight) if use is Use.MISSED else ("", "", 0)
    if use is Use.MISSED and row.needed == "gesture":
        missed = missed.format(gesture=next(r.name for r in account.persona.remedies if _may_add(r)))
    return Covered(key, TECHNIQUES[key].name, use, shown, against, missed, advice, weight)


def _use(row: Row, shown: tuple[Shown, ...], against: tuple[Shown, ...], account: Account) -> Use:
    if not account.turns:
        return Use.NOT_NEEDED
    if against and len(against) >= len({s.turn for s in shown}):
        return Use.MISUSED
    if row.kind == "avoid":
        return Use.MISUSED if against else Use.WELL
    if shown:
        return Use.LATE if row.late and min(s.turn for s in shown) > row.late else Use.WELL
    return Use.MISSED if NEEDED[row.needed](account) else Use.NOT_NEEDED


def _places(cause: str, account: Account, *, well: bool) -> list[Shown]:
    places = [
        Shown(t.number, cause, t.quote(cause))
        for t in account.turns
        if (t.worth(Signal(cause)) if well and cause in _SIGNALS else t.shows(cause))
        and not (well and (t.hollow or (t.heated and cause not in _SIGNALS)))
    ]
    places += [Shown(t.turn, cause, "") for t in account.timed if any(r.cause == cause for r in t.reasons)]
    return sorted(places, key=lambda s: s.turn)
