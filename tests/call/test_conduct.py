"""Conduct that shows in the words of one message, and how well it is told in labelled excerpts of calls."""

from functools import cache

import pytest

from benchmarks.conduct.excerpts import CONDUCT, Excerpt, detect, load_excerpts, measure
from bot.call.events import CustomerSaid, Read
from bot.craft import Conduct, Signal
from bot.reading import read
from tests.call.playing import new_call, say, words_of

STORY = frozenset(
    ("order_date", "product", "express_fee", "due_date", "recipient", "arrival_date", "damage", "needed_by")
)


def message(text: str, *before: str, customer: str = "marta", heard: bool = True, anger: int = 60) -> Excerpt:
    """A message in the middle of a call, in which the customer was heard unless it says otherwise."""
    told = STORY if heard and customer == "marta" else frozenset[str]()
    return Excerpt("", customer, before, told, frozenset(), heard, heard, anger, text, frozenset(), held_back=False)


def conduct(text: str, *before: str, customer: str = "marta", heard: bool = True, anger: int = 60) -> set[str]:
    return {c.value for c in detect(message(text, *before, customer=customer, heard=heard, anger=anger))}


@cache
def pairs(*, held_back: bool) -> tuple[tuple[frozenset[Conduct], frozenset[Conduct]], ...]:
    return tuple((e.conduct, detect(e)) for e in load_excerpts() if e.held_back is held_back)


def test_the_excerpts_show_every_kind_at_least_eight_times_and_all_four_customers() -> None:
    excerpts = load_excerpts()
    assert all(sum(kind in e.conduct for e in excerpts) >= 8 for kind in CONDUCT)
    assert {e.customer for e in excerpts} == {"marta", "gus", "bev", "desmond"}
    assert len({e.id for e in excerpts}) == len(excerpts)


def test_conduct_is_told_precisely_and_seldom_missed_in_excerpts_nobody_tuned_on() -> None:
    figures = measure(pairs(held_back=True), *CONDUCT)
    assert figures.precision >= 0.88
    assert figures.recall >= 0.90


def test_conduct_is_told_in_the_tuned_excerpts() -> None:
    figures = measure(pairs(held_back=False), *CONDUCT)
    assert figures.precision >= 0.95
    assert figures.recall >= 0.93


@pytest.mark.parametrize("kind", CONDUCT, ids=lambda kind: kind.value)
def test_no_kind_of_conduct_falls_behind_in_excerpts_nobody_tuned_on(kind: Conduct) -> None:
    assert measure(pairs(held_back=True), kind).f1 >= 0.83


def test_a_fact_said_back_counts_the_first_time_only() -> None:
    said = "It arrived on the 11th, five days late."
    assert "named_fact" in conduct(said)
    assert "named_fact" not in conduct("Five days late, I know.", said)


def test_the_words_of_an_offer_are_no_fact_said_back() -> None:
    assert "named_fact" not in conduct("I can send you a replacement by express, it is there on Saturday.")


def test_a_future_call_is_not_the_promised_one_said_back() -> None:
    assert "named_fact" not in conduct("I will call you back at five.")


def test_reading_a_detail_back_is_not_asking_again() -> None:
    assert "asked_again" in conduct("What number can I reach you on?")
    assert "asked_again" not in conduct("Is it still 555-0142?")
    assert "asked_again" not in conduct("I won't ask you for your order number again.")


@pytest.mark.parametrize(
    "again",
    [
        "Hi Marta, we take this very seriously and will do everything we can.",
        "We do take this very serious, and we will do everything that we can!",
    ],
)
def test_the_same_message_with_another_greeting_or_a_word_changed_is_a_repetition(again: str) -> None:
    assert "repeated_self" in conduct(again, "We take this very seriously and we will do everything we can.")


def test_short_courtesies_and_new_figures_are_no_repetition() -> None:
    assert "repeated_self" not in conduct("Thank you.", "Thank you.")
    assert "repeated_self" not in conduct("Please go on.", "Please go on.")
    assert "repeated_self" not in conduct(
        "The engineer can come to you on the 16th at 9.", "The engineer can come to you on the 15th at 8."
    )


