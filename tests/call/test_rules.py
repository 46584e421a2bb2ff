"""The numbers of mood.toml: complete, named, and every technique shows in a call."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.call.events import MoodState
from bot.call.feeling import Feeling, Push
from bot.call.rules import TECHNIQUE_OF, load_rules
from bot.craft import CALMING, HEATING, TECHNIQUES, Conduct, Signal
from bot.customers import Difficulty

RULES = load_rules()
IN_THE_DEBRIEF = {"T22", "T23", "T24"}
STEPS = {"no_progress_step", "no_progress_most", "apology_worn_out_step"}  # parts of other rules


def feeling(anger: int, state: MoodState = MoodState.FURIOUS) -> Feeling:
    return Feeling(RULES, anger, state, 50.0, 50.0)


def test_every_signal_and_every_conduct_has_its_amount() -> None:
    assert set(RULES.calming) == set(CALMING)
    assert set(RULES.heating) == set(HEATING)
    assert set(RULES.conduct) == set(Conduct)
    assert {s for signals in RULES.kinds.values() for s in signals} == set(CALMING)


def test_every_cause_shows_a_technique_and_every_technique_has_a_cause() -> None:
    causes = {*(s.value for s in Signal), *(c.value for c in Conduct), *RULES.rules} - STEPS
    assert sorted(cause for cause in causes if cause not in TECHNIQUE_OF) == []
    for technique in TECHNIQUES.values():
        if technique.id not in IN_THE_DEBRIEF:
            assert causes & set(technique.causes), technique.id


def test_difficulties_grow() -> None:
    dials = [RULES.difficulties[d] for d in Difficulty]
    assert all(a.heat < b.heat and a.calm > b.calm and a.patience > b.patience for a, b in pairwise(dials))


@pytest.mark.parametrize("state", list(MoodState))
def test_a_state_does_not_flicker_at_its_border(state: MoodState) -> None:
    border = RULES.states[state.value]
    if state is MoodState.RELIEVED:
        return
    assert RULES.state_after(MoodState.RELIEVED, border) is state
    assert RULES.state_after(state, border - 1) is state
    assert RULES.state_after(state, border - RULES.states["sticky"] - 1) is not state


def test_reasons_are_trimmed_to_what_they_did() -> None:
    mood = feeling(95)
    moved = mood.move([Push("argue", 11), Push("dismiss", 13)], floor=0)
    assert (moved.before.anger, moved.after.anger) == (95, 100)
    assert [(r.cause, r.delta) for r in moved.reasons] == [("argue", 5), ("dismiss", 0)]


def test_calming_stops_at_the_floor_and_agreement_goes_below_it() -> None:
    mood = feeling(45)
    moved = mood.move([Push("empathize", -20), Push("remedy_agreed", -13, beyond_floor=True)], floor=40)
    assert moved.after.anger == 32
    assert {r.cause: r.delta for r in moved.reasons} == {"remedy_agreed": -13}
    assert moved.held_back == 20


def test_nothing_moves_without_a_push() -> None:
    mood = feeling(70)
    moved = mood.move([], floor=40)
    assert (moved.before.anger, moved.reasons, moved.held_back) == (moved.after.anger, (), 0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_belief_never_falls_as_certainty_rises(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < RULES.weights.belief(low) <= RULES.weights.belief(high) <= 1
