"""The numbers of the mood machine, read from mood.toml and checked: a missing or misspelt number is an error at start.

Code holds the shape of a rule, mood.toml its amounts, a customer's file the dials on them.
"""

import hashlib
import tomllib
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.call.events import MoodState, Phase
from bot.craft import TECHNIQUES, Conduct, Signal
from bot.customers.persona import Difficulty


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PhaseWeights(_Table):
    listening: float
    warmth: float
    ownership: float
    finding: float
    solving: float


class Weights(_Table):
    warm_at_0: float
    warm_at_100: float
    solving_first: float
    solving_per_turn: float
    solving_most: float
    again_listening: tuple[float, ...]
    again_warmth: tuple[float, ...]
    again_ownership: tuple[float, ...]
    again_finding: tuple[float, ...]
    again_solving: tuple[float, ...]
    apology_bare: float
    apology_responsibility: float
    apology_repair: float
    apology_late_after: int
    apology_late: float
    apology_process_failure: float
    failed_attempt: float
    dismiss_at_0: float
    dismiss_at_100: float
    first_person: float
    third_person: float
    trust_at_0: float
    trust_at_100: float
    against_tone: float
    unsure_below: float
    sure_from: float
    unsure: float
    stuffed: float
    message_cap: int

    def belief(self, certainty: float) -> float:
        """The share of a heating signal's amount that counts when it was read with this certainty (0-1)."""
        sure = (certainty - self.unsure_below) / (self.sure_from - self.unsure_below)
        return self.unsure + (1 - self.unsure) * min(1.0, max(0.0, sure))

    def again(self, kind: str, before: int) -> float:
        """The worth of a signal of this kind after `before` earlier messages that carried it."""
        steps: tuple[float, ...] = getattr(self, f"again_{kind}")
        return steps[min(before, len(steps) - 1)]


class Floors(_Table):
    unheard: int
    unsolved: int
    offered: int
    words_alone: int
    serious: int
    grave: int


class Limits(_Table):
    too_long_words: int
    too_long_from_anger: int
    stuffed_early: int
    stuffed_later: int
    near_copy: int
    near_copy_words: int
    shouted_share: float
    shouted_letters: int
    no_apology_turn: int
    promise_found_out_after: int
    warning_from: int
    walk_from: int
    walk_not_escalate_from: int
    warning_patience: int
    accept_below: int
    resolved_below: int
    settle_below: int
    most_turns: int
    not_now_from: int


class Times(_Table):
    reply_grace: float
    reply_grace_per_character: float
    silence: float
    silence_again: float
    gives_up: float
    typing_counts: float
    typing_most: float
    late_weight: float
    hold_long: float
    hold_check_without_promise: float
    hold_grace: float
    hold_gives_up: float
    supervisor_takes: float
    before_typing: float
    between_messages: float


class Dials(_Table):
    start: int
    heat: float
    calm: float
    patience: float
    floor: int
    glad: int


class Rules(_Table):
    """mood.toml as a whole."""

    states: dict[str, int]
    calming: dict[Signal, int]
    heating: dict[Signal, int]
    conduct: dict[Conduct, int]
    rules: dict[str, int]
    phases: dict[Phase, PhaseWeights]
    kinds: dict[str, tuple[Signal, ...]]
    weights: Weights
    floors: Floors
    hearing: dict[str, int]
    trust: dict[str, int]
    patience: dict[str, int]
    limits: Limits
    times: Times
    difficulties: dict[Difficulty, Dials]

    def kind_of(self, signal: Signal) -> str:
        return next(kind for kind, signals in self.kinds.items() if signal in signals)

    def state_after(self, state: MoodState, anger: int) -> MoodState:
        """The state at this anger, coming from `state`: downwards it sticks by `states.sticky` points."""
        entered = next(s for s in MoodState if anger >= self.states[s.value])
        order = list(MoodState)
        if order.index(entered) <= order.index(state):
            return entered
        lowered = next(s for s in MoodState if anger + self.states["sticky"] >= self.states[s.value])
        return lowered if order.index(lowered) >= order.index(state) else state


TECHNIQUE_OF: dict[str, str] = {
    cause: technique.id for technique in reversed(TECHNIQUES.values()) for cause in technique.causes
}
"""Which technique a cause shows; where several name it, the first."""


def _text() -> str:
    return files(__package__).joinpath("mood.toml").read_text(encoding="utf-8")


@cache
def load_rules() -> Rules:
    """The rules of the mood.

    Raises:
        pydantic.ValidationError: a number is missing, misspelt or of the wrong kind.
    """
    return Rules.model_validate(tomllib.loads(_text()))


@cache
def rules_version() -> str:
    """Short hash of mood.toml: a stored call knows by which numbers it was played."""
    return hashlib.sha256(_text().encode()).hexdigest()[:12]
