"""A message is cut into sentences where its writer ends them."""

import pytest

from bot.reading.message import Message


def sentences(text: str) -> list[str]:
    message = Message(text)
    last = message.tokens[-1].sentence if message.tokens else -1
    parts = [[t for t in message.tokens if t.sentence == nth] for nth in range(last + 1)]
    return [text[part[0].start : part[-1].end] for part in parts]


@pytest.mark.parametrize(
    "text",
    [
        "Good morning Mr. Okabe, how are you",
        "Dr. Haddad and Mrs. Brandt called",
        "It comes at 5 p.m. today",
        "Use another card, e.g. your own",
        "thanks mr. okabe",
    ],
)
def test_a_full_stop_that_only_shortens_a_word_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize("text", ["get it from no 41", "your order no. 77 is here", "Flight No 12 it was"])
def test_the_no_of_a_number_denies_nothing(text: str) -> None:
    message = Message(text)
    assert "number" in {t.word for t in message.tokens}
    assert not any(message.negated)


@pytest.mark.parametrize("text", ["there is no 2 hour wait", "no 41 of you came"])
def test_other_digits_behind_a_no_are_denied(text: str) -> None:
    assert any(Message(text).negated)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("I can't change that but I could ask for a box", "change that but"),
        ("There is nothing but trouble here", "but trouble here"),
        ("not now although soon", "now although"),
    ],
)
def test_a_denial_ends_where_the_sentence_turns(text: str, denied: str) -> None:
    message = Message(text)
    assert " ".join(t.word for t, no in zip(message.tokens, message.negated, strict=True) if no) == denied


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("It comes at 5 p.m. We ship it now.", "It comes at 5 p.m."),
        ("Thank you, Mr. Okabe. I see it.", "Thank you, Mr. Okabe."),
        ("same 4 u. thanks", "same 4 u."),
        ("ok.one sec", "ok."),
    ],
)
def test_a_full_stop_that_ends_a_sentence_ends_it(text: str, first: str) -> None:
    assert sentences(text)[0] == first
    assert len(sentences(text)) == 2
