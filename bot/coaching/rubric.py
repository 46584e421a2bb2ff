"""The rubric: rubric.toml, read and checked. A misspelt measure, signal or part is an error at start, not a zero."""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.call import Outcome
from bot.craft import CALMING, Signal


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Bands(_Table):
    gold: int
    silver: int
    bronze: int

    def of(self, total: int) -> str:
        return next((name for name in ("gold", "silver", "bronze") if total >= getattr(self, name)), "none")


class Rule(_Table):
    """Points for one measure of the call."""

    points: float
    most: Annotated[float, Field(gt=0)] = 1
    used: tuple[Signal, ...] = ()
    shown: tuple[str, ...] = ()
    outcome: tuple[Outcome, ...] = ()
    share: str = ""

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if sum(map(bool, (self.used, self.shown, self.outcome, self.share))) != 1:
            raise ValueError("A rule has exactly one of `used`, `shown`, `outcome` and `share`.")
        if any(signal not in CALMING for signal in self.used):
            raise ValueError("`used` names calming signals only.")
        return self


class PartRules(_Table):
    of: Annotated[int, Field(gt=0)]
    rules: tuple[Rule, ...]


class HardFail(_Table):
    id: str
    cap: Annotated[int, Field(ge=0, le=100)]
    voids: tuple[str, ...]
    says: str
    quiet: bool = False
    """Not worth a word where it takes nothing away."""


class Stars(_Table):
    worst: float
    end: float
    most: dict[Outcome, float]


class Limits(_Table):
    engaged_after: int
    apology_early: int
    brisk_turns: int
    slow_turns: int
    calm_enough: int
    turning_point: int
    hard_call: int


class Rubric(_Table):
    bands: Bands
    parts: dict[str, PartRules]
    hard_fails: tuple[HardFail, ...]
    stars: Stars
    limits: Limits

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if sum(part.of for part in self.parts.values()) != 100:
            raise ValueError("The parts' `of` add up to 100.")
        unknown = {name for fail in self.hard_fails for name in fail.voids} - self.parts.keys()
        if unknown:
            raise ValueError(f"`voids` names parts; there is none called {', '.join(sorted(unknown))}.")
        return self


def parse_rubric(text: str) -> Rubric:
    """A rubric from the text of its file.

    Raises:
        pydantic.ValidationError: it does not fit the schema.
    """
    return Rubric.model_validate(tomllib.loads(text))


def version_of(text: str) -> str:
    """Short hash of a rubric: a stored score knows by which rules it was made."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _text() -> str:
    return files(__package__).joinpath("rubric.toml").read_text(encoding="utf-8")


@cache
def load_rubric() -> Rubric:
    """The rubric that ships."""
    return parse_rubric(_text())


@cache
def rubric_version() -> str:
    """The hash of the rubric that ships."""
    return version_of(_text())
