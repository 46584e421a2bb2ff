"""What must hold for every call whatever is typed: bounds, sums, finality, repeatability, no repeated line."""

import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.call import Call, CallError, Input, InputKind, event_from_json, event_to_json
from bot.call.events import CustomerSaid, Ended, MoodMoved
from bot.craft import CALMING, HEATING, Signal
from bot.customers.stock import shipped_stock
from bot.reading import read
from tests.call.playing import customer_called, let_speak, named_reading, new_call, refold, say, tagged, tell_story

PHRASES = (
    "I'm so sorry, that was our mistake.",
    "Please tell me what happened.",
    "That must be maddening.",
    "Calm down.",
    "That's our policy.",
    "Are you deaf?",
    "Could I have your order number?",
    "What's your postcode please",
    "I will send you a replacement by express today.",
    "I'll refund the whole order within 3 working days. Does that work for you?",
    "I'd like to add a $15 credit.",
    "I'll give you $5000!",
    "I guarantee this will never happen again.",
    "ok",
    "",
    "asdf qwer zxcv",
    "Bonjour, je ne comprends pas",
    "are you a bot?",
    "WHAT IS YOUR PROBLEM WITH ALL OF THIS",
    "May I put you on hold for two minutes while I check?",
    "Thank you for your patience. Is there anything else I can do?",
    "Goodbye, have a nice day.",
)
Script = list[tuple[InputKind, float, str, float | None]]
texts = st.one_of(
    st.sampled_from(PHRASES), st.text(max_size=60), st.lists(st.sampled_from(PHRASES), max_size=4).map(" ".join)
)
gaps = st.one_of(st.just(15.0), st.floats(0, 400, allow_nan=False).map(lambda x: round(x, 2)))
steps = st.one_of(
    st.tuples(st.just(InputKind.SAY), gaps, texts, st.none()),
    st.tuples(st.just(InputKind.SAY), gaps, texts, st.none()),
    st.tuples(
        st.sampled_from((InputKind.WAIT, InputKind.TYPING, InputKind.RESUME, InputKind.HINT)),
        gaps,
        st.just(""),
        st.none(),
    ),
    st.tuples(st.just(InputKind.HOLD), gaps, st.just(""), st.one_of(st.none(), st.floats(1, 600))),
    st.tuples(st.sampled_from((InputKind.SUPERVISOR, InputKind.NOTE)), gaps, st.just("why"), st.none()),
)
scripts = st.lists(steps, max_size=14)
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def played(script: Script, seed: int = 3, difficulty: str = "normal") -> Call:
    call = new_call("marta", seed, difficulty=difficulty, reader=read)
    at = call.now
    for kind, gap, text, seconds in script:
        at += gap
        try:
            call.take(Input(kind, at, text, seconds))
        except CallError:
            continue
    return call


@many
@given(scripts, st.integers(0, 10_000), st.sampled_from(("easy", "normal", "hard", "extreme")))
def test_anger_stays_within_bounds_and_reasons_add_up(script: Script, seed: int, difficulty: str) -> None:
    call = played(script, seed, difficulty)
    for moved in (e for e in call.events if isinstance(e, MoodMoved)):
        assert 0 <= moved.after.anger <= 100
        assert sum(r.delta for r in moved.reasons) == moved.after.anger - moved.before.anger
        assert all(r.cause and r.technique for r in moved.reasons)
        assert all(r.delta or moved.after.anger == 100 for r in moved.reasons)
    moods = [e for e in call.events if isinstance(e, MoodMoved)]
    assert all(one.after == two.before for one, two in pairwise(moods))


@many
@given(scripts, st.integers(0, 10_000))
def test_folding_the_inputs_again_gives_the_same_events(script: Script, seed: int) -> None:
    call = played(script, seed)
    assert refold(call, call.inputs).events == call.events


@many
@given(scripts)
def test_events_survive_being_stored(script: Script) -> None:
    call = played(script)
    assert tuple(event_from_json(json.loads(json.dumps(event_to_json(e)))) for e in call.events) == call.events


@many
@given(scripts, st.integers(0, 10_000))
def test_no_line_is_said_twice_and_no_slot_stays_open(script: Script, seed: int) -> None:
    call = played(script, seed)
    lines = [re.sub(r"\W+", " ", e.text).strip().casefold() for e in call.events if isinstance(e, CustomerSaid)]
    assert not [line for line, times in Counter(lines).items() if times > 1]
    assert not [e.text for e in call.events if isinstance(e, CustomerSaid) and re.search(r"[{}|]", e.text)]


