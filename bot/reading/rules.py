"""Hand-written patterns of data/rules.toml: where they stand in a sentence.

The notation is explained at the head of the data file. A pattern becomes a row of steps that are walked once over
the sentence; no word is looked at more often than a fixed number of times, so that no pattern can run away.
A pattern is tried only when a word of each of its steps stands in the sentence.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
_Reached = dict[int, tuple[int, int]]
"""Where a pattern may go on, with the words that may be skipped there and where it began."""


@dataclass(slots=True)
class Row:
    """A sentence as the rules see it."""

    stems: list[str]
    where: dict[str, list[int]]
    """Stem, "#family" or "@amount" to its places."""
    ends: dict[tuple[str, int], int]
    """Where a family's or an amount's run that begins at a place ends, if it is longer than one word."""
    atoms: frozenset[str] = frozenset()
    """What stands in the sentence at all."""

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
    atoms: frozenset[str]
    """The first words of the alternatives."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern, and what it speaks for ("apologize") or what looks like it and is none ("apologize_not")."""

    group: str
    pattern: str
    steps: tuple[Step, ...]
    guards: Step
    """Alternatives of which none may stand in the sentence."""
    begins: bool
    ends: bool
    spare: int
    """Words that may still follow, where the pattern must reach the sentence's end."""

    def search(self, row: Row) -> tuple[int, int] | None:
        """The first place, from and up to, that meets the pattern."""
        if self.guards.atoms and _places(self.guards, row):
            return None
        reached: _Reached | None = None
        for step in self.steps:
            if reached is not None:
                reached = _onward(step, row, reached)
            elif not step.optional:
                reached = self._begun(step, row)
            if reached is not None and not reached:
                return None
        ways = list((reached or {}).items())
        if len(ways) > 1:
            ways.sort(key=lambda r: r[1][1])
        for end, (_, began) in ways:
            if not self.ends or all(not s[0].isalnum() for s in row.stems[end + self.spare :]):
                return began, end
        return None

    def _begun(self, step: Step, row: Row) -> _Reached:
        """Where the first word that must be there stands; optional words before it count as a gap."""
        places = _places(step, row)
        if self.begins:
            room = step.gap + sum(s.optional + s.gap for s in self.steps[: self.steps.index(step)])
            places = [p for p in places if p[0] <= room]
        return {end: (0, place) for place, end in places}


def _onward(step: Step, row: Row, reached: _Reached) -> _Reached:
    onward: _Reached = {}
    for place, end in _places(step, row):
        for at, (slack, began) in reached.items():
            if at <= place <= at + slack + step.gap:
                onward.setdefault(end, (0, began))
                break
    if step.optional:
        for at, (slack, began) in reached.items():
            onward.setdefault(at, (slack + step.gap, began))
    return onward


def _places(step: Step, row: Row) -> list[tuple[int, int]]:
    """Where one of the alternatives stands, from and up to."""
    atoms: Collection[str] = step.atoms & row.atoms
    if not atoms:
        return []
    if len(atoms) > 1:
        atoms = [atom for atom in step.alternatives if atom in atoms]  # a set's order differs between processes
    stems, where, ends = row.stems, row.where, row.ends
    found: list[tuple[int, int]] = []
    for atom in atoms:
        for tail in step.alternatives[atom]:
            for place in where[atom]:
                end = ends.get((atom, place), place + 1) if ends else place + 1
                if not tail:
                    found.append((place, end))
                elif stems[end : end + len(tail)] == tail:
                    found.append((place, end + len(tail)))
    return found


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
    steps = tuple(Step(s["gap"], s["alternatives"], s["optional"], frozenset(s["alternatives"])) for s in data["steps"])
    return Rule(
        data["group"],
        data["pattern"],
        steps,
        Step(0, data["guards"], optional=True, atoms=frozenset(data["guards"])),
        data["begins"],
        data["ends"],
        data["spare"],
    )


class Rules:
    """All rules; each is a bit of a number, so that those that a sentence may meet are found for all at once."""

    def __init__(self, known: Sequence[Rule]) -> None:
        self.rules = tuple(known)
        needs = [[step.alternatives for step in rule.steps if not step.optional] for rule in self.rules]
        self._longest = max(map(len, needs), default=0)
        self._serves: dict[str, int] = {}
        """Which rules a word serves: so many bits for the first step that must be there, as many for the second, …"""
        self._shorter = 0
        """The rules that have no such step."""
        for i, steps in enumerate(needs):
            for nth in range(self._longest):
                bit = 1 << nth * len(needs) + i
                for atom in steps[nth] if nth < len(steps) else ():
                    self._serves[atom] = self._serves.get(atom, 0) | bit
                if nth >= len(steps):
                    self._shorter |= bit
        self._opening = _at_edge(_opening(rule) for rule in self.rules)
        self._closing = _at_edge(_closing(rule) for rule in self.rules)

    def hits(self, row: Row) -> Iterator[tuple[Rule, int, int]]:
        """Every rule that the sentence meets, once, with its place."""
        row.atoms = frozenset(row.where)
        served = self._shorter
        for atom in row.atoms:
            served |= self._serves.get(atom, 0)
        possible = self._opening.get(row.stems[0], self._opening[""]) if row.stems else 0
        closing = self._closing[""]
        for stem in reversed(row.stems):
            closing |= self._closing.get(stem, 0)
            if stem[0].isalnum():
                break
        possible &= closing
        for _ in range(self._longest):
            possible &= served
            served >>= len(self.rules)
        while possible > 0:
            lowest = possible & -possible
            possible ^= lowest
            rule = self.rules[lowest.bit_length() - 1]
            place = rule.search(row)
            if place is not None:
                yield rule, *place


def _opening(rule: Rule) -> Iterable[str]:
    """The stems of which one must open the sentence, or "" where another may."""
    first = rule.steps[0]
    settled = rule.begins and not first.gap and not first.optional
    return _plain(first.alternatives) if settled else ("",)


def _closing(rule: Rule) -> Iterable[str]:
    """The stems of which one must close the sentence, or "" where another may."""
    last = rule.steps[-1]
    settled = rule.ends and not rule.spare and not last.optional
    if not settled or "" in (words := _plain(last.alternatives)):
        return ("",)
    return [(atom, *tail)[-1] for atom in words for tail in last.alternatives[atom]]


def _plain(alternatives: Alternatives) -> Iterable[str]:
    """The words among the alternatives, or only "" where a family or an amount may stand for them."""
    return ("",) if any(atom[0] in "#@" for atom in alternatives) else alternatives


def _at_edge(needed: Iterable[Iterable[str]]) -> dict[str, int]:
    """Which rules a stem at a sentence's edge leaves open; "" for any other."""
    bits: dict[str, int] = {"": 0}
    for i, stems in enumerate(needed):
        for stem in stems:
            bits[stem] = bits.get(stem, 0) | 1 << i
    return {stem: open_to | bits[""] for stem, open_to in bits.items()}


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
