"""The after-call note (T22): missing, wrong, complete."""

from functools import cache

import pytest

from bot import coaching
from bot.call import Call
from tests.coaching.playing import tagged_call

SOLVED = """
[acknowledge][empathize][invite_story] The mixer came late. What happened?
[empathize][acknowledge][invite_story] That must hurt. Please go on.
[apologize][take_ownership] That is ours.
[acknowledge][invite_story] Please tell me the rest.
[confirm_understanding] The hinge, the bowl, Sunday?
[state_action][give_timeframe][check_agreement] I will send a new mixer by express today, it arrives on Saturday.
[state_action] The broken mixer will be collected at your door.
"""


@cache
def solved() -> Call:
    return tagged_call("marta", SOLVED)


def test_a_note_with_fact_promise_and_time_is_complete() -> None:
    note = "Hinge snapped, bowl dented. New mixer by express, arrives Sat. Old mixer picked up at the door."
    assert coaching.check_note(solved(), note) == coaching.NoteCheck((), ())


def test_an_empty_note_misses_everything() -> None:
    check = coaching.check_note(solved(), "")
    assert len(check.missing) == 3
    assert not check.wrong
    assert not check.complete


@pytest.mark.parametrize(
    ("note", "word"),
    [
        (
            "Hinge snapped. A voucher of $50 was promised, new mixer by express on Saturday, pick-up at the door.",
            "voucher",
        ),
        ("Hinge snapped. New mixer by express on Saturday, pick-up at the door. Paid $999.", "$999"),
        ("Hinge snapped. New mixer by express by Tuesday. Pick-up at the door.", "Tuesday"),
    ],
)
def test_what_was_never_said_is_wrong(note: str, word: str) -> None:
    check = coaching.check_note(solved(), note)
    assert any(word in sentence for sentence in check.wrong)


@pytest.mark.parametrize(
    "claim",
    [
        "Promised her a lifetime subscription to the cooking club.",
        "I offered a personal visit by our director",
        "Agreed to upgrade the deluxe model.",
    ],
)
def test_a_promise_that_nobody_made_is_wrong_and_not_only_missing(claim: str) -> None:
    call = tagged_call("marta", "[empathize] Oh. That must hurt.")
    check = coaching.check_note(call, f"Hinge snapped. {claim}")
    assert any(sentence.endswith("was never promised.") for sentence in check.wrong), check


@pytest.mark.parametrize(
    "claim",
    ["Promised collection of the broken one.", "Promised to phone.", "Promised nothing else.", "Promised express."],
)
def test_other_words_for_what_was_promised_are_not_wrong(claim: str) -> None:
    assert not coaching.check_note(solved(), f"Hinge snapped. {claim}").wrong


def test_a_promise_without_its_time_is_missing_its_time() -> None:
    check = coaching.check_note(solved(), "Hinge snapped. New mixer by express. Old mixer picked up at the door.")
    assert len(check.missing) == 1
    assert check.missing[0].startswith("By when")


def test_a_note_of_a_call_without_promises_says_so() -> None:
    call = tagged_call("marta", "[empathize] Oh.")
    assert coaching.check_note(call, "Hinge snapped. Nothing was promised.").complete
    assert not coaching.check_note(call, "Hinge snapped.").complete


def test_the_notes_of_a_call_are_part_of_its_debrief() -> None:
    call = tagged_call("marta", f"{SOLVED}\n/note Hinge snapped.")
    debrief = coaching.debrief(call, better=False)
    assert len(debrief.notes) == 1
    assert "Your note" in coaching.debrief_text(debrief)
