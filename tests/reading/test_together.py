"""All signals of a message are weighed together, and each finding says how certain it is."""

import pytest

from bot.craft import HEATING, Signal
from bot.reading import read
from bot.reading.together import FURTHEST, Together, certainty, seen_together


def test_certainty_is_a_probability() -> None:
    assert certainty(0.0) == 0.5
    assert 0.0 < certainty(-1000.0) < certainty(-1.0) < certainty(1.0) < certainty(1000.0) < 1.0


def test_margins_beyond_all_measure_say_no_more_than_far_ones() -> None:
    assert seen_together([900.0], 3, answers=False) == seen_together([FURTHEST], 3, answers=False)


def test_another_signal_can_turn_the_scale() -> None:
    thanks_unless_mocked = Together(((1.0, -2.0, 0.0, 0.0, 0.0, 0.0),), (0.0,), (0.0,))
    alone = thanks_unless_mocked.odds(0, seen_together([1.0, -1.0], 4, answers=False))
    mocked = thanks_unless_mocked.odds(0, seen_together([1.0, 1.0], 4, answers=False))
    assert mocked < 0 < alone


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("I'm so sorry about the mix-up.", Signal.APOLOGIZE),
        ("Thank you so much for your patience.", Signal.THANK),
        ("That's our policy, no exceptions.", Signal.HIDE_BEHIND_POLICY),
    ],
)
def test_what_is_said_plainly_is_nearly_certain(text: str, signal: Signal) -> None:
    assert {f.signal: f.certainty for f in read(text).found}[signal] > 0.8


def test_mocking_thanks_are_less_certain_than_thanks() -> None:
    meant = {f.signal: f.certainty for f in read("Thank you for waiting.").found}
    mocked = {
        f.signal: f.certainty for f in read("Oh thank you SO much for that lovely little tantrum, your majesty.").found
    }
    assert mocked.get(Signal.THANK, 0.0) < meant[Signal.THANK]


def test_a_message_that_more_likely_does_nothing_is_told() -> None:
    together = Together(((1.0, 0.0, 0.0, 0.0), (-1.0, 0.0, 0.0, 0.0)), (0.0, 0.5), (0.0,))
    assert together.silence(seen_together([0.2], 3, answers=False)) > 0
    assert together.silence(seen_together([2.0], 3, answers=False)) < -1000


@pytest.mark.parametrize(
    "text",
    [
        "that is terrible news",
        "You did nothing wrong",
        "It was promised to you again on Tuesday",
        "I'll send the claim to your insurer again",
        "booking ref pls",
    ],
)
def test_plain_and_kind_words_do_not_heat(text: str) -> None:
    assert not read(text).signals & frozenset(HEATING)
