"""A message is cut into sentences where its writer ends them."""

import time

import pytest

from bot.reading.features import units
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


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("So sorry to hear that. ^JB", "."),
        ("Please send us the order number *TMC 2/2", "number"),
        ("It goes out tonight. -June", "."),
        ("The line is back up! - Marek", "!"),
        ("We can move you to the 6:40. 1/2", "."),
        ("All our flights are full 1/2 ^ZM", "full"),
    ],
)
def test_what_is_signed_or_numbered_at_the_end_is_not_read(text: str, last: str) -> None:
    assert Message(text).tokens[-1].word == last


@pytest.mark.parametrize("text", ["*Friday", "We come on 3/5", "It is Marta - Dana", "Back at 4.30, or 5"])
def test_an_ending_that_is_no_signature_is_read(text: str) -> None:
    assert Message(text).tokens[-1].end == len(text)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("Fill in the form at https://forms.example/AB12-x?y=1, please.", "https://forms.example/AB12-x?y=1"),
        ("See www.example.com/returns.", "www.example.com/returns"),
        ("Or mail help.desk@example.co.uk and wait", "help.desk@example.co.uk"),
        ("it is on shop.example.com now", "shop.example.com"),
    ],
)
def test_an_address_of_the_web_or_of_mail_is_one_word(text: str, link: str) -> None:
    message = Message(text)
    assert [message.tokens[i].raw for i in message.links] == [link]


def test_an_address_holds_neither_code_nor_time() -> None:
    (unit,) = units(Message("Look at https://t.example/A8G-3/4/5pm"))
    assert not any(name.startswith("a:") for name in unit.features)


def test_a_text_of_dots_and_letters_is_cut_up_in_linear_time() -> None:
    took = [_took("a." * n + "@" * n) for n in (1_000, 4_000)]
    assert took[1] < 10 * max(took[0], 0.001)  # in time as its square it would be sixteen


def _took(text: str) -> float:
    start = time.process_time()
    Message(text)
    return time.process_time() - start
