"""Hand-written patterns of data/rules.toml: where they stand in a sentence.

The notation (explained at the head of the data file) is turned into regular expressions over the sentence's
stems, in which every gap is bounded, so that none can run away. A pattern is compiled when a message first
holds its rarest word; most messages wake a few dozen of them.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.reading.lexicon import prepared, stems_of

_DATA = Path(__file__).parent / "data" / "rules.toml"
_GAPS = {"*": r"(?: [^ ]+){0,3}", "**": r"(?: [^ ]+){0,8}", "_": r" [^ ]+"}
_COMMON = frozenset(
    stem
    for word in (
        "i you we it the a an to and of for in on that is are be have will can do not my your our this with so at me"
        " what how would could was just all up out no if or but as by us"
    ).split()
    for stem in stems_of(word)
)


class Rule:
    """One pattern, and what it speaks for ("apologize") or against ("no apologize")."""

    __slots__ = ("_made", "anchors", "group", "pattern", "source")

    def __init__(self, group: str, pattern: str, anchors: tuple[str, ...], source: str) -> None:
        self.group = group
        self.pattern = pattern
        self.anchors = anchors
        self.source = source
        self._made: re.Pattern[str] | None = None

    def search(self, sentence: str) -> re.Match[str] | None:
        """The first place in a sentence written as `write_out` writes it."""
        if self._made is None:
            self._made = re.compile(self.source)
        return self._made.search(sentence)


def _alternative(word: str) -> str:
    if word.startswith("<"):
        return rf" [^ ]*#{word[1:-1]}(?![a-z_])[^ ]*(?: [^ ]*~)*"
    if word.startswith("{"):
        return rf" [^ ]*@{word[1:-1]}(?![a-z_])[^ ]*"
    if not word[0].isalnum():
        return " " + re.escape(word) + r"(?![^ ])"
    return "".join(f" {re.escape(stem)}(?![^ #~@])[^ ]*" for stem in stems_of(word))


def _atom(word: str) -> str:
    if word.startswith("<"):
        return "#" + word[1:-1]
    if word.startswith("{"):
        return "@" + word[1:-1]
    stems = stems_of(word)
    if not stems:
        return word
    return next((s for s in stems if s not in _COMMON), stems[-1])


def _read(pattern: str) -> tuple[tuple[str, ...], str]:
    """The words of which one must be there before the pattern is tried, and the expression."""
    best: tuple[float, tuple[str, ...]] | None = None
    out: list[str] = []
    guards: list[str] = []
    for slot in pattern.split():
        if slot in _GAPS:
            out.append(_GAPS[slot])
            continue
        if slot == "^":
            out.append(r"\A")
            continue
        if slot == "$":
            out.append(r"(?: [.!?,\u2026])* \Z")
            continue
        if slot.startswith("!"):
            guards.append("(?:" + "|".join(_alternative(w) for w in slot[1:].split("/")) + ")")
            continue
        optional = len(slot) > 1 and slot.endswith("?")
        words = [w for w in (slot[:-1] if optional else slot).split("/") if w]
        out.append("(?:" + "|".join(_alternative(w) for w in words) + ")" + ("?" if optional else ""))
        if not optional:
            atoms = tuple(_atom(w) for w in words)
            cost = sum(20.0 if a in _COMMON else 6.0 if a[0] in "#@" else 3.0 if not a[0].isalnum() else 1.0 for a in atoms)
            if best is None or cost < best[0]:
                best = (cost, atoms)
    if best is None:
        raise ValueError(f"The rule {pattern!r} holds no word that must be there.")
    ahead = "".join(rf"(?!.*{g})" for g in guards)
    body = "".join(out)
    return best[1], (rf"\A{ahead}(?:.*?)({body})" if guards else f"({body})")


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule and the part of the sentence's words (first, last, counted from 0) that met it."""

    rule: Rule
    first: int
    last: int


class Rules:
    """All rules, found by the words that wake them."""

    def __init__(self, made: Sequence[Rule]) -> None:
        self.rules = tuple(made)
        self._woken_by: dict[str, list[int]] = {}
        for i, rule in enumerate(self.rules):
            for anchor in set(rule.anchors):
                self._woken_by.setdefault(anchor, []).append(i)

    def hits(self, sentence: str, atoms: set[str]) -> Iterator[Hit]:
        """Every rule that the sentence meets, once."""
        woken = {i for atom in atoms for i in self._woken_by.get(atom, ())}
        for i in sorted(woken):
            m = self.rules[i].search(sentence)
            if m:
                first = sentence.count(" ", 0, m.start(1))
                yield Hit(self.rules[i], first, max(first, sentence.count(" ", 0, m.end(1)) - 1))


def build_rules(families: Collection[str], path: Path = _DATA) -> list[Rule]:
    """Read the rules of a file.

    Raises:
        ValueError: a pattern cannot be read, or names a family that there is not.
    """
    with path.open("rb") as file:
        table = tomllib.load(file)
    made: list[Rule] = []
    for group, text in table.items():
        for pattern in filter(None, map(str.strip, text.splitlines())):
            unknown = set(re.findall(r"<(\w+)>", pattern)) - set(families)
            if unknown:
                raise ValueError(f"{group}: {pattern!r} names a family that data/lexicon.toml has not: {sorted(unknown)}")
            made.append(Rule(group, pattern, *_read(pattern)))
    return made


@cache
def rules() -> Rules:
    """The rules, read once."""
    return Rules([Rule(group, pattern, tuple(anchors), source) for group, pattern, anchors, source in prepared()["rules"]])
