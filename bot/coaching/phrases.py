"""The case in the agent's mouth: facts as an agent says them back, questions, offers. The wording is better.toml's."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from bot.customers.persona import Fact, Persona

_TURNED = {
    "i was": "you were",
    "i am": "you are",
    "my": "your",
    "me": "you",
    "mine": "yours",
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'd": "you'd",
    "myself": "yourself",
    "your": "our",
    "yours": "ours",
    "you": "we",
    "our": "your",
    "ours": "yours",
    "us": "you",
    "we": "you",
    "ourselves": "yourselves",
}
"""The customer's words, said back by the agent: "my daughter" is "your daughter", "your photo" is "our photo"."""
_PERSON = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _TURNED), key=len, reverse=True)) + r")\b(?!')", re.IGNORECASE
)
_ARTICLES = ("the ", "a ", "an ", "my ", "our ", "your ")


class FactWords(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    dull: tuple[str, ...]
    as_: dict[str, str] = Field(alias="as")


class Plans(BaseModel):
    """better.toml as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    plans: dict[str, tuple[str, ...]]
    also: dict[str, tuple[str, ...]]
    proves: dict[str, tuple[tuple[str, ...], ...]]
    questions: dict[str, str]
    facts: FactWords


@cache
def load_plans() -> Plans:
    text = files(__package__).joinpath("better.toml").read_text(encoding="utf-8")
    return Plans.model_validate(tomllib.loads(text))


def turned(text: str) -> str:
    """The customer's words as the agent says them back."""
    return _PERSON.sub(lambda m: _TURNED[m.group(1).lower()], text)


def fact_phrase(persona: Persona, fact_id: str) -> str:
    """A fact, as the agent says it in a list of what happened."""
    fact, words = persona.fact(fact_id), load_plans().facts.as_
    if fact.heard:
        return fact.heard
    frame = words.get(fact.id) or words.get(fact.kind or "", "{x}")
    said = turned(fact.says)
    if frame.startswith("your ") and said.lower().startswith(_ARTICLES):
        frame = "{x}"
    return frame.format(x=said)


def telling(persona: Persona, fact_ids: list[str]) -> list[str]:
    """The facts worth saying back: key facts first, then what is particular to this case, the latest first."""
    dull = load_plans().facts.dull
    facts = [persona.fact(f) for f in fact_ids]
    worth = [f for f in facts if f.known and f.heard != "" and (f.heard or f.key or _tells(f, dull))]
    ordered = sorted(enumerate(worth), key=lambda pair: (_weight(pair[1]), -pair[0]))
    return [fact.id for _, fact in ordered]


def _tells(fact: Fact, dull: tuple[str, ...]) -> bool:
    """Not a number, a name or a date alone, nor what merely identifies."""
    return fact.says[:1].islower() and not {fact.id, fact.kind} & set(dull)


def _weight(fact: Fact) -> int:
    if fact.key:
        return 0
    return 1 if fact.kind is None else 2


def question(fact: Fact) -> str:
    """A question for the fact."""
    questions = load_plans().questions
    asked = fact.question or questions.get(fact.id) or questions.get(fact.kind or "")
    return asked or "Is there anything that I have not asked and should know?"
