"""How the story comes out: nothing twice, nothing promised that does not follow, no demand in the middle of it."""

import pytest

from bot.call import Call, Outcome
from bot.call.events import CustomerSaid, MoodMoved, Read
from bot.craft import Conduct
from tests.call.playing import let_speak, new_call, say

LISTENS = "[acknowledge][invite_story] "
STEPS = ("one apple", "two pears", "three plums", "four figs", "five limes", "six dates", "seven kiwis")


def occasions(call: Call, since: int = 0) -> list[str]:
    """The occasions of the customer's messages from this event on, each message's own first."""
    return [e.occasions[0] for e in call.events[since:] if isinstance(e, CustomerSaid)]


def listen_on(call: Call) -> None:
    for step in STEPS:
        if not call.story_told:
            say(call, f"{LISTENS}{step}")
    assert call.story_told


def test_a_beat_that_was_asked_and_answered_is_not_told_again() -> None:
    call = new_call("gus")
    say(call, "[clarify] Which door does the photo show?")
    assert "tell:door" in occasions(call)
    listen_on(call)
    assert "beat:photo" not in occasions(call)
    assert "beat:enquiries" in occasions(call)
    assert "photo" in call.beats_told
    assert any("beat:photo" in e.occasions for e in call.events if isinstance(e, CustomerSaid))


def test_a_beat_answers_what_was_asked_with_the_invitation() -> None:
    call = new_call("gus")
    before = len(call.events)
    say(call, "[clarify] Which product did you send? [invite_story] And tell me all of it, please.")
    said = occasions(call, before)
    assert "beat:sent" in said
    assert "tell:product" not in said


def test_a_danger_that_is_seen_to_is_no_news_any_more() -> None:
    call = new_call("bev")
    say(call, "[state_action] I am sending the emergency team to you right now.")
    assert "emergency" in call.offered
    listen_on(call)
    assert "beat:smell" not in occasions(call)
    assert "smell" in call.beats_told


def test_a_danger_that_was_asked_for_still_goes_before_everything() -> None:
    call = new_call("bev")
    say(call, "[clarify] Do you smell gas?")
    assert "tell:gas_smell" in occasions(call)
    listen_on(call)
    assert "beat:smell" not in occasions(call)
    say(call, "[thank] Many thanks for all of that.")
    assert occasions(call)[-1] == "safety_ignored"


@pytest.mark.parametrize(
    "words",
    [
        "[apologize] oh god the gas, sorry. open a window, dont touch the light switches and go outside please",
        "[acknowledge] No switches now, and wait at your neighbour's.",
    ],
)
def test_who_says_what_to_do_in_danger_did_not_ignore_it_but_help_must_still_come(words: str) -> None:
    call = new_call("bev")
    for step in STEPS:
        if "smell" not in call.beats_told:
            say(call, f"{LISTENS}{step}")
    before = len(call.events)
    say(call, words)
    assert "safety_half" in occasions(call, before)
    assert not moved_by(call, "safety_ignored", before)
    before = len(call.events)
    say(call, "[thank] Thank you for telling me.")
    assert "safety_ignored" in occasions(call, before)
    assert moved_by(call, "safety_ignored", before)


def moved_by(call: Call, cause: str, since: int) -> bool:
    moods = [e for e in call.events[since:] if isinstance(e, MoodMoved)]
    return any(reason.cause == cause for mood in moods for reason in mood.reasons)


def conduct_of_last(call: Call) -> tuple[Conduct, ...]:
    return next(e.conduct for e in reversed(call.events) if isinstance(e, Read))


def test_that_it_is_on_file_is_said_once_in_a_reply() -> None:
    call = new_call("gus")
    before = len(call.events)
    say(call, "[clarify] When was it delivered, and what is the tracking number?")
    said = occasions(call, before)
    assert Conduct.ASKED_AGAIN in conduct_of_last(call)
    assert {"tell:delivered_on", "tell:tracking_number"} <= set(said)
    assert said.count("asked_again") == 1


def test_an_open_question_for_what_is_yet_to_be_told_invites() -> None:
    call = new_call("desmond")
    say(call, f"{LISTENS}{STEPS[0]}")
    say(call, "[clarify] What did the engineers do on their visits?")
    assert Conduct.ASKED_AGAIN not in conduct_of_last(call)
    assert "asked_again" not in occasions(call)


def test_an_open_question_for_what_was_told_is_asked_again() -> None:
    call = new_call("desmond")
    listen_on(call)
    say(call, "[clarify] What did the engineers do on their visits?")
    assert Conduct.ASKED_AGAIN in conduct_of_last(call)


@pytest.mark.parametrize("customer", ["tomasz", "yusuf"])
def test_who_is_invited_to_tell_makes_no_demand_with_it(customer: str) -> None:
    call = new_call(customer, difficulty="extreme")
    for words in ("well apple", "good pears good pears", "fine plums fine plums"):  # nothing moves, patience runs out
        say(call, f"[build_alliance][thank] {words} so")
    assert not call.story_told
    before = len(call.events)
    say(call, "[acknowledge][invite_story] all of it, please, from the start")
    said = set(occasions(call, before))
    assert any(one.startswith("beat:") for one in said)
    assert not {"wants_manager", "warning", "demand"} & said


def test_when_all_is_told_they_promise_no_more_telling() -> None:
    call = new_call("gus")
    listen_on(call)
    before = len(call.events)
    say(call, "[invite_story] Do go on, what else was there?")
    assert occasions(call, before)
    assert "invite_story" not in occasions(call, before)


def test_listening_moves_the_call_while_the_story_is_not_told() -> None:
    call = new_call("odette")
    causes = {r.cause for step in STEPS[:3] for r in say(call, f"[invite_story] Please, {step}.").reasons}
    assert "no_progress" not in causes
    listen_on(call)
    assert "no_progress" in {r.cause for r in say(call, "[invite_story] Anything more to say here?").reasons}


def test_a_remark_beside_a_question_on_the_matter_is_no_other_topic() -> None:
    call = new_call("gus")
    say(call, "[invite_story] Terrible weather for an evening like that one. Start where you like.")
    assert Conduct.OFF_TOPIC not in conduct_of_last(call)


def test_an_open_question_with_the_invitation_is_left_to_the_story() -> None:
    call = new_call("gus")
    before = len(call.events)
    say(call, "[clarify] What happened with the two enquiries? [invite_story] Please tell me all of it.")
    said = occasions(call, before)
    assert "beat:sent" in said
    assert not any(one.startswith("tell:") for one in said)


@pytest.mark.parametrize(
    ("question", "occasion"), [("How do you get by at work?", "asked_aside"), ("Why is the sky blue?", "asked_unknown")]
)
def test_a_question_about_themselves_is_not_met_with_i_do_not_know(question: str, occasion: str) -> None:
    call = new_call("marta")
    listen_on(call)
    before = len(call.events)
    say(call, f"[clarify] {question}")
    assert occasion in occasions(call, before)
    assert "clarify" not in occasions(call, before)


def test_asked_whether_to_do_one_thing_more_they_answer_before_they_go() -> None:
    call = new_call("marta")
    listen_on(call)
    say(call, "[apologize][take_ownership] I am sorry, that was our mistake.")
    say(call, "[state_action][give_timeframe] I will send a new mixer by express, it arrives on Saturday 15 June.")
    assert call.agreed
    say(call, "[check_agreement] Shall I mail you the confirmation as well?")
    assert call.outcome is None
    say(call, "[check_agreement] Is there anything else?")
    let_speak(call)
    assert call.outcome is Outcome.RESOLVED
