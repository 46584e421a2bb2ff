import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customers.loading import load_persona
from bot.customers.manner import Hand, filled, softened, typing_seconds
from bot.customers.persona import Manner, Persona
from bot.customers.stock import MildLanguage, shipped_stock
from tests.customers.conftest import ADA, few

PERSONA = load_persona(ADA)
MILD = shipped_stock().mild

manners = st.builds(
    Manner,
    capitals=st.sampled_from(["proper", "lower", "shouts"]),
    full_stops=st.sampled_from(["full", "sparse", "dots", "bangs"]),
    slips=st.just({"your": "ur", "nobody": "noboddy", "am": "em", "com": "cmo", "going to": "gonna"}),
    slip_share=st.floats(0, 1),
)
codes = st.one_of(
    st.from_regex(r"[A-Z]{2,4}-[0-9]{3,8}", fullmatch=True),
    st.from_regex(r"[0-9]{1,6}([.,][0-9]{2})?", fullmatch=True),
    st.from_regex(r"[$€£][0-9]{1,4}", fullmatch=True),
    st.from_regex(r"[a-z]{2,8}\.am@[a-z]{2,8}\.com", fullmatch=True),
    st.sampled_from(["Ada", "Brook", "Northwind", "PIN", "nobody.com", "am/4711"]),
)
words = st.lists(
    st.sampled_from(["I", "never", "got", "your", "nobody", "am", "going to", "Hello,", "still"]), max_size=6
)


def persona_with(manner: Manner) -> Persona:
    return PERSONA.model_copy(update={"manner": manner})


def written(text: str, anger: int = 90, seed: int = 1, **manner: object) -> str:
    return Hand(persona_with(Manner.model_validate(manner))).write(text, anger, random.Random(seed))


@few
@given(manners, words, codes, words, st.integers(0, 100), st.integers(0, 1000))
def test_codes_numbers_amounts_addresses_and_names_are_never_touched(
    manner: Manner, before: list[str], code: str, after: list[str], anger: int, seed: int
) -> None:
    text = " ".join([*before, code, *after])
    hand = Hand(persona_with(manner))
    assert code in hand.write(text, anger, random.Random(seed)).split(" ") or code in hand.write(
        text, anger, random.Random(seed)
    ).rstrip(".!").split(" ")


@few
@given(manners, st.text(st.characters(codec="utf-8"), max_size=80), st.integers(0, 100))
def test_what_fills_a_slot_stands_as_the_case_has_it(manner: Manner, value: str, anger: int) -> None:
    text = Hand(persona_with(manner)).write("I said {order_number} twice.", anger, random.Random(1))
    assert value in filled(text, {"order_number": value})


@few
@given(manners, st.text(string.printable, max_size=200), st.integers(0, 100), st.integers(0, 1000))
def test_any_text_can_be_written_in_any_manner(manner: Manner, text: str, anger: int, seed: int) -> None:
    hand = Hand(persona_with(manner))
    assert hand.write(text, anger, random.Random(seed)) == hand.write(text, anger, random.Random(seed))


def test_lower_types_no_capitals_but_names_and_abbreviations() -> None:
    text = "I told Ada on Monday. You have my PIN, I'm sure. Nobody called."
    assert written(text, capitals="lower") == "i told Ada on Monday. you have my PIN, i'm sure. nobody called."


def test_shouting_puts_single_words_in_capitals_and_only_when_hot() -> None:
    text = "Nobody called and I still want my money now."
    assert written(text, 60, capitals="shouts") == text
    shouted = [written(text, 95, seed, capitals="shouts") for seed in range(40)]
    loud = [[word for word in line.rstrip(".").split() if len(word) > 1 and word.isupper()] for line in shouted]
    assert any(loud)
    assert all(len(words) <= 2 for words in loud)


@pytest.mark.parametrize(
    ("full_stops", "hot", "cool"),
    [
        ("full", "Go. Now.", "Go. Now."),
        ("sparse", "Go. Now", "Go. Now"),
        ("dots", "Go. Now...", "Go. Now..."),
        ("bangs", "Go. Now!", "Go. Now."),
    ],
)
def test_full_stops_follow_the_manner(full_stops: str, hot: str, cool: str) -> None:
    assert written("Go. Now.", 90, full_stops=full_stops) == hot
    assert written("Go. Now.", 20, full_stops=full_stops) == cool
    assert written("Really?", 90, full_stops=full_stops) == "Really?"


def test_slips_come_more_often_the_angrier() -> None:
    def slips(anger: int) -> int:
        hand = Hand(persona_with(Manner(slips={"because": "becuase"}, slip_share=0.8)))
        return sum("becuase" in hand.write("Just because.", anger, random.Random(s)) for s in range(400))

    assert slips(0) == 0
    assert 0 < slips(50) < slips(100) < 400


def test_a_slip_keeps_the_capital() -> None:
    assert written("Your shop.", slips={"your": "ur"}, slip_share=1.0, seed=3, anger=100) == "Ur shop."


def test_a_sentence_that_begins_with_a_slot_gets_its_capital() -> None:
    slots = {"product": "the kettle", "email": "ada@brook.example", "device": "iPhone"}
    assert filled("{product} leaks. {product} hums.", slots) == "The kettle leaks. The kettle hums."
    assert filled("{email} it is. {device}, yes.", slots) == "ada@brook.example it is. iPhone, yes."
    assert filled("{product} leaks.", slots, capitals=False) == "the kettle leaks."


@pytest.mark.parametrize(
    ("said", "mild"),
    [
        ("What the hell is this?", "What on earth is this?"),
        ("Damn, I waited.", "I waited."),
        ("I don't give a damn.", "I don't give one bit."),
        ("Fix the damn thing!", "Fix the thing!"),
        ("It's a bloody joke.", "It's a joke."),
        ("Hello there, shell company.", "Hello there, shell company."),
    ],
)
def test_mild_language_softens_curses_and_leaves_the_rest(said: str, mild: str) -> None:
    assert softened(said, MILD) == mild


def test_no_mild_word_is_itself_a_curse() -> None:
    for curse in MILD.words:
        assert not set(softened(f"Oh {curse} no.", MILD).casefold().strip(".").split()) & set(MILD.curses)


def test_without_a_table_nothing_is_softened() -> None:
    assert softened("Damn.", MildLanguage(words={}, curses=())) == "Damn."


@few
@given(st.text(max_size=2000), st.integers(0, 100))
def test_typing_takes_a_believable_time(text: str, anger: int) -> None:
    assert 1.2 <= typing_seconds(text, PERSONA, anger) <= 14
    assert typing_seconds(text + " and more", PERSONA, anger) >= typing_seconds(text, PERSONA, anger)
    assert typing_seconds(text, PERSONA, 100) <= typing_seconds(text, PERSONA, 0)


def test_a_slow_typist_takes_longer() -> None:
    slow, fast = (persona_with(Manner(words_per_minute=speed)) for speed in (20, 90))
    text = "I have been waiting."
    assert typing_seconds(text, slow, 50) > 2 * typing_seconds(text, fast, 50)
