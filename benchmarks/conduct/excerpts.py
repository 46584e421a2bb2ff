"""The labelled excerpts, and what the call makes of each of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.call.case import Case, case_of
from bot.call.hearing import Hearing, Moment, listen
from bot.call.rules import load_rules
from bot.call.talk import Talk
from bot.craft import Conduct
from bot.customers import load_customer, personas_dir
from bot.customers.stock import shipped_stock
from bot.reading import read

EXCERPTS = Path(__file__).with_name("excerpts.jsonl")
CONDUCT = (
    Conduct.NAMED_FACT,
    Conduct.ASKED_AGAIN,
    Conduct.REPEATED_SELF,
    Conduct.BEYOND_AUTHORITY,
    Conduct.OFF_TOPIC,
    Conduct.TOO_LONG,
    Conduct.SHOUTED,
    Conduct.PREMATURE_SOLUTION,
)
"""The kinds that show in the words of one message; the others are about time, or about a whole call."""


@dataclass(frozen=True)
class Excerpt:
    """A message of an agent at some point of a call."""

    id: str
    customer: str
    before: tuple[str, ...]
    """What the agent wrote earlier in the call."""
    told: frozenset[str]
    """The facts that the customer has told."""
    approved: frozenset[str]
    """The remedies that a supervisor has approved."""
    story_told: bool
    heard: bool
    anger: int
    text: str
    conduct: frozenset[Conduct]
    held_back: bool


@dataclass(frozen=True)
class Figures:
    precision: float
    recall: float
    f1: float
    there: int


def load_excerpts(path: Path = EXCERPTS) -> list[Excerpt]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        Excerpt(
            id=row["id"],
            customer=row["customer"],
            before=tuple(row["before"]),
            told=frozenset(row["told"]),
            approved=frozenset(row["approved"]),
            story_told=row["story_told"],
            heard=row["heard"],
            anger=row["anger"],
            text=row["text"],
            conduct=frozenset(Conduct(c) for c in row["conduct"]),
            held_back=row["held_back"],
        )
        for row in rows
    ]


@cache
def _case(customer: str) -> Case:
    return case_of(load_customer(personas_dir() / f"{customer}.toml"), shipped_stock())


def hear(excerpt: Excerpt) -> Hearing:
    """The excerpt's message as the call would hear it."""
    rules, case = load_rules(), _case(excerpt.customer)
    talk = Talk(told=dict.fromkeys(sorted(excerpt.told), 0), approved=set(excerpt.approved))
    heard = rules.hearing["enough"] if excerpt.heard else 0
    moment = Moment(excerpt.anger, heard, excerpt.story_told, cut_off=False)
    for text in excerpt.before:
        earlier = listen(text, read(text), case, talk, moment, rules)
        talk.turn += 1
        talk.texts.append(earlier.normal)
        talk.facts_heard.update(fact for fact, _ in earlier.named)
    return listen(excerpt.text, read(excerpt.text), case, talk, moment, rules)


def detect(excerpt: Excerpt) -> frozenset[Conduct]:
    return frozenset(hear(excerpt).conduct) & frozenset(CONDUCT)


def measure(pairs: Iterable[tuple[frozenset[Conduct], frozenset[Conduct]]], *kinds: Conduct) -> Figures:
    """Precision, recall and F1 over (labelled, detected) pairs, all the kinds counted together."""
    hits = found = there = 0
    for labelled, detected in pairs:
        for kind in kinds:
            hits += kind in labelled and kind in detected
            found += kind in detected
            there += kind in labelled
    precision, recall = hits / found if found else 1.0, hits / there if there else 1.0
    total = precision + recall
    return Figures(precision, recall, 2 * precision * recall / total if total else 0.0, there)
