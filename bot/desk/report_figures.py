"""The figures of a report, and how they leave it: the same names and rounding in JSON, in CSV and on the screen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import coaching
from bot.coaching.progress import Strength
from bot.craft import TECHNIQUES
from bot.desk.costly import CostlyType
from bot.desk.fulfilling import State
from bot.desk.judging import AgreementReport

Figure = str | int | float | None

_OF_ALL = ("member_id", "member")
_MEASURES = (
    "calls",
    "tries_again",
    "first",
    "best",
    "latest",
    "recent",
    "trend",
    "direction",
    "weakest",
    "weakest_strength",
    "weakest_observations",
    "strongest",
    "strongest_strength",
    "strongest_observations",
    *(f"assignments_{state.value.replace(' ', '_')}" for state in State),
    "last_practice",
)
MEMBER_COLUMNS: list[object] = [*_OF_ALL, *_MEASURES]
LONG_COLUMNS: list[object] = [*_OF_ALL, "measure", "value", "observations"]


@dataclass(frozen=True, slots=True)
class MemberFigures:
    """One member in the report."""

    id: str
    name: str
    progress: coaching.Progress
    """Over the calls that were chosen."""
    tries_again: int
    """Not counted in the progress."""
    assignments: dict[State, int]
    """Those that ran in the chosen period."""
    last_practice: datetime | None
    """When their last call here ended, of whatever kind."""

    @property
    def weakest(self) -> str:
        """The weakest technique of those seen often enough; empty where none is weak."""
        known = self.progress.weakest
        return known[0] if known and self.progress.strengths[known[0]].value < 1 else ""

    @property
    def strongest(self) -> str:
        """The strongest one, and of equal ones that which was seen most; empty where none is strong."""
        seen = self.progress.strengths
        known = [key for key in self.progress.weakest if key != self.weakest and seen[key].value > 0]
        return max(known, key=lambda key: (seen[key].value, seen[key].observations), default="")


@dataclass(frozen=True, slots=True)
class TeamReport:
    """The report as a whole."""

    members: tuple[MemberFigures, ...]
    """By name."""
    agreement: AgreementReport
    """How far people and machine agree, over the chosen calls that were reviewed."""
    costly: tuple[CostlyType, ...]
    """The sentence types that cost the team most often."""

    @property
    def calls(self) -> int:
        return sum(one.progress.calls for one in self.members)

    @property
    def practised(self) -> int:
        """Members with a call that was chosen."""
        return sum(one.progress.calls > 0 for one in self.members)

    @property
    def techniques(self) -> dict[str, Strength]:
        """The team's mean in each technique, over the members who showed it often enough; with their number."""
        known: dict[str, list[float]] = {}
        for member in self.members:
            for key, strength in member.progress.strengths.items():
                if strength.known:
                    known.setdefault(key, []).append(strength.value)
        order = sorted(known, key=lambda key: int(key[1:]))
        return {key: Strength(sum(known[key]) / len(known[key]), len(known[key])) for key in order}


def member_figures(member: MemberFigures) -> dict[str, Figure]:
    """The figures of a member by their names; None for what is not known. Strengths run from 0 to 1."""
    known = member.progress
    some = known.calls > 0
    return {
        "member_id": member.id,
        "member": member.name,
        "calls": known.calls,
        "tries_again": member.tries_again,
        "first": known.first,
        "best": known.best,
        "latest": known.latest,
        "recent": None if known.recent is None else round(known.recent, 1),
        "trend": round(known.trend, 2) if some else None,
        "direction": known.direction if some else None,
        **_technique("weakest", member.weakest, known.strengths),
        **_technique("strongest", member.strongest, known.strengths),
        **{f"assignments_{state.value.replace(' ', '_')}": member.assignments[state] for state in State},
        "last_practice": None if member.last_practice is None else f"{member.last_practice:%Y-%m-%dT%H:%M:%SZ}",
    }


def technique_figures(member: MemberFigures) -> dict[str, dict[str, Figure]]:
    """How well each technique is used, and in how many calls that could be seen."""
    return {key: strength_figures(one) for key, one in member.progress.strengths.items()}


def strength_figures(strength: Strength) -> dict[str, Figure]:
    return {"strength": round(strength.value, 2), "observations": strength.observations}


def member_row(member: MemberFigures) -> list[object]:
    """A row of MEMBER_COLUMNS."""
    return list(member_figures(member).values())


def long_rows(member: MemberFigures) -> Iterator[list[object]]:
    """A row of LONG_COLUMNS for each figure that is known, then one for each technique: for pivot tables."""
    figures: dict[str, Any] = member_figures(member)
    who = [figures.pop(name) for name in _OF_ALL]
    for name, value in figures.items():
        if value is not None:
            yield [*who, name, value, None]
    for key, found in technique_figures(member).items():
        yield [*who, f"{key} {TECHNIQUES[key].name}", found["strength"], found["observations"]]


def _technique(name: str, key: str, strengths: dict[str, Strength]) -> dict[str, Figure]:
    found = strengths.get(key)
    return {
        name: key or None,
        f"{name}_strength": None if found is None else round(found.value, 2),
        f"{name}_observations": None if found is None else found.observations,
    }
