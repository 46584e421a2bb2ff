"""The scripted agents: five skills and three cheats. They see what a trainee sees: the file, the talk, the authority.

Their sentences are data (agents.toml); what they do next is here.
"""

import tomllib
from collections.abc import Callable, Iterator
from enum import StrEnum
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from bot.call import Call
from bot.customers.persona import Fact, Persona, Remedy
from bot.customers.stock import Stock
from bot.reading.amounts import times

SUPERVISOR = "/supervisor"
"""The move of asking a supervisor; every other move is a message."""


class Skill(StrEnum):
    EXCELLENT = "excellent"
    DECENT = "decent"
    POLITE_FAILURE = "polite_failure"
    CARELESS = "careless"
    RUDE = "rude"
    FORMULA_PASTER = "formula_paster"
    APOLOGY_SPAMMER = "apology_spammer"
    SIGNAL_STUFFER = "signal_stuffer"


SKILLS = (Skill.EXCELLENT, Skill.DECENT, Skill.POLITE_FAILURE, Skill.CARELESS, Skill.RUDE)
CHEATS = (Skill.FORMULA_PASTER, Skill.APOLOGY_SPAMMER, Skill.SIGNAL_STUFFER)
_MOST_MESSAGES = 14


@cache
def _sentences() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("agents.toml").read_text(encoding="utf-8"))


class Agent:
    """One scripted agent in one call. Iterating it plays: each step is the next message, or SUPERVISOR."""

    def __init__(self, skill: Skill, call: Call, stock: Stock, seed: int) -> None:
        self.skill, self.call, self.stock = skill, call, stock
        self._dice = Random(f"{seed}/{skill}")
        self._said: set[str] = set()

    def moves(self) -> Iterator[str]:
        plays: dict[Skill, Callable[[], Iterator[str]]] = {Skill.EXCELLENT: self._excellent, Skill.DECENT: self._decent}
        yield from plays.get(self.skill, self._recite)()

    # -- the skills

    def _excellent(self) -> Iterator[str]:
        yield self._say("greet")
        apologised = False
        for _ in range(6):
            if self.call.story_told and self.call.feels_heard:
                break
            yield self._safety() or self._say("listen_on" if apologised else "listen")
            apologised = True
        yield self._safety() or self._say("confirm")
        for fact in self._unknown()[:2]:
            yield self._say("ask", ask=self._question(fact))
        yield from self._offers("offer")
        extra = next((r for r in self._persona.remedies if r.kind == "extra" and r.authority == "agent"), None)
        if extra is not None:
            yield self._say("extra", does=extra.does)
        else:
            yield self._say("check")
        for _ in range(2):
            yield self._say("close")

    def _decent(self) -> Iterator[str]:
        yield "Hello, what is it about?"
        yield self._say("plain_sorry")
        for _ in range(5):
            if self.call.story_told and self.call.feels_heard:
                break
            yield self._safety() or self._say("plain_listen")
        unknown = self._unknown()
        if unknown:
            yield self._say("ask", ask=self._question(unknown[0]))
        yield from self._offers("plain_offer")
        yield self._say("plain_when")
        yield self._say("plain_sorry")
        yield self._say("check")
        yield self._say("close")

    def _recite(self) -> Iterator[str]:
        """The skills and cheats that do not listen: their sentences in turn, whatever the customer says."""
        sentences: list[str] = list(_sentences()["recitals"][self.skill.value])
        if self.skill is not Skill.FORMULA_PASTER:
            head = sentences[:1] if self.skill in (Skill.POLITE_FAILURE, Skill.CARELESS) else []
            rest = sentences[len(head) :]
            self._dice.shuffle(rest)
            sentences = head + rest
        for nth in range(_MOST_MESSAGES):
            if nth >= len(sentences) and self.skill in SKILLS:
                return
            yield self._filled(sentences[nth % len(sentences)], does=self._remedies()[0].does)

    # -- what they know

    @property
    def _persona(self) -> Persona:
        return self.call.persona

    def _safety(self) -> str:
        """A matter of safety that was told goes before everything else; empty when there is none open."""
        safety = self._persona.safety
        if safety is None or safety.remedy in self.call.offered or safety.beat not in self.call.beats_told:
            return ""
        remedy = self._persona.remedy(safety.remedy)
        return f"{self._persona.called[0]}, that comes first, before anything else: I will {remedy.does}, right now."

    def _unknown(self) -> list[Fact]:
        return [f for f in self._persona.facts if f.id in self.call.case.key_facts and f.id not in self.call.told]

    def _question(self, fact: Fact) -> str:
        kind = self.stock.questions.get(fact.kind or "")
        if kind is not None:
            theirs = kind.called.replace("my ", "your ").replace("I am", "you are").replace("I ", "you ")
            return theirs if theirs.startswith(("what", "when", "where", "who", "how")) else f"what is {theirs}"
        words = (slot.split("/")[0].replace("-", " ") for slot in fact.ask[0].split())
        return " ".join(words)

    def _remedies(self) -> list[Remedy]:
        """What would resolve it and can be had, the set without a supervisor first."""
        sets = [[self._persona.remedy(r) for r in need] for need in self._persona.settlement.resolved_by]
        sets.sort(key=lambda need: sum(r.authority != "agent" for r in need))
        return sets[0]

    def _offers(self, move: str) -> Iterator[str]:
        remedies = [r for r in self._remedies() if r.id not in self.call.offered]
        if any(r.authority == "supervisor" for r in remedies):
            yield self._say("hold")
            yield SUPERVISOR
        for remedy in remedies:
            when = "" if times(remedy.does) else self._dice.choice(_sentences()["times"]["when"])
            yield self._say(move, does=remedy.does, when=when)

    # -- how they say it

    def _say(self, move: str, **slots: str) -> str:
        sentences = [s for s in _sentences()["moves"][move] if s not in self._said]
        if not sentences:
            sentences = _sentences()["moves"][move]
        sentence = self._dice.choice(sentences)
        self._said.add(sentence)
        return self._filled(sentence, **slots)

    def _filled(self, sentence: str, **slots: str) -> str:
        told = [f for f in self._persona.facts if f.id in self.call.told and f.said_back]
        spoken = [f.said_back[0].split("/")[0].replace("-", " ") for f in told[-2:]] or ["what happened"]
        when = slots.pop("when", None)
        values = {
            "name": self._dice.choice(self._persona.called[:2]),
            "fact": spoken[-1],
            "fact2": spoken[0],
            "when": when if when is not None else self._dice.choice(_sentences()["times"]["when"]),
            **slots,
        }
        text = sentence
        for slot, value in values.items():
            text = text.replace("{" + slot + "}", value)
        return text.replace(", .", ".").replace(" .", ".")
