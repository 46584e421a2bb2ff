"""A person's progress over their calls: pure mathematics over plain records, no store and no calendar."""

import math
import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import combinations
from statistics import median

from pydantic import BaseModel, ConfigDict

from bot.coaching.coverage import Use
from bot.coaching.wording import load_wording
from bot.customers.persona import Difficulty, Persona

_LEVELS = tuple(Difficulty)


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    half_life: float
    trend_calls: int
    steady: float
    weak_after: int
    step_up: float
    step_down: float
    hard_calls_in_a_row: int
    very_hot: int
    few_calls: int
    uses: dict[Use, float]
    trains: dict[str, tuple[str, ...]]


@cache
def _settings() -> _Settings:
    text = files(__package__).joinpath("progress.toml").read_text(encoding="utf-8")
    return _Settings.model_validate(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class PastCall:
    """What is kept of a call for its trainee's progress. Stopped calls are none."""

    persona: str
    difficulty: Difficulty
    score: int
    band: str
    uses: Mapping[str, Use]
    """How each technique was used."""
    end_anger: int = 0
    hard: bool = False
    """It ended hot, or the customer walked out."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How well one technique is used, 0-1, the recent calls weighing more, and from how many calls that is known."""

    value: float
    observations: int

    @property
    def known(self) -> bool:
        """Seen often enough to call the technique weak or strong."""
        return self.observations >= _settings().weak_after


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to practise next, and why."""

    persona: str
    difficulty: Difficulty
    technique: str
    """The weak technique that it trains; empty where none is known to be weak."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a person stands. Without calls everything is empty."""

    calls: int
    first: int | None
    best: int | None
    latest: int | None
    recent: float | None
    """Mean in which the latest calls weigh most."""
    trend: float
    """Points a call over the latest calls (median slope: one bad day does not make a trend)."""
    direction: str
    """rising, level or falling."""
    streak: int
    """Latest calls in a row with a band."""
    strengths: dict[str, Strength]
    weakest: tuple[str, ...]
    """Techniques, the weakest first, of those seen often enough."""


def progress(records: Sequence[PastCall]) -> Progress:
    """The progress over a person's scored calls, the oldest first."""
    if not records:
        return Progress(0, None, None, None, None, 0.0, "level", 0, {}, ())
    settings = _settings()
    scores = [record.score for record in records]
    slope = _trend(scores[-settings.trend_calls :])
    strengths = _strengths(records)
    known = {key: s for key, s in strengths.items() if s.known}
    return Progress(
        len(scores),
        scores[0],
        max(scores),
        scores[-1],
        _recent([(score, 1.0) for score in scores], settings.half_life),
        slope,
        "rising" if slope > settings.steady else "falling" if slope < -settings.steady else "level",
        _streak(records),
        strengths,
        tuple(sorted(known, key=lambda key: (known[key].value, int(key[1:])))),
    )


def _recent(values: Sequence[tuple[float, float]], half_life: float) -> float:
    weights = [weight * math.pow(0.5, ((len(values) - 1 - i) / half_life)) for i, (_, weight) in enumerate(values)]
    return math.fsum(w * v for w, (v, _) in zip(weights, values, strict=True)) / math.fsum(weights)


def _trend(scores: Sequence[int]) -> float:
    slopes = [(b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(scores), 2)]
    return float(median(slopes)) if slopes else 0.0


def _streak(records: Sequence[PastCall]) -> int:
    streak = 0
    for record in reversed(records):
        if record.band == "none":
            break
        streak += 1
    return streak


def _strengths(records: Sequence[PastCall]) -> dict[str, Strength]:
    settings = _settings()
    seen: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for record in records:
        for technique, use in record.uses.items():
            if use in settings.uses:
                seen[technique].append((settings.uses[use], 1.0))
    return {
        technique: Strength(_recent(values, settings.half_life), len(values))
        for technique, values in sorted(seen.items(), key=lambda item: int(item[0][1:]))
    }


# -- what next

TRAITS: dict[str, Callable[[Persona], float]] = {
    "long_story": lambda p: len(p.story) / 6,
    "failed_before": lambda p: p.trouble.failed_attempts / 3,
    "hot": lambda p: p.temperament.start_anger / 100 * p.temperament.heat,
    "grave": lambda p: {"annoying": 0.0, "serious": 0.5, "grave": 1.0}[p.trouble.severity],
    "many_keys": lambda p: sum(f.key for f in p.facts) / 4,
    "wish": lambda p: float(p.settlement.wish is not None) + 0.3 * any(r.authority == "nobody" for r in p.remedies),
    "their_fault": lambda p: float(p.trouble.fault in ("customer", "shared")),
    "impatient": lambda p: 1 - p.temperament.patience / 100,
    "supervisor": lambda p: float(any(r.authority == "supervisor" for r in p.remedies)),
}
"""What a customer trains, by the traits that progress.toml names; the larger the more."""


def suggest(records: Sequence[PastCall], personas: Sequence[Persona]) -> Suggestion | None:
    """The customer that trains what is weak, at the fitting level; None if there are no customers."""
    if not personas:
        return None
    settings, standing = _settings(), progress(records)
    weak = standing.weakest[0] if standing.weakest and standing.strengths[standing.weakest[0]].value < 1 else ""
    traits = settings.trains.get(weak, ())
    met = [record.persona for record in records[-settings.few_calls :]]
    level = _level(records)

    def fit(persona: Persona) -> tuple[int, float, int, str]:
        trained = sum(TRAITS[t](persona) / (n + 1) for n, t in enumerate(traits))
        distance = abs(_LEVELS.index(persona.difficulty) - _LEVELS.index(level))
        return met.count(persona.id), -trained, distance, persona.id

    return Suggestion(min(personas, key=fit).id, level, weak)


def _level(records: Sequence[PastCall]) -> Difficulty:
    """One step harder after two good calls at a level, one easier after two bad ones."""
    settings = _settings()
    if not records:
        return Difficulty.EASY
    level = records[-1].difficulty
    same = [record.score for record in records if record.difficulty is level][-2:]
    place = _LEVELS.index(level)
    if len(same) == 2 and sum(same) / 2 >= settings.step_up:
        place = min(place + 1, len(_LEVELS) - 1)
    elif len(same) == 2 and sum(same) / 2 < settings.step_down:
        place = max(place - 1, 0)
    return _LEVELS[place]


def pause_nudge(records: Sequence[PastCall]) -> str:
    """T23: a word to take a break after several hard calls in a row or a very hot one; else empty."""
    settings, words = _settings(), load_wording()
    hard = 0
    for record in reversed(records):
        if not record.hard:
            break
        hard += 1
    if hard >= settings.hard_calls_in_a_row:
        return words.pause_several.format(count=hard)
    if records and records[-1].hard and records[-1].end_anger >= settings.very_hot:
        return words.reset
    return ""
