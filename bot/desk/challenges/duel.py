"""Who wins a duel: the calmer and quicker resolution. Pure; the figures come from the stored calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.call import MoodState
from bot.call.events import MoodMoved
from bot.desk.challenges.terms import limits


class Stage(StrEnum):
    """How far a side is."""

    WAITING = "waiting"
    """Has not taken the call."""
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    LEFT = "left"


class Why(StrEnum):
    """What decided a duel."""

    ENDING = "ending"
    """The better outcome."""
    CALMER = "calmer"
    """The same outcome with less anger on the way."""
    QUICKER = "quicker"
    """As calm, with fewer messages or seconds."""
    DRAW = "draw"
    UNFINISHED = "unfinished"
    """The other side was not done when the time was up."""
    WALKOVER = "walkover"
    """The other side left, or never took the call."""
    STOPPED = "stopped"
    """A side stopped its call: nobody wins, nobody loses."""
    NOBODY = "nobody"
    """Neither side has a result."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, as far as they are."""

    person_id: str
    name: str
    stage: Stage = Stage.WAITING
    call_id: str | None = None
    outcome: str | None = None
    anger: int | None = None
    """Now; 0-100."""
    state: MoodState | None = None
    heat: int = 0
    """The anger in which each message left the customer, added up: few messages and little anger make it small."""
    turns: int = 0
    seconds: float = 0.0

    @property
    def merit(self) -> tuple[int, int, int, int]:
        """Smaller is better."""
        order = limits()["outcomes"]["order"]
        if not self.turns:  # who wrote nothing calmed nobody, however quickly they ended it
            return (len(order), 0, 0, 0)
        place = order.index(self.outcome) if self.outcome in order else len(order)
        return (place, self.heat, self.turns, round(self.seconds))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a duel."""

    winner_id: str | None
    why: Why


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """A duel as it stands."""

    sides: tuple[Side, ...]
    verdict: Verdict | None
    """None while it goes on."""


def heat_of(moves: Sequence[MoodMoved]) -> tuple[int, MoodMoved | None]:
    """The heat of a call, and the last move of its mood."""
    after = {move.turn: move.after.anger for move in moves if move.turn > 0}
    return sum(after.values()), moves[-1] if moves else None


def decided(sides: Sequence[Side], *, over: bool) -> Verdict | None:
    """The verdict, as soon as there is one; `over` says that the time is up."""
    if len(sides) != 2:
        return Verdict(None, Why.NOBODY) if over else None
    if any(side.stage is Stage.STOPPED for side in sides):
        return Verdict(None, Why.STOPPED)
    first, second = sides
    there = [side for side in sides if side.stage is not Stage.LEFT]
    if len(there) < 2:
        return _alone(there)
    done = [side for side in sides if side.stage is Stage.DONE]
    if len(done) == 2:
        return _compared(first, second)
    if not over:
        return None
    if len(done) == 1:
        other = second if done[0] is first else first
        return Verdict(done[0].person_id, Why.WALKOVER if other.stage is Stage.WAITING else Why.UNFINISHED)
    return Verdict(None, Why.NOBODY)


def _alone(there: Sequence[Side]) -> Verdict:
    """Somebody left: who stays wins, if they have taken their call."""
    if there and there[0].stage is not Stage.WAITING:
        return Verdict(there[0].person_id, Why.WALKOVER)
    return Verdict(None, Why.NOBODY)


def _compared(first: Side, second: Side) -> Verdict:
    if first.merit == second.merit:
        return Verdict(None, Why.DRAW)
    winner = min(first, second, key=lambda side: side.merit)
    if first.merit[0] != second.merit[0]:
        return Verdict(winner.person_id, Why.ENDING)
    return Verdict(winner.person_id, Why.CALMER if first.heat != second.heat else Why.QUICKER)
