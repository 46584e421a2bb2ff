"""What the customer says to offers: choices, times that come later, and what else is on the table."""

import pytest

from bot.call import Call
from bot.call.events import CustomerSaid, Read
from bot.craft import Conduct
from bot.customers import Customer, Difficulty
from bot.customers.loading import customer_from_text
from bot.customers.stock import shipped_stock
from tests.call.playing import amount, let_speak, named_reading, new_call, say, tell_story
from tests.customers.conftest import ADA

TEXT = ADA.read_text(encoding="utf-8")
POSTAGE = """
[[remedies]]
id = "postage"
name = "the postage back"
does = "refund the postage"
kind = "partial"
means = ["postage back"]
needs_time = false
bargain = { any = ["Postage. And the kettle?"] }

[[remedies.bargain_if]]
offered = ["refund"]
any = ["The money and the postage, and still I have no tea."]

[[remedies.bargain_if]]
not_offered = ["refund"]
any = ["The postage is the smaller half of what I paid."]

[settlement]
"""


def call_with(customer: Customer, seed: int = 7) -> Call:
    call = Call(customer, Difficulty.NORMAL, seed, stock=shipped_stock(), reader=named_reading)
    call.open()
    let_speak(call)
    tell_story(call)
    return call


def heard_last(call: Call) -> tuple[str, ...]:
    """The occasions of the customer's messages since the last message of the agent."""
    at = next(e.turn for e in reversed(call.events) if isinstance(e, Read))
    since = next(n for n, e in enumerate(call.events) if isinstance(e, Read) and e.turn == at)
    return tuple(o for e in call.events[since:] if isinstance(e, CustomerSaid) for o in e.occasions)


def test_what_one_solution_holds_together_is_no_choice() -> None:
    call = new_call("ingrid")
    tell_story(call)
    words = "We have the junior suite for you by six, and a late check-out until 2 pm tomorrow."
    moved = say(call, f"[state_action] {words}")
    assert {"junior_suite", "late_checkout"} <= call.offered
    assert amount(moved, "options_given") == 0


def test_a_gesture_on_top_is_no_choice() -> None:
    call = new_call("marta")
    tell_story(call)
    words = "I will send a replacement mixer by express on Saturday, and put a $10 credit on your account today."
    moved = say(call, f"[state_action] {words}")
    assert {"replacement_express", "goodwill"} <= call.offered
    assert amount(moved, "options_given") == 0


def test_a_time_that_comes_later_is_noted_and_the_rest_asked_for() -> None:
    call = new_call("ingrid")
    tell_story(call)
    say(call, "[state_action] I can move you to the junior suite.")
    assert heard_last(call) == ("offer_no_time",)
    say(call, "[give_timeframe] It is ready by half past six.")
    assert heard_last(call) == ("offer_time_noted",)
    say(call, "[state_action] And you keep the room with a late check-out until 2 pm tomorrow.")
    assert call.agreed == "settled"


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        ("bev", "[acknowledge] ok so i can see three visits booked and noone came, thats not good enough"),
        ("bev", "[acknowledge] I can see that an engineer was booked for tomorrow."),
    ],
)
def test_what_the_agent_only_sees_is_no_offer(customer: str, words: str) -> None:
    call = new_call(customer)
    say(call, words)
    assert not call.offered


@pytest.mark.parametrize(
    "words",
    [
        "Whats more important, getting there tonight or a bed for Mira?",
        "Would a night in a bed or getting there late tonight be better for the two of you?",
    ],
)
def test_a_question_that_weighs_one_thing_against_another_offers_neither(words: str) -> None:
    call = new_call("priya")
    tell_story(call)
    say(call, f"[clarify] {words}")
    assert not call.offered


@pytest.mark.parametrize("words", ["My chief said yes.", "It is granted, by 14:00 today.", "agreed!!"])
def test_what_a_supervisor_granted_may_be_passed_on_in_few_words(words: str) -> None:
    call = new_call("yusuf")
    tell_story(call)
    call.supervisor(call.now + 5, "to pay the mill today")
    call.wait(call.now + 60)
    assert call.approved
    say(call, words)
    assert call.offered >= call.approved
    unasked = new_call("yusuf")
    tell_story(unasked)
    say(unasked, words)
    assert not unasked.offered


def test_a_hold_is_no_goodbye() -> None:
    call = new_call("marta")
    tell_story(call)
    say(call, "[apologize][take_ownership] I am sorry, that was our mistake.")
    say(call, "[state_action][give_timeframe] I will send a new mixer by express, it arrives on Saturday 15 June.")
    assert call.agreed
    say(call, "[courteous_hold][check_agreement] Is it alright if I leave you for two minutes?")
    assert call.outcome is None


def test_the_number_of_a_house_denies_no_offer() -> None:
    call = new_call("gus")
    tell_story(call)
    words = "i can send the driver tomorrow friday between 9 and 1 to get it from no 41 and bring it to you."
    say(call, f"[state_action] {words}")
    assert "collect_redeliver" in call.offered


