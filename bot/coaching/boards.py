"""What the leaderboards rank by: how much a call counts, a member's figure from their sums, places and ties.

Pure arithmetic on whole numbers, so that the same calls give the same figure in whatever order they were added up.
docs/boards.md explains each figure and why it is as it is.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.call import Outcome
from bot.call.rules import load_rules
from bot.coaching.marking import Mark
from bot.coaching.rubric import load_rubric
from bot.customers.persona import Difficulty


class Board(StrEnum):
    """What members are ranked by."""

    SCORE = "score"
    IMPROVEMENT = "improvement"
    CALMEST = "calmest"
    RESOLVED = "resolved"
    STREAK = "streak"


class BoardWords(BaseModel):
    """What a board is called, and what its figure is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    figure: str


class BoardRules(BaseModel):
    """boards.toml as a whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least_calls: Annotated[int, Field(ge=2)]
    page: Annotated[int, Field(ge=1)]
    neighbours: Annotated[int, Field(ge=0)]
    least_private: Annotated[int, Field(ge=1)]
    exam: Annotated[int, Field(ge=1, le=10)]
    weights: dict[Difficulty, Annotated[int, Field(ge=1, le=100)]]
    words: dict[Board, BoardWords]

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if set(self.weights) != set(Difficulty) or set(self.words) != set(Board):
            raise ValueError("Every difficulty has a weight and every board its words.")
        return self


@cache
def board_rules() -> BoardRules:
    """The rules that ship."""
    text = files(__package__).joinpath("boards.toml").read_text(encoding="utf-8")
    return BoardRules.model_validate(tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a call counts; they depend on nothing that was said in it."""

    weight: int
    handicap: int
    """What the difficulty adds to the customer's anger at the start; below 0 for an easy one."""
    pass_mark: int
    """The lowest score that has a band."""


def board_terms(difficulty: Difficulty, *, exam: bool) -> Terms:
    """The terms of a call. Hard calls and exams weigh more: a board must not reward taking the easy ones."""
    rules = board_rules()
    weight = rules.weights[difficulty] * (rules.exam if exam else 1)
    return Terms(weight, load_rules().difficulties[difficulty].start, load_rubric().bands.bronze)


@dataclass(frozen=True, slots=True)
class CountedCall:
    """What the boards count of a call that is over."""

    terms: Terms
    score: int
    peak: int
    """The highest anger from the trainee's first message on, 0-100."""
    settled: bool
    """The customer stayed to the end: resolved, or settled where nothing more could be had (R10)."""


def counted_call(
    made: Mark | None, outcome: Outcome | None, difficulty: Difficulty, *, exam: bool
) -> CountedCall | None:
    """What counts of a call; None while it is open, and for a stopped one, which is never scored."""
    if made is None or made.score.total is None:
        return None
    settled = outcome in (Outcome.RESOLVED, Outcome.SETTLED)
    return CountedCall(board_terms(difficulty, exam=exam), made.score.total, made.peak_anger, settled)


class Tally(Protocol):
    """A member's counted calls of a period, added up. "Weighed" is: each times the weight of its call.

    Whole numbers, or columns of a question to a database, which then works the figures of all members out: the
    arithmetic below is the same for both.
    """

    @property
    def calls(self) -> Any: ...  # noqa: ANN401 (numbers or columns, here and below)
    @property
    def weight(self) -> Any: ...  # noqa: ANN401
    @property
    def score(self) -> Any:  # noqa: ANN401
        """Scores, weighed."""

    @property
    def place(self) -> Any:  # noqa: ANN401
        """Places of the calls in the member's own order (1, 2, 3 ...), weighed; they may begin anywhere."""

    @property
    def place_squared(self) -> Any: ...  # noqa: ANN401
    @property
    def place_score(self) -> Any:  # noqa: ANN401
        """Place times score, weighed."""

    @property
    def settled(self) -> Any:  # noqa: ANN401
        """Weight of the calls whose customers stayed."""

    @property
    def settled_calls(self) -> Any: ...  # noqa: ANN401
    @property
    def peak(self) -> Any:  # noqa: ANN401
        """Peaks of the settled calls without the difficulty's handicap, weighed."""

    @property
    def run(self) -> Any:  # noqa: ANN401
        """The latest calls in a row with a band."""


def counted_calls(board: Board, tally: Tally) -> Any:  # noqa: ANN401
    """How many calls of a member count on a board: on `calmest` those whose customers stayed, else all."""
    return tally.settled_calls if board is Board.CALMEST else tally.calls


def figure(board: Board, tally: Tally) -> Any:  # noqa: ANN401
    """A member's figure in tenths, as it is shown: what looks equal is equal. For members with enough calls only.

    Improvement is what the straight line through the scores gains from the first call to the last (weighed least
    squares); the other figures are means, shares and counts.
    """
    match board:
        case Board.SCORE:
            return _tenths(tally.score, tally.weight)
        case Board.IMPROVEMENT:
            spread = tally.weight * tally.place_squared - tally.place * tally.place
            together = tally.weight * tally.place_score - tally.place * tally.score
            return _tenths(together * (tally.calls - 1), spread)
        case Board.CALMEST:
            return _tenths(tally.peak, tally.settled)
        case Board.RESOLVED:
            return _tenths(100 * tally.settled, tally.weight)
        case Board.STREAK:
            return 10 * tally.run


def lowest_first(board: Board) -> bool:
    """Whether the lowest figure is the best."""
    return board is Board.CALMEST


def figure_text(board: Board, tenths: int) -> str:
    """A figure as it is shown: "78.3", "+12.5", "85.0 %", "4 calls"."""
    match board:
        case Board.STREAK:
            calls = tenths // 10
            return f"{calls} call{'' if calls == 1 else 's'}"
        case Board.RESOLVED:
            return f"{tenths / 10:.1f} %"
        case Board.IMPROVEMENT:
            return f"{tenths / 10:+.1f}".replace("-", "\N{MINUS SIGN}")
        case _:
            return f"{tenths / 10:.1f}"


_LIFT = 10_000
"""Points by which a quotient is lifted while it is divided: below 0 databases and Python round to different sides."""


def _tenths(amount: Any, by: Any) -> Any:  # noqa: ANN401
    """The quotient in tenths, halves rounded up; `by` is above 0."""
    return (20 * amount + by + 20 * _LIFT * by) // (2 * by) - 10 * _LIFT
