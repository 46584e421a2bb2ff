"""The mood itself: anger with its states, and behind it trust, patience and being heard.

Only `Feeling.move` changes the anger, and only by reasons; their amounts add up to the change.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.call.events import Mood, MoodState, Reason
from bot.call.rules import TECHNIQUE_OF, Rules


@dataclass(frozen=True, slots=True)
class Push:
    """One effect before it is rounded and bounded: plus heats, minus calms."""

    cause: str
    amount: float
    quote: str = ""
    finding: str = ""
    beyond_floor: bool = False
    """Agreement and regained worth may sink below the floors: they are what lifts them."""


@dataclass(frozen=True, slots=True)
class Floor:
    """How far calming pushes can bring the anger down now, and which of mood.toml's floors says so."""

    level: int
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """One move of the anger; the reasons add up to it."""

    before: Mood
    after: Mood
    reasons: tuple[Reason, ...]
    held_back: int
    """Points of calm that the floor kept from acting."""


def _bounded(level: float) -> float:
    return max(0.0, min(100.0, level))


@dataclass(slots=True)
class Feeling:
    """The customer's feelings in one call. All levels run from 0 to 100."""

    rules: Rules
    anger: int
    state: MoodState
    trust: float
    patience: float
    heard: float = 0.0
    peak: int = 0

    @property
    def mood(self) -> Mood:
        return Mood(self.state, self.anger)

    def move(self, pushes: Sequence[Push], *, floor: int, lowest: int = 0) -> Moved:
        """Let the pushes act at once; calming ones not below `floor`, none below `lowest` (R10) or beyond 100.

        Calming is bounded first and heating added after, so one more heating push never ends calmer.
        """
        before = self.mood
        calming = [(p, -round(-p.amount)) for p in pushes if p.amount < 0]
        heating = [(p, round(p.amount)) for p in pushes if p.amount > 0]
        reasons: list[Reason] = []
        level, held_back = self.anger, 0
        for push, amount in sorted(calming, key=lambda pair: not pair[0].beyond_floor):
            bottom = lowest if push.beyond_floor else floor
            given = min(-amount, max(0, level - bottom))
            held_back += 0 if push.beyond_floor else -amount - given
            if given:
                level -= given
                reasons.append(_reason(push, -given))
        for push, amount in heating:
            given = min(amount, 100 - level)
            level += given
            reasons.append(_reason(push, given))  # what strikes at 100 is told too, with what it added: nothing
        self.anger = level
        self.state = self.rules.state_after(self.state, level)
        self.peak = max(self.peak, level)
        return Moved(before, self.mood, tuple(reasons), held_back)

    def trusts(self, change: float) -> None:
        self.trust = _bounded(self.trust + change)

    def loses_patience(self, change: float) -> None:
        self.patience = _bounded(self.patience + change)

    def feels_heard(self, gain: float, *, at_most: float) -> None:
        """Being heard never runs ahead of the story: who listens to half of it has heard half."""
        self.heard = max(self.heard, min(_bounded(self.heard + gain), at_most))


def _reason(push: Push, delta: int) -> Reason:
    return Reason(push.cause, delta, push.quote, TECHNIQUE_OF.get(push.cause, ""), push.finding)
