"""What a member's figure is, and who stands where."""

from dataclasses import dataclass

import pytest

from bot import coaching
from bot.coaching import Board, figure
from bot.customers import Difficulty


@dataclass(frozen=True)
class Sums:
    member: int = 1
    calls: int = 3
    weight: int = 9
    score: int = 540
    place: int = 18
    place_squared: int = 42
    place_score: int = 1080
    settled: int = 9
    settled_calls: int = 3
    peak: int = 720
    run: int = 2


def of(*scores: int, member: int = 1, weights: tuple[int, ...] = (), run: int = 0) -> Sums:
    """The sums of calls with these scores, in this order, all settled at a peak of 100 less the score."""
    weights = weights or (3,) * len(scores)
    places = range(1, len(scores) + 1)
    every = list(zip(weights, places, scores, strict=True))
    return Sums(
        member,
        len(scores),
        sum(weights),
        sum(w * s for w, _, s in every),
        sum(w * p for w, p, _ in every),
        sum(w * p * p for w, p, _ in every),
        sum(w * p * s for w, p, s in every),
        sum(weights),
        len(scores),
        sum(w * (100 - s) for w, _, s in every),
        run,
    )


def test_hard_calls_weigh_more_and_exams_twice() -> None:
    practice = [coaching.board_terms(level, exam=False).weight for level in Difficulty]
    assert practice == sorted(set(practice))
    assert [coaching.board_terms(level, exam=True).weight for level in Difficulty] == [2 * w for w in practice]
    exam = coaching.board_terms(Difficulty.NORMAL, exam=True).weight
    assert figure(Board.SCORE, of(90, 60, 60, weights=(exam, 3, 3))) == 750


def test_what_a_harder_customer_brings_along_is_taken_off_the_peak() -> None:
    handicaps = [coaching.board_terms(level, exam=False).handicap for level in Difficulty]
    assert handicaps == sorted(handicaps)
    assert handicaps[0] < 0 == handicaps[1] < handicaps[2]


@pytest.mark.parametrize(
    ("scores", "gained"),
    [((40, 50, 60), 200), ((60, 50, 40), -200), ((50, 50, 50), 0), ((40, 60, 50), 100), ((10, 40, 70, 100), 900)],
)
def test_improvement_is_what_the_line_through_the_scores_gains(scores: tuple[int, ...], gained: int) -> None:
    assert figure(Board.IMPROVEMENT, of(*scores)) == gained


def test_improvement_does_not_depend_on_where_the_counting_began() -> None:
    late = Sums(calls=3, weight=9, score=450, place=3 * (8 + 9 + 10), place_squared=3 * (64 + 81 + 100),
                place_score=3 * (8 * 40 + 9 * 50 + 10 * 60))  # fmt: skip
    assert figure(Board.IMPROVEMENT, late) == figure(Board.IMPROVEMENT, of(40, 50, 60)) == 200


def test_on_the_calmest_board_only_customers_who_stayed_count() -> None:
    two_stayed = Sums(calls=5, settled_calls=2)
    assert [coaching.counted_calls(board, two_stayed) for board in Board] == [5, 5, 2, 5, 5]
    assert [board for board in Board if coaching.lowest_first(board)] == [Board.CALMEST]


def test_figures_are_rounded_to_what_is_shown() -> None:
    one, two = of(*[70] * 29, 71), of(*[70] * 35, 71)  # 70.03 and 70.03
    assert figure(Board.SCORE, one) == figure(Board.SCORE, two) == 700
    assert figure(Board.SCORE, of(70, 70, 70, 71, weights=(7, 7, 5, 1))) == 701  # 70.05
    assert figure(Board.IMPROVEMENT, of(70, 70, 70, 69, weights=(1, 1, 1, 1))) == -9


@pytest.mark.parametrize(
    ("board", "tenths", "shown"),
    [
        (Board.SCORE, 783, "78.3"),
        (Board.IMPROVEMENT, 125, "+12.5"),
        (Board.IMPROVEMENT, -40, "\N{MINUS SIGN}4.0"),
        (Board.RESOLVED, 1000, "100.0 %"),
        (Board.STREAK, 10, "1 call"),
        (Board.STREAK, 40, "4 calls"),
    ],
)
def test_figures_are_shown_with_what_they_count(board: Board, tenths: int, shown: str) -> None:
    assert coaching.figure_text(board, tenths) == shown
