"""The debrief: one glance first, every moment with its words, and sentences that are proved to be better."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import coaching
from bot.call import Call, CallError, Input, InputKind, Outcome
from bot.call.events import AgentSaid
from bot.coaching.account import account_of
from bot.coaching.better import Improver
from bot.coaching.coverage import load_coverage
from bot.coaching.rubric import load_rubric
from bot.coaching.whatif import let_finish, replayed
from bot.craft import TECHNIQUES, Conduct, Signal
from tests.coaching.playing import customer, finish, opened, play, stock, tagged_call

RUDE = """
Calm down, it's only a mixer.
You should have checked the box.
Are you deaf? Stop whining.
"""
KIND = """
Hello, how can I help you today?
I'm sorry to hear that. I completely understand your frustration.
That must be so annoying, I understand.
Thank you for your patience with us.
Your feedback is very important to us.
"""
KEYS = {"type", "score", "band", "parts", "strengths", "improve", "turning_points"}


def odd_calls() -> list[Call]:
    nothing = opened("marta")
    unopened = Call(customer("marta"), nothing.difficulty, 7, stock=stock())
    stopped = opened("marta")
    stopped.stop(stopped.now + 1)
    silent = opened("marta")
    while silent.outcome is None and (due := silent.due()) is not None:
        silent.wait(due)
    ended = opened("marta")
    ended.end(ended.now + 1)
    held = tagged_call("marta", "[courteous_hold] One minute?\n/hold 60s\n/wait 30m")
    unfinished = finish(opened("marta"), "Hello.", end=False)
    return [unopened, nothing, stopped, silent, ended, held, unfinished]


@pytest.mark.parametrize("number", range(7))
def test_odd_calls_have_a_debrief_too(number: int) -> None:
    call = odd_calls()[number]
    debrief = coaching.debrief(call)
    assert coaching.debrief_text(debrief)
    assert set(coaching.debrief_json(debrief)) == KEYS
    assert coaching.hint(call)
    assert coaching.coach_line(call, 99) is None
    assert coaching.check_note(call, "") is not None


def test_the_json_line_has_exactly_the_documented_keys() -> None:
    line = coaching.debrief_json(coaching.debrief(play("marta", KIND)))
    assert set(line) == KEYS
    assert line["type"] == "debrief"
    assert all(set(part) == {"score", "of"} for part in line["parts"].values())
    assert json.loads(json.dumps(line)) == line


def test_a_stopped_call_has_no_score_and_no_parts() -> None:
    call = finish(opened("marta"), "Hello.\n/stop")
    line = coaching.debrief_json(coaching.debrief(call))
    assert (line["score"], line["band"], line["parts"], line["improve"]) == (None, "none", {}, [])
    text = coaching.debrief_text(coaching.debrief(call))
    assert "not scored" in text
    assert "Turning points" not in text


def test_the_glance_comes_first() -> None:
    lines = coaching.debrief_text(coaching.debrief(play("marta", KIND))).splitlines()
    glance = "\n".join(lines[:6])
    assert "Marta Lindqvist" in glance
    assert "the call was closed without a solution" in glance
    assert "Score" in glance
    assert "Next:" in glance


def test_the_text_keeps_to_eighty_columns() -> None:
    for script in (KIND, RUDE):
        text = coaching.debrief_text(coaching.debrief(play("marta", script)))
        assert max(map(len, text.splitlines())) <= 80


def test_the_text_has_a_plain_form() -> None:
    text = coaching.debrief_text(coaching.debrief(play("marta", KIND)), unicode=False)
    assert text.isascii()


def test_the_curve_has_a_row_for_every_message_and_for_time_that_moved_it() -> None:
    call = play("marta", "Hello.\n/wait 3m\nI'm sorry.")
    debrief = coaching.debrief(call)
    assert [p.turn for p in debrief.curve if p.message] == [0, 1, 2]
    assert any(not p.message for p in debrief.curve)
    for before, after in zip(debrief.curve, debrief.curve[1:], strict=False):
        assert after.mood.anger - before.mood.anger == after.delta


def test_a_turning_point_shows_the_words_the_amount_and_the_technique() -> None:
    call = tagged_call("marta", "[empathize][invite_story] What happened?\n[blame_customer] It was you.")
    worst = next(m for m in coaching.debrief(call).turning_points if m.delta > 0)
    assert worst.turn == 2
    assert worst.technique == "T12"
    assert "It was you" in worst.text
    assert worst.quote
    assert sum(r.delta for r in worst.reasons) == worst.delta


def test_where_they_walked_out_is_a_turning_point_even_if_the_anger_could_not_rise() -> None:
    call = tagged_call("marta", "\n".join(["[be_hostile] Idiot."] * 4))
    assert call.outcome is Outcome.WALKED_OUT
    assert coaching.debrief(call).turning_points[-1].turn == call.turn


def test_hard_fails_are_the_first_thing_to_improve() -> None:
    call = tagged_call("marta", "[be_hostile] Idiot.\n[empathize][invite_story] And?\n[acknowledge] Hm.")
    assert coaching.debrief(call).improve[0].technique == "T13"


def test_the_customer_remembers_the_worst_moment_and_the_end() -> None:
    bad_end = tagged_call("marta", "[empathize][invite_story] What?\n[acknowledge] Yes.\n[be_hostile] Idiot.")
    good_end = tagged_call(
        "marta", "[be_hostile] Idiot.\n[empathize][invite_story] What?\n[acknowledge][apologize] Yes."
    )
    assert coaching.debrief(bad_end).stars <= coaching.debrief(good_end).stars
    assert coaching.debrief(tagged_call("marta", "\n".join(["[be_hostile] Idiot."] * 4))).stars == 1


def test_the_outcome_shows_its_price() -> None:
    call = play("marta", RUDE)
    assert coaching.debrief(call).costs == getattr(call.persona.aftermath, str(call.outcome))


def test_a_hard_call_ends_with_a_word_to_let_it_go() -> None:
    assert coaching.debrief(play("marta", RUDE)).reset
    calm = "[empathize][invite_story] What?\n[acknowledge][invite_story] Yes?\n[apologize][take_ownership] Ours."
    assert not coaching.debrief(tagged_call("marta", calm)).reset


# -- coverage


def test_coverage_speaks_of_every_technique_up_to_t21() -> None:
    expected = [f"T{n}" for n in range(1, 22)]
    assert list(load_coverage()) == expected
    assert [c.technique for c in coaching.debrief(play("marta", KIND)).coverage] == expected


def test_coverage_tells_well_late_missed_and_misused() -> None:
    lines = ["[thank] Hm."] * 5 + ["[apologize] Sorry.", "[blame_customer] You did it."]
    call = tagged_call("marta", "\n".join(lines), difficulty="easy")
    uses = {c.technique: c.use for c in coaching.debrief(call).coverage}
    assert uses["T12"] is coaching.Use.MISUSED
    assert uses["T4"] is coaching.Use.MISSED
    assert uses["T13"] is coaching.Use.WELL
    late = tagged_call(
        "marta",
        """
        [acknowledge][invite_story] What happened?
        [empathize] That must hurt.
        [acknowledge][invite_story] Please go on.
        [take_ownership] That was ours.
        [apologize] I am sorry for it.
        """,
    )
    used = {c.technique: c for c in coaching.debrief(late).coverage}
    assert used["T5"].use in {coaching.Use.LATE, coaching.Use.MISUSED}
    assert used["T5"].shown[0].quote


# -- what if


def test_the_same_words_again_change_nothing() -> None:
    call = play("marta", KIND)
    for turn in account_of(call).turns:
        again = coaching.what_if(call, turn.number, turn.text)
        assert again.would_anger == again.was_anger
        assert again.outcome is call.outcome


def test_other_words_have_another_effect_and_the_call_goes_on() -> None:
    call = play("marta", RUDE)
    better = coaching.what_if(
        call, 1, "I hear you, Marta, and I understand why you are angry. Please tell me what happened."
    )
    assert better.would_anger < better.was_anger
    assert better.changed.turn >= 2
    assert call.turn == len(account_of(call).turns)


def test_what_came_after_keeps_its_distance_and_is_no_interruption() -> None:
    call = play("marta", KIND)
    longer = "Please tell me everything from the beginning, I'm listening. What happened, and how did it make you feel?"
    changed = coaching.what_if(call, 1, longer)
    assert not any(Conduct.INTERRUPTED in t.conduct for t in changed.account.turns)


def test_a_turn_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(coaching.NoSuchTurnError, match="no message 9"):
        coaching.what_if(play("marta", RUDE), 9, "Hello.")


def test_a_fork_lives_its_own_life() -> None:
    call = finish(opened("marta"), "Hello.", end=False)
    before = call.events
    other = call.fork()
    other.hear("[x] I'm so sorry, Marta.", other.now + 15)
    assert call.events == before
    one, two = call.fork(), call.fork()
    assert one.hear("What happened?", call.now + 15) == two.hear("What happened?", call.now + 15)


def test_the_moments_before_each_message_are_those_of_the_call() -> None:
    call = play("marta", KIND)
    for number, moment in replayed(call).items():
        turn = account_of(call).turn(number)
        assert turn is not None
        assert moment.mood == turn.before
        assert moment.turn == number - 1


def test_a_call_can_be_tried_again_from_any_message() -> None:
    call = play("marta", KIND)
    again = coaching.try_again(call, 3)
    assert (again.turn, again.outcome, again.seed) == (2, None, call.seed)
    assert again.events == call.events[: len(again.events)]
    said = [e.at for e in call.events if isinstance(e, AgentSaid)]
    assert said[1] < again.now < said[2] - 10  # the time to think comes back
    assert again.hear("I'm sorry, Marta. That is our mistake.", again.now)
    with pytest.raises(coaching.NoSuchTurnError):
        coaching.try_again(call, 99)


# -- the better sentence


@pytest.mark.parametrize("script", [KIND, RUDE, "Yes?\n/now What is it?\nOk."])
@pytest.mark.parametrize("persona", ["marta", "gus"])
def test_a_better_sentence_is_better_when_it_is_said(persona: str, script: str) -> None:
    call = play(persona, script)
    account = account_of(call)
    improver = Improver(call, account)
    for turn in account.turns:
        found = improver.better(turn.number)
        if found is None:
            continue
        assert found.would < found.was == turn.after.anger
        moment = replayed(call)[turn.number]
        if found.waited:
            let_finish(moment)
        moment.hear(found.text, max(moment.now, turn.at if not found.waited else moment.now))
        said = account_of(moment).turn(turn.number)
        assert said is not None
        assert said.after.anger == found.would
        assert Conduct.BEYOND_AUTHORITY not in said.conduct
        assert Signal.OVERPROMISE not in said.signals
        assert not any(o.verdict in {"beyond", "wrong"} for o in said.offers)


def test_a_better_sentence_is_built_from_the_case() -> None:
    call = play("marta", RUDE)
    found = Improver(call, account_of(call)).better(1)
    assert found is not None
    assert "Marta" in found.text
    assert "{" not in found.text


def test_next_is_an_advice_and_no_reproach() -> None:
    debrief = coaching.debrief(play("marta", KIND))
    assert debrief.improve[0].text == "You never said what you will do, and by when."
    assert debrief.next == "Say exactly what you will do, and by when."


def test_every_omission_has_an_advice() -> None:
    for key, row in load_coverage().items():
        assert bool(row.missed) == bool(row.next) == (row.kind == "do"), key


def test_the_sentence_for_a_missing_apology_holds_one() -> None:
    script = """
    What happened? Tell me all of it.
    I see, that is annoying.
    Please go on.
    And then?
    That's bad, I understand.
    When do you need it?
    I can send you a new mixer by express, it arrives on Saturday.
    """
    remarks = {remark.technique: remark for remark in coaching.debrief(play("marta", script)).improve}
    better = remarks["T5"].better
    assert better is not None
    assert "sorry" in better.text


def test_the_sentence_for_a_story_never_asked_for_asks_for_it() -> None:
    for persona in ("marta", "desmond", "bev", "okabe"):
        remarks = coaching.debrief(play(persona, "I see.\nWhich day was it?\nI apologise for that.\nOkay.")).improve
        found = [remark.better.text for remark in remarks if remark.technique == "T1" and remark.better]
        assert all("what happened" in text or "tell me" in text or "go on" in text for text in found), found


def test_a_turning_point_quotes_its_own_message_not_the_earlier_promise_that_is_found_out() -> None:
    script = """
    Hello Ms. Lindqvist. I'll bring a new mixer to your door tonight. [overpromise]
    What exactly is broken? [clarify]
    I understand. [empathize]
    Which colour was it? [clarify]
    Thank you. [thank]
    """
    call = tagged_call("marta", script)
    found = [t for t in coaching.account.account_of(call).turns if t.shows("promise_found_out")]
    assert [turn.number for turn in found] == [4]
    points = {moment.turn: moment for moment in coaching.debrief(call).turning_points if moment.text}
    assert points[4].quote in call_texts(call)[3]


def call_texts(call: Call) -> list[str]:
    return [turn.text for turn in coaching.account.account_of(call).turns]


# -- random calls

WORDS = st.sampled_from(
    [
        "[empathize][invite_story] What happened?",
        "[apologize][take_ownership] Our mistake.",
        "[state_action][give_timeframe] I will send a new mixer by express today.",
        "[be_hostile] Idiot.",
        "[dismiss] Calm down.",
        "[clarify] What is broken?",
        "[check_agreement][thank][use_name] Good?",
        "I'll bring a mixer to your door tonight. [overpromise]",
        "What is your full card number?",
        "ok",
        "",
        "🙂" * 40,
    ]
)
STEPS = st.lists(
    st.one_of(
        WORDS.map(lambda text: (InputKind.SAY, text, None)),
        st.sampled_from([(InputKind.WAIT, "", None), (InputKind.HOLD, "", 60.0), (InputKind.RESUME, "", None)]),
        st.sampled_from(
            [(InputKind.SUPERVISOR, "", None), (InputKind.HINT, "hint", None), (InputKind.NOTE, "note", None)]
        ),
        st.sampled_from([(InputKind.END, "", None), (InputKind.STOP, "", None)]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(steps=STEPS, seed=st.integers(0, 5), persona=st.sampled_from(["marta", "desmond", "bev"]))
def test_any_call_can_be_scored_and_told(
    steps: list[tuple[InputKind, str, float | None]], seed: int, persona: str
) -> None:
    call = tagged_call(persona, "/wait 1s", seed=seed, end=False)
    gaps = random.Random(seed)
    at = call.now
    for kind, text, seconds in steps:
        at += gaps.choice([1.0, 15.0, 40.0, 200.0])
        try:
            call.take(Input(kind, at, text, seconds))
        except CallError:
            continue
    debrief = coaching.debrief(call, better=False)
    score = debrief.score
    if call.outcome is Outcome.STOPPED:
        assert score.total is None
    else:
        assert score.total is not None
        assert 0 <= score.total <= 100
        assert score.total == sum(p.score for p in score.parts.values())
        caps = {f.id: f.cap for f in load_rubric().hard_fails}
        assert all(score.total <= caps[fail] for fail in score.hard_fails)
    text = coaching.debrief_text(debrief)
    assert max(map(len, text.splitlines())) <= 80
    assert "{" not in text
    assert set(coaching.debrief_json(debrief)) == KEYS
    assert coaching.hint(call)
    for turn in account_of(call).turns:
        assert coaching.coach_line(call, turn.number)
        assert all(not r.technique or r.technique in TECHNIQUES for r in turn.reasons)
