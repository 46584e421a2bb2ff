"""What holds for every message, whatever it says."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.craft import Signal
from bot.reading import Reader, Reading, read

JUMBLE = """
I'm so sorry, Dana. Mr. Okafor you should have read the terms! calm down hold on please wait refund by Friday at 5 pm
$24 never ever guarantee ?! — 'policy' don't can't URGENT RMA-552 understand thanks thx 😀 it is what it is
"""
WORDS = st.sampled_from([*JUMBLE.split(), "\n"])


def check(reading: Reading) -> None:
    text = reading.text
    assert all(text[f.start : f.end] == f.quote for f in reading.found)
    assert all(f.quote.strip() for f in reading.found)
    assert len(reading.signals) == len(reading.found)
    assert [f.start for f in reading.found] == sorted(f.start for f in reading.found)


@given(st.text(max_size=400), st.text(max_size=100))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text: str, context: str) -> None:
    check(read(text, context))


@given(st.lists(WORDS, max_size=60).map(" ".join))
@settings(max_examples=150, deadline=None)
def test_any_jumble_of_an_agents_words_is_read(text: str) -> None:
    check(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "?",
        "😀",
        "\ud800",
        "\x00",
        "İ" * 50,
        "a" * 10_000,
        "!" * 10_000,
        "1," * 5_000,
        "sorry " * 1_600,
        "Mr. " * 2_500,
        "don't " * 1_600,
        "by Friday " * 1_000,
        "\N{COMBINING ACUTE ACCENT}" * 1_000,
        "你好。" * 3_000,
    ],
)
def test_odd_texts_are_read(text: str) -> None:
    check(read(text))


def test_nothing_is_in_nothing() -> None:
    assert read("").found == ()
    assert read("ok").found == ()


def test_reading_again_gives_the_same() -> None:
    text = "I'm so sorry, Dana. I've refunded the $24 and you'll have it by Friday."
    assert read(text) == read(text) == Reader().read(text)


def test_the_quote_is_the_part_that_carries_the_signal() -> None:
    reading = read("I'm so sorry about the mix-up. Your new kettle goes out today. Calm down.")
    assert "sorry" in reading.quote(Signal.APOLOGIZE)
    assert "Calm" in reading.quote(Signal.DISMISS)
    assert "kettle" in reading.quote(Signal.STATE_ACTION)
    assert "Calm" not in reading.quote(Signal.APOLOGIZE)


def test_every_finding_says_what_decided() -> None:
    assert all(f.why for f in read("I'm so sorry, Dana. That's our policy. Hold on.").found)


@pytest.mark.parametrize(
    "unit",
    [
        "I am sorry but you should have read the terms, mate. ",
        "sorry you should wait ",
        "qxzvw kjhgf ",
        "a,",
        "12:30 5 $ ",
        "It's $5 by Friday. ",
        "yes? no! ",
        "Mr. X ",
        "!?",
    ],
)
def test_the_time_grows_with_the_length_and_not_faster(unit: str) -> None:
    def took(length: int) -> float:
        text = (unit * (length // len(unit) + 1))[:length]
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            read(text)
            best = min(best, time.process_time() - start)
        return best

    took(1_000)  # caches filled
    # eight times the text: linear is 8, quadratic 64; the factor is generous for a busy machine
    assert took(8_000) < 20 * max(took(1_000), 0.0005)