@pytest.mark.parametrize(
    ("customer", "promise"),
    [
        ("marta", "I'll put $80 on your account for the trouble."),
        ("marta", "We take 25% off everything you order from now on."),
        ("gus", "I'll bring it to your door this evening."),
        ("bev", "We will fit a brand new boiler and it won't cost you a penny."),
        ("desmond", "We will pay you for the jobs that you missed."),
        ("desmond", "I'm sending an engineer today."),
    ],
)
def test_more_than_the_case_allows_is_beyond_authority(customer: str, promise: str) -> None:
    assert "beyond_authority" in conduct(promise, customer=customer)


@pytest.mark.parametrize(
    ("customer", "honest"),
    [
        ("marta", "I cannot give you more than $15."),
        ("marta", "I'll send it today by express, it is with you on Saturday, free of charge."),
        ("gus", "I wish I could bring it to you today, but I can't."),
        ("gus", "Hello Mr. Petropoulos, thank you for getting in touch with us today."),
        ("bev", "You'll have two heaters at the door by six today, free of charge."),
        ("desmond", "I will ask my supervisor whether we can waive the whole month's charge."),
        ("desmond", "I'll book the engineer today, and he comes tomorrow at 8."),
        ("nadia", "I'll ask whether the collector's $95 can be struck out as well."),
        ("odette", "i cant change that but i could ask for a box, box 3, it has a lift. would that be something?"),
        ("tomasz", "I'd like the restore done before tonight. Let me ask for priority, two minutes."),
        ("tomasz", "There's a full backup from Monday 23:30."),
    ],
)
def test_what_the_case_allows_or_the_agent_declines_or_asks_for_is_not(customer: str, honest: str) -> None:
    assert "beyond_authority" not in conduct(honest, customer=customer)


@pytest.mark.parametrize("talk", ["Did you watch the football yesterday?", "Please write me a poem about a goose."])
def test_small_talk_is_off_topic(talk: str) -> None:
    assert "off_topic" in conduct(talk)


def test_another_topic_beside_the_matter_is_not_off_topic() -> None:
    assert "off_topic" not in conduct("I like football too. Now, about your order: I am reading the notes.")
    assert "off_topic" not in conduct("Lovely weather for once, and you sit inside waiting for our van.")


def test_many_words_are_too_many_only_for_an_angry_customer() -> None:
    text = " ".join(["I have read the note and I see what went wrong."] * 11)
    assert "too_long" in conduct(text, anger=60)
    assert "too_long" not in conduct(text, anger=30)


def test_capitals_shout_but_codes_do_not() -> None:
    assert "shouted" in conduct("PLEASE CALM DOWN MADAM")
    assert "shouted" not in conduct("HL-40718, I have it here.")


def test_any_concrete_solution_is_premature_before_the_customer_is_heard() -> None:
    assert "premature_solution" in conduct("we refund you the money and thats that", heard=False)
    assert "premature_solution" in conduct("Lets open a new claim for you.", heard=False)
    assert "premature_solution" not in conduct("Did they offer you a refund?", heard=False)
    assert "premature_solution" not in conduct("I won't send you anything before I know what happened.", heard=False)
    assert "premature_solution" not in conduct("I'll send you a new one by express today.")


def test_a_safety_instruction_is_never_premature() -> None:
    said = "Please open the windows, touch no switches, I'm putting you through to the gas emergency team."
    assert "premature_solution" not in conduct(said, customer="bev", heard=False)


def test_a_summary_of_what_was_told_asks_for_nothing() -> None:
    call = new_call("gus", seed=31, reader=read)
    for line in (
        "I'd be fed up too. Please tell me how it all went.",
        "I'm truly sorry, that is our failure. Please go on.",
        "I hear you. What happened then?",
    ):
        say(call, line)
    before = len(words_of(call))
    say(
        call,
        "Let me check: it was left at the red door and you need it before the film club on Saturday. Is that right?",
    )
    assert "asked_again" not in {
        c for e in call.events if isinstance(e, Read) and e.turn == call.turn for c in e.conduct
    }
    said = [e for e in call.events if isinstance(e, CustomerSaid)][before:]
    assert "already_told" not in {occasion for e in said for occasion in e.occasions}


@pytest.mark.parametrize("name", ["Ms. Lindqvist", "Ms Lindqvist", "Marta"])
def test_a_title_with_a_full_stop_is_the_customers_name_as_well(name: str) -> None:
    call = new_call("marta", reader=read)
    events = call.hear(f"Good morning {name}, I am looking at your order.", call.now + 15)
    heard = next(e for e in events if isinstance(e, Read))
    assert Signal.USE_NAME in {found.signal for found in heard.found}
