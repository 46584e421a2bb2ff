"""A person's progress, what to practise next, and how far people and the machine agree."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import coaching
from bot.coaching import PastCall, Use
from bot.customers import Difficulty, personas_dir
from tests.coaching.playing import customer

PERSONAS = [customer(p.stem).persona for p in sorted(personas_dir().glob("*.toml")) if not p.stem.endswith(".plan")]


def past(
    score: int, *, persona: str = "marta", difficulty: str = "normal", hard: bool = False, **uses: Use
) -> PastCall:
    band = "gold" if score >= 90 else "silver" if score >= 75 else "bronze" if score >= 50 else "none"
    return PastCall(persona, Difficulty(difficulty), score, band, uses, 98 if hard else 30, hard)


def test_without_calls_there_is_nothing_to_say() -> None:
    standing = coaching.progress([])
    assert (standing.calls, standing.best, standing.recent, standing.streak) == (0, None, None, 0)
    assert coaching.suggest([], []) is None
    assert coaching.pause_nudge([]) == ""


def test_first_best_latest_and_a_mean_in_which_the_latest_weigh_most() -> None:
    standing = coaching.progress([past(20), past(80), past(60)])
    assert (standing.first, standing.best, standing.latest) == (20, 80, 60)
    assert standing.recent is not None
    assert standing.recent > (20 + 80 + 60) / 3


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30))
def test_the_mean_lies_between_the_scores_and_a_row_of_equals_is_level(scores: list[int]) -> None:
    standing = coaching.progress([past(score) for score in scores])
    assert standing.recent is not None
    assert min(scores) - 1e-9 <= standing.recent <= max(scores) + 1e-9
    if len(set(scores)) == 1:
        assert standing.direction == "level"
    if all(b - a >= 2 for a, b in pairwise(scores)) and len(scores) > 1:
        assert standing.direction == "rising"


def test_one_bad_day_does_not_break_a_rising_trend() -> None:
    assert coaching.progress([past(s) for s in (40, 46, 52, 10, 64, 70)]).direction == "rising"


def test_the_streak_counts_the_latest_calls_with_a_band() -> None:
    assert coaching.progress([past(90), past(30), past(60), past(76)]).streak == 2


def test_strength_comes_with_its_number_of_observations() -> None:
    calls = [past(50, T4=Use.MISSED, T2=Use.NOT_NEEDED), past(60, T4=Use.LATE), past(70, T4=Use.WELL)]
    strengths = coaching.progress(calls).strengths
    assert strengths["T4"].observations == 3
    assert 0.5 < strengths["T4"].value < 1
    assert "T2" not in strengths


def test_a_technique_is_called_weak_only_when_seen_often_enough() -> None:
    assert coaching.progress([past(50, T4=Use.MISSED)]).weakest == ()
    assert coaching.progress([past(50, T4=Use.MISSED, T5=Use.WELL)] * 3).weakest == ("T4", "T5")


def test_the_next_customer_trains_what_is_weak_one_step_harder_after_two_good_calls() -> None:
    calls = [past(80, T12=Use.MISUSED)] * 3
    suggestion = coaching.suggest(calls, PERSONAS)
    assert suggestion is not None
    assert suggestion.technique == "T12"
    assert suggestion.difficulty is Difficulty.HARD
    assert suggestion.persona in {p.id for p in PERSONAS} - {"marta"}


@pytest.mark.parametrize(
    ("scores", "level"),
    [
        ((80, 80), Difficulty.HARD),
        ((80, 60), Difficulty.NORMAL),
        ((30, 30), Difficulty.EASY),
        ((95,), Difficulty.NORMAL),
    ],
)
def test_the_level_moves_one_step_at_a_time(scores: tuple[int, ...], level: Difficulty) -> None:
    suggestion = coaching.suggest([past(s) for s in scores], PERSONAS)
    assert suggestion is not None
    assert suggestion.difficulty is level


def test_several_hard_calls_in_a_row_call_for_a_pause() -> None:
    assert not coaching.pause_nudge([PastCall("marta", Difficulty.NORMAL, 30, "none", {}, 85, hard=True)] * 2)
    assert "3" in coaching.pause_nudge([past(30, hard=True)] * 3)
    assert coaching.pause_nudge([past(30, hard=True)])
    assert not coaching.pause_nudge([past(30, hard=True)] * 3 + [past(80)])


def test_agreement_counts_within_five_and_ten_and_the_difference() -> None:
    result = coaching.agreement([(80, 78), (60, 68), (40, 60), (50, 50)])
    assert (result.reviews, result.within_5, result.within_10) == (4, 0.5, 0.75)
    assert result.mean_difference == -6.5
    assert result.mean_distance == 7.5
    assert coaching.agreement([]).reviews == 0
