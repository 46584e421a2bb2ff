import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customers.chain import (
    NEW_SENTENCE,
    Venting,
    finishes,
    joint_rules,
    phrases_of,
    seams_of,
    slots_of,
    varied,
)
from bot.customers.loading import load_persona
from bot.customers.persona import Lines
from tests.customers.conftest import ADA, few

VENTS = load_persona(ADA).vents
VENTING = Venting(VENTS)
LIMITS = joint_rules().limits


def anything(_: str) -> bool:
    return True


def drawn(venting: Venting, anger: int, seed: int, fits: Callable[[str], bool] = anything) -> tuple[str, ...]:
    found = venting.draw(anger, random.Random(seed), fits=fits, accepts=anything)
    assert found is not None
    return found[1]


def joint(line: str, nth: int = 0) -> str:
    return seams_of(line)[nth].joint


@few
@given(st.integers(0, 100), st.integers(0, 10_000))
def test_whatever_is_joined_was_joined_so_by_the_author_or_begins_with_the_same_joint(anger: int, seed: int) -> None:
    seams = [seam for line in VENTS.all() for seam in seams_of(line)]
    follows = {(seam.before, seam.joint) for seam in seams}
    begins = {(seam.joint, seam.after) for seam in seams}
    lines = [phrases_of(line) for line in VENTS.all()]
    begins |= {(NEW_SENTENCE, parts[0]) for parts in lines}
    follows |= {(parts[-1], NEW_SENTENCE) for parts in lines}
    for before, after in pairwise(drawn(VENTING, anger, seed)):
        assert any((before, joint) in follows and (joint, after) in begins for joint in {j for _, j in follows})


@few
@given(st.integers(0, 100), st.integers(0, 10_000))
def test_a_vent_keeps_its_limits_and_ends_its_last_sentence(anger: int, seed: int) -> None:
    found = VENTING.draw(anger, random.Random(seed), fits=anything, accepts=anything)
    assert found is not None
    template, phrases = found
    assert LIMITS.phrases[0] <= len(phrases) <= LIMITS.phrases[1]
    assert len(template) <= LIMITS.characters
    assert len(set(phrases)) == len(phrases)
    assert template[0].isupper()
    assert finishes(template)
    slots = [slot for phrase in phrases for slot in slots_of(phrase)]
    assert len(set(slots)) == len(slots)


def test_the_same_joining_word_is_the_same_joint() -> None:
    assert joint("I paid | and I got nothing.") == joint("You left | and nobody called.")
    assert joint("I paid | and I got nothing.") != joint("You left | but nobody called.")


def test_the_end_of_a_sentence_is_one_joint_for_all() -> None:
    assert joint("Nine days! | I am done.") == joint("Really? | Unbelievable.") == NEW_SENTENCE


def test_statements_and_questions_are_not_mixed() -> None:
    assert joint("You lost it | and nobody cares.") != joint("Did you lose it | and nobody cares?")


def test_a_noun_phrase_is_joined_only_to_its_like() -> None:
    assert joint("I wait | for nine days.") == joint("I sat here | for {days} days.")
    assert joint("I wait | for nine days.") != joint("I wait | for this kettle.")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("I rang you | and waited an hour.", "no subject"),
        ("When I rang you | and nobody answered, I wept.", "waits"),
        ("If this goes on | I am off.", "waits"),
        ("I spoke to Rob. | He laughed.", "leans"),
        ("I spoke to Rob | and he laughed.", "leans"),
        ("I looked for a van | but I have yet to see one.", "leans"),
        ("All I want | is a refund.", "no joint"),
        ("I bought the thing, | which I paid for.", "no joint"),
    ],
)
def test_an_unsafe_seam_is_shut(line: str, why: str) -> None:
    assert seams_of(line)[0].shut == why


@pytest.mark.parametrize(
    "line",
    [
        "When I rang you, your colleague laughed | and nobody apologised.",
        "I am done, | so now you listen.",
        "I waited | and then I waited again.",
        "You lost it | and when I rang you, nobody cared.",
        "I paid | and {company} kept it.",
    ],
)
def test_a_safe_seam_is_open(line: str) -> None:
    assert seams_of(line)[0].shut == ""


def test_a_shut_seam_keeps_its_two_phrases_together() -> None:
    for seed in range(150):
        phrases = drawn(VENTING, 95, seed)
        for before, after in pairwise(("", *phrases)):
            if after == "He laughed at me.":
                assert before == "This is hopeless!"
            if after == "and waited an hour.":
                assert before == "I rang you on Monday"


def test_a_line_that_ends_no_sentence_is_left_out() -> None:
    venting = Venting(Lines(any=("This hangs in | the air", "One. | Two.", "Three. | Four.")))
    for seed in range(50):
        assert not any("air" in phrase for phrase in drawn(venting, 50, seed))


def test_the_registers_are_blended_by_the_anger() -> None:
    venting = Venting(Lines(hot=("Fire! | Thunder!",), sore=("Alas. | Pity.",), cool=("Fine. | Lovely.",)))
    at = {
        anger: {phrase for seed in range(80) for phrase in drawn(venting, anger, seed)} for anger in (5, 40, 52, 70, 95)
    }
    assert at[95] == {"Fire!", "Thunder!"}
    assert at[70] == {"Fire!", "Thunder!", "Alas.", "Pity."}
    assert at[52] == {"Alas.", "Pity."}
    assert at[40] == {"Alas.", "Pity.", "Fine.", "Lovely."}
    assert at[5] == {"Fine.", "Lovely."}


def test_the_chain_draws_from_the_generator_it_is_given_and_no_other() -> None:
    before = random.getstate()
    first = [drawn(VENTING, 80, seed) for seed in range(20)]
    random.seed(1)
    second = [drawn(VENTING, 80, seed) for seed in range(20)]
    random.setstate(before)
    assert first == second
    assert len(set(first)) > 10


def test_a_phrase_that_does_not_fit_is_never_drawn() -> None:
    for seed in range(100):
        phrases = drawn(VENTING, 95, seed, lambda phrase: not slots_of(phrase))
        assert not any(slots_of(phrase) for phrase in phrases)


def test_nothing_is_drawn_where_nothing_is_left() -> None:
    draw = VENTING.draw
    assert draw(95, random.Random(1), fits=lambda _: False, accepts=anything) is None
    assert draw(95, random.Random(1), fits=anything, accepts=lambda _: False) is None
    assert Venting(Lines()).draw(95, random.Random(1), fits=anything, accepts=anything) is None


def test_two_phrases_that_say_the_same_are_not_put_together() -> None:
    assert not varied(("I have called you three times.", "I called you three times."))
    assert varied(("I have called you three times.", "Your shop is asleep."))


def test_vents_are_counted_one_by_one_up_to_a_limit() -> None:
    two = Lines(any=("One. | Two.",))
    assert Venting(two).count(anything, 100) == 2  # one-two and two-one
    assert Venting(VENTS).count(anything, 500) == 500
    assert Venting(Lines()).count(anything, 500) == 0
