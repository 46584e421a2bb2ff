"""Hand-written patterns of data/rules.toml: where they stand in a sentence.

The notation is explained at the head of the data file. A pattern becomes a row of steps that are walked once over
the sentence; no word is looked at more often than a fixed number of times, so that no pattern can run away.
A pattern is tried only when a word of each of its steps stands in the sentence.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.reading.lexicon import prepared, stems_of

_DATA = Path(__file__).parent / "data" / "rules.toml"
_GAPS = {"*": 3, "**": 8}
_LOOKED_AT = 8  # places of one word in one sentence that are tried: more do not occur in honest text
Alternatives = Mapping[str, Sequence[Sequence[str]]]
"""The first stem (or "#family", "@amount") of each alternative, with what must follow it."""


@dataclass(slots=True)
class Row:
    """A sentence as the rules see it."""

    stems: list[str]
    where: dict[str, list[int]]
    """Stem, "#family" or "@amount" to its places."""
    ends: dict[tuple[str, int], int]
    """Where a family's or an amount's run that begins at a place ends, if it is longer than one word."""

    def add(self, atom: str, place: int, end: int) -> None:
        places = self.where.setdefault(atom, [])
        if len(places) < _LOOKED_AT:
            places.append(place)
            if end > place + 1:
                self.ends[atom, place] = end


@dataclass(frozen=True, slots=True)
class Step:
    """One slot of a pattern: its alternatives, and how many words may stand before it."""

    gap: int
    alternatives: Alternatives
    optional: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern, and what it speaks for ("apologize") or what looks like it and is none ("apologize_not")."""

    group: str
    pattern: str
    steps: tuple[Step, ...]
    guards: Alternatives
    begins: bool
    ends: bool
    spare: int
    """Words that may still follow, where the pattern must reach the sentence's end."""

    def search(self, row: Row) -> tuple[int, int] | None:
        """The first place, from and up to, that meets the pattern."""
        if self.guards and next(_places(self.guards, row), None) is not None:
            return None
        reached: dict[int, tuple[int, int]] | None = None  # next place -> (words that may be skipped, the beginning)
        for step in self.steps:
            if reached is None:
                if not step.optional:
                    reached = self._begun(step, row)
            else:
                reached = _onward(step, row, reached)
            if reached is not None and not reached:
                return None
        for end, (_, began) in sorted((reached or {}).items(), key=lambda r: r[1][1]):
            if not self.ends or all(not s[0].isalnum() for s in row.stems[end + self.spare :]):
                return began, end
        return None

    def _begun(self, step: Step, row: Row) -> dict[int, tuple[int, int]]:
        """Where the first word that must be there stands; optional words before it count as a gap."""
        room = step.gap + sum(s.optional + s.gap for s in self.steps[: self.steps.index(step)])
        return {end: (0, place) for place, end in _places(step.alternatives, row) if not self.begins or place <= room}