@many
@given(scripts)
def test_the_outcome_is_final(script: Script) -> None:
    call = played(script)
    if call.outcome is None:
        call.end(call.now + 1)
    before = call.outcome
    with pytest.raises(CallError):
        call.hear("Hello?", call.now + 5)
    call.note("what was said", call.now + 6)
    assert call.outcome == before
    assert sum(isinstance(e, Ended) for e in call.events) == 1


@many
@given(st.text(max_size=10_000))
def test_any_text_is_heard_without_an_error(text: str) -> None:
    call = new_call(reader=read)
    call.hear(text, call.now + 15)
    assert call.turn == 1


@many
@given(scripts, st.floats(0.01, 0.99))
def test_waits_may_be_split_without_any_effect(script: Script, share: float) -> None:
    call = played(script)
    ended = next((e.at for e in call.events if isinstance(e, Ended)), float("inf"))
    inputs: list[Input] = []
    before = 0.0
    for step in call.inputs:
        between = before + (step.at - before) * share if step.at > before else before
        if step.kind is not InputKind.OPEN and between < ended:
            inputs.append(Input(InputKind.WAIT, between))
        inputs.append(step)
        before = max(before, step.at)
    assert refold(call, inputs).events == call.events


when = st.sampled_from(("opening", "told"))
signal_sets = st.sets(st.sampled_from(CALMING), max_size=5)


@many
@given(signal_sets, st.sampled_from(HEATING), when)
def test_a_heating_signal_never_makes_the_customer_calmer(calming: set[Signal], heating: Signal, moment: str) -> None:
    ordered = sorted(calming)
    without, with_it = new_call(), new_call()
    if moment == "told":
        tell_story(without)
        tell_story(with_it)
    words = "one two three four five"
    kind = say(without, tagged(ordered, words)).after.anger
    unkind = say(with_it, tagged([*ordered, heating], words)).after.anger
    assert unkind >= kind


@many
@given(signal_sets, when)
def test_a_message_that_only_repeats_never_helps(calming: set[Signal], moment: str) -> None:
    call = new_call()
    if moment == "told":
        tell_story(call)
    message = tagged(sorted(calming), "I will send you a replacement mixer by express today, Marta")
    say(call, message)
    if call.outcome is None:
        again = say(call, message)
        assert again.after.anger >= again.before.anger


def test_another_process_with_another_hash_seed_gives_the_same_call() -> None:
    program = (
        "import json;from tests.call.playing import *;from bot.call import event_to_json;from bot.reading import read;"
        "lines=['Hello, tell me what happened please','Order number?','I will refund it by Friday'];"
        "call=play(new_call(reader=read),lines);"
        "print(json.dumps([event_to_json(e) for e in call.events]))"
    )
    outputs = {
        subprocess.run(  # noqa: S603 -- our own interpreter and program
            [sys.executable, "-c", program], capture_output=True, check=True, text=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(outputs) == 1


def test_seeds_make_different_customers_of_the_same_person() -> None:
    openings = {next(e.text for e in new_call(seed=n).events if isinstance(e, CustomerSaid)) for n in range(12)}
    assert len(openings) > 3


def test_an_input_that_does_not_fit_is_refused_with_a_sentence_and_changes_nothing() -> None:
    call = Call(customer_called("marta"), new_call().difficulty, 1, stock=shipped_stock(), reader=named_reading)
    with pytest.raises(CallError, match="Take the call first"):
        call.hear("Hello", 3)
    call.open()
    with pytest.raises(CallError, match="not on hold"):
        call.resume(5)
    with pytest.raises(CallError, match="already open"):
        call.open(6)
    with pytest.raises(CallError, match="seconds"):
        call.wait(float("nan"))
    assert [i.kind for i in call.inputs] == [InputKind.OPEN]


def test_the_call_knows_when_the_customer_begins_to_type() -> None:
    silent = new_call("marta").typing_from
    assert silent is None
    call = new_call("marta")
    call.hear("[acknowledge] I see.", call.now + 15)
    begins, due = call.typing_from, call.due()
    assert begins is not None
    assert due is not None
    assert call.now < begins < due
    assert not call.customer_typing(begins - 0.01)
    assert call.customer_typing(begins)
    let_speak(call)
    assert call.typing_from == silent
