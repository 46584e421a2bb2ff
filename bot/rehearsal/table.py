"""The table of a rehearsal, and what is expected of every customer."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from bot.call import Outcome
from bot.customers import Difficulty
from bot.rehearsal.agents import CHEATS, SKILLS, Skill
from bot.rehearsal.playing import Played

# Expected shares of the outcome, by difficulty where it matters.
EXCELLENT_RESOLVES = {Difficulty.EASY: 0.9, Difficulty.NORMAL: 0.9, Difficulty.HARD: 0.75, Difficulty.EXTREME: 0.6}
RUDE_WALKED_OUT = 0.95
CHEATS_RESOLVE = 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """How one skill fared."""

    skill: Skill
    calls: int
    outcomes: dict[Outcome, float]
    """Share of each outcome, 0-1."""
    turns: float
    score: float

    def share(self, *outcomes: Outcome) -> float:
        return sum(self.outcomes.get(o, 0.0) for o in outcomes)


def rows(played: Iterable[Played]) -> list[Row]:
    """One row a skill, in the order of their first call."""
    by_skill: dict[Skill, list[Played]] = {}
    for one in played:
        by_skill.setdefault(one.skill, []).append(one)
    table: list[Row] = []
    for skill, calls in by_skill.items():
        counts = Counter(c.outcome for c in calls)
        shares = {outcome: counts[outcome] / len(calls) for outcome in Outcome if counts[outcome]}
        table.append(Row(skill, len(calls), shares, fmean(c.turns for c in calls), fmean(c.score for c in calls)))
    return table


def expectations(table: Sequence[Row], difficulty: Difficulty) -> list[str]:
    """What does not come out as it should, a sentence each; empty when all is well."""
    by_skill = {row.skill: row for row in table}
    missed: list[str] = []
    excellent, rude = by_skill.get(Skill.EXCELLENT), by_skill.get(Skill.RUDE)
    least = EXCELLENT_RESOLVES[difficulty]
    if excellent and excellent.share(Outcome.RESOLVED) < least:
        missed.append(
            f"an excellent agent resolves {excellent.share(Outcome.RESOLVED):.0%} of the calls at {difficulty}, "
            f"expected are at least {least:.0%}"
        )
    if rude and rude.share(Outcome.WALKED_OUT) < RUDE_WALKED_OUT:
        missed.append(
            f"the customer walks out on {rude.share(Outcome.WALKED_OUT):.0%} of the rude calls, "
            f"expected are at least {RUDE_WALKED_OUT:.0%}"
        )
    missed += [
        f"the {row.skill.value.replace('_', ' ')} resolves {row.share(Outcome.RESOLVED):.0%} of the calls, "
        f"expected are at most {CHEATS_RESOLVE:.0%}"
        for row in table
        if row.skill in CHEATS and row.share(Outcome.RESOLVED) > CHEATS_RESOLVE
    ]
    ranked = [by_skill[skill] for skill in SKILLS if skill in by_skill]
    missed += [
        f"{better.skill.value} scores {better.score:.1f} on average, {worse.skill.value} {worse.score:.1f}: not more"
        for better, worse in pairwise(ranked)
        if better.score <= worse.score
    ]
    return missed