def test_leaving_the_choice_to_them_does_not_ask_what_they_wanted() -> None:
    call = new_call("marta")
    tell_story(call)
    say(call, "[clarify] What would you like us to do?")
    assert "wanted_outcome" in call.told
    for words in (
        "I can refund the order by Friday, or send a replacement mixer by express on Saturday. Which would you prefer?",
        "So which would you prefer?",
    ):
        before = len(call.events)
        say(call, f"[state_action][check_agreement] {words}" if "refund" in words else f"[clarify] {words}")
        read = next(e for e in call.events[before:] if isinstance(e, Read))
        assert Conduct.ASKED_AGAIN not in read.conduct
        assert "already_told" not in heard_last(call)


@pytest.mark.parametrize(("refund_first", "fits"), [(True, "still I have no tea"), (False, "smaller half")])
def test_a_bargain_may_depend_on_what_else_is_on_the_table(*, refund_first: bool, fits: str) -> None:
    text = TEXT.replace("[settlement]\n", POSTAGE, 1).replace('settles_for = [["refund"]]', "", 1)
    said: set[str] = set()
    for seed in range(12):
        call = call_with(customer_from_text(text, "ada.toml"), seed)
        if refund_first:
            say(call, "[state_action] I will refund the kettle by Friday.")
        before = len(call.events)
        say(call, "[state_action] I will give you the postage back.")
        said |= {e.text for e in call.events[before:] if isinstance(e, CustomerSaid)}
    bargains = [text for text in said if "ostage" in text]
    other = "smaller half" if refund_first else "still I have no tea"
    assert any(fits in text for text in bargains)
    assert not any(other in text for text in bargains)


def test_making_sure_to_have_it_right_is_no_vague_offer() -> None:
    call = new_call("ingrid")
    tell_story(call)
    say(call, "[confirm_understanding] Let me make sure that I have this right: it is your anniversary?")
    assert "offer_vague" not in heard_last(call)
    say(call, "[state_action] Don't worry, we will make this right for you.")
    assert "offer_vague" in heard_last(call)


def test_an_early_offer_is_weighed_anew_once_they_feel_heard() -> None:
    call = new_call("marta")
    say(call, "[state_action] You can have standard delivery of a replacement mixer by Tuesday.")
    assert "offer_heard_early" in heard_last(call)
    tell_story(call)
    assert not call.agreed
    say(call, "[state_action] So again: a replacement mixer by standard delivery, there on Tuesday, shall I?")
    assert heard_last(call) == ("bargain:replacement_standard",)


def test_an_early_offer_that_is_repeated_too_early_is_noted_not_covered() -> None:
    call = new_call("marta")
    say(call, "[state_action] You can have standard delivery of a replacement mixer by Tuesday.")
    say(call, "[state_action] As I wrote, I would send the replacement with standard delivery on Tuesday.")
    assert "offer_again" not in heard_last(call)


def test_a_part_that_is_offered_again_is_still_only_a_part() -> None:
    call = new_call("gus")
    tell_story(call)
    for words in ("I will open a claim", "Let me name a person for you", "I am your contact", "You have me as contact"):
        say(call, f"[state_action] {words} until Friday.")
        assert "offer_again" not in heard_last(call) or call.agreed


def test_the_word_is_on_the_main_remedy_wherever_it_stands() -> None:
    for words in (
        "I can give you a $10 credit today, and a replacement mixer by standard delivery on Tuesday.",
        "I can send a replacement mixer by standard delivery on Tuesday, and give you a $10 credit today.",
    ):
        call = new_call("marta", difficulty="extreme")
        tell_story(call)
        say(call, f"[state_action] {words}")
        assert {"replacement_standard", "goodwill"} <= call.offered
        assert heard_last(call)[0] == "bargain:replacement_standard"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("Helen Marsh decides on it by 13 November.", True),
        ("Helen Marsh decides on it.", False),
        ("Helen Marsh was to decide on it by 13 November.", False),
        ("Does Helen Marsh decide on it by 13 November?", False),
        ("Helen Marsh cannot decide on it by 13 November.", False),
    ],
)
def test_a_remedy_with_its_time_is_an_offer_without_further_words(words: str, *, offered: bool) -> None:
    call = new_call("okabe")
    tell_story(call)
    say(call, f"[give_timeframe] {words}")
    assert ("one_adjuster" in call.offered) is offered


def test_an_early_offer_sent_once_more_word_for_word_is_answered_and_then_is_repetition() -> None:
    call = new_call("marta")
    words = "[state_action] You can have standard delivery of a replacement mixer by Tuesday."
    say(call, words)
    tell_story(call)
    say(call, words)
    assert "bargain:replacement_standard" in heard_last(call)
    say(call, words)
    assert "repeated_self" in heard_last(call)


def test_what_is_said_of_one_thing_does_not_rule_out_another_beside_it() -> None:
    call = new_call("bev")
    words = "The emergency crew comes within the hour, and I'm booking the engineer for tomorrow 8 am"
    say(call, f"[state_action] {words}, plus I call you tonight at 6.")
    assert {"emergency", "engineer_visit"} <= call.offered