def _onward(step: Step, row: Row, reached: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    onward: dict[int, tuple[int, int]] = {}
    for place, end in _places(step.alternatives, row):
        for at, (slack, began) in reached.items():
            if at <= place <= at + slack + step.gap:
                onward.setdefault(end, (0, began))
                break
    if step.optional:
        for at, (slack, began) in reached.items():
            onward.setdefault(at, (slack + step.gap, began))
    return onward


def _places(alternatives: Alternatives, row: Row) -> Iterator[tuple[int, int]]:
    stems = row.stems
    for atom in alternatives:  # not over a set of both: its order differs between processes
        if atom not in row.where:
            continue
        for tail in alternatives[atom]:
            for place in row.where[atom]:
                end = row.ends.get((atom, place), place + 1)
                if not tail:
                    yield place, end
                elif stems[end : end + len(tail)] == list(tail):
                    yield place, end + len(tail)


def _alternatives(words: Sequence[str]) -> dict[str, list[list[str]]]:
    out: dict[str, list[list[str]]] = {}
    for word in words:
        if word[0] == "<":
            out.setdefault("#" + word[1:-1], []).append([])
        elif word[0] == "{":
            out.setdefault("@" + word[1:-1], []).append([])
        elif not word[0].isalnum():
            out.setdefault(word, []).append([])
        else:
            stems = stems_of(word)
            if stems and list(stems[1:]) not in out.setdefault(stems[0], []):
                out[stems[0]].append(list(stems[1:]))
    return out


def read_rule(group: str, pattern: str) -> dict[str, Any]:
    """A pattern's steps as plain data.

    Raises:
        ValueError: it holds no word that must be there.
    """
    steps: list[dict[str, Any]] = []
    guards: dict[str, list[list[str]]] = {}
    begins = ends = False
    gap = 0
    for slot in pattern.split():
        if slot in _GAPS:
            gap += _GAPS[slot]
        elif slot == "_":
            gap += 1
        elif slot == "^":
            begins = True
        elif slot == "$":
            ends = True
        elif slot.startswith("!") and len(slot) > 1:
            guards.update(_alternatives(slot[1:].split("/")))
        else:
            optional = len(slot) > 1 and slot.endswith("?")
            words = [w for w in (slot[:-1] if optional else slot).split("/") if w]
            steps.append({"gap": gap, "alternatives": _alternatives(words), "optional": optional})
            gap = 0
    if all(s["optional"] for s in steps):
        raise ValueError(f"{group}: the rule {pattern!r} holds no word that must be there")
    return {
        "group": group,
        "pattern": pattern,
        "steps": steps,
        "guards": guards,
        "begins": begins,
        "ends": ends,
        "spare": gap,
    }


def made(data: Mapping[str, Any]) -> Rule:
    """A rule from its plain data."""
    steps = tuple(Step(s["gap"], s["alternatives"], s["optional"]) for s in data["steps"])
    return Rule(
        data["group"],
        data["pattern"],
        steps,
        data["guards"],
        data["begins"],
        data["ends"],
        data["spare"],
    )


class Rules:
    """All rules; each is a bit of a number, so that those whose every step is served are found for all at once."""

    def __init__(self, known: Sequence[Rule]) -> None:
        self.rules = tuple(known)
        needs = [[step.alternatives for step in rule.steps if not step.optional] for rule in self.rules]
        self._serves: list[dict[str, int]] = []
        """For the first step that must be there, the second and so on: which rules a word serves there."""
        self._shorter: list[int] = []
        """The rules that have no such step."""
        for nth in range(max(map(len, needs), default=0)):
            serves: dict[str, int] = {}
            for i, steps in enumerate(needs):
                for atom in steps[nth] if nth < len(steps) else ():
                    serves[atom] = serves.get(atom, 0) | 1 << i
            self._serves.append(serves)
            self._shorter.append(sum(1 << i for i, steps in enumerate(needs) if nth >= len(steps)))

    def hits(self, row: Row) -> Iterator[tuple[Rule, int, int]]:
        """Every rule that the sentence meets, once, with its place."""
        possible = -1
        for serves, shorter in zip(self._serves, self._shorter, strict=True):
            served = shorter
            for atom in row.where.keys() & serves.keys():
                served |= serves[atom]
            possible &= served
        while possible > 0:
            lowest = possible & -possible
            possible ^= lowest
            rule = self.rules[lowest.bit_length() - 1]
            place = rule.search(row)
            if place is not None:
                yield rule, *place


def build_rules(families: Collection[str], path: Path = _DATA) -> list[dict[str, Any]]:
    """Read the rules of a file.

    Raises:
        ValueError: a pattern cannot be read, or names a family that there is not.
    """
    with path.open("rb") as file:
        table = tomllib.load(file)
    rows: list[dict[str, Any]] = []
    for group, text in table.items():
        for pattern in filter(None, map(str.strip, text.splitlines())):
            unknown = set(re.findall(r"<(\w+)>", pattern)) - set(families)
            if unknown:
                raise ValueError(
                    f"{group}: {pattern!r} names a family that data/lexicon.toml has not: {sorted(unknown)}"
                )
            rows.append(read_rule(group, pattern))
    return rows


@cache
def rules() -> Rules:
    """The rules, read once."""
    return Rules([made(data) for data in prepared()["rules"]])
