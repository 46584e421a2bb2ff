"""The score: what it is made of, what caps it, what it leaves out."""

import tomllib
from importlib.resources import files

import pytest
from pydantic import ValidationError

from bot import coaching
from bot.call import Call, Outcome
from bot.coaching.account import account_of
from bot.coaching.measures import MEASURES
from bot.coaching.rubric import load_rubric, parse_rubric, version_of
from bot.coaching.score import HARD_FAILS, score_of
from bot.customers import personas_dir
from tests.coaching.playing import opened, play, tagged_call

GOOD = """
[acknowledge][empathize][invite_story] The mixer came late. What happened?
[empathize][acknowledge][invite_story] That must hurt, on her birthday. Please go on.
[apologize][take_ownership][state_action] I will see to it myself.
[acknowledge][invite_story] Please tell me the rest.
[confirm_understanding] The hinge, the bowl, Elin, Sunday?
[state_action][give_timeframe][check_agreement] I will send a new mixer by express today.
[offer_compensation][check_agreement] I'd like to put a $15 credit on your account.
[check_agreement][thank][use_name] Thank you Marta.
"""
KIND = """
[empathize] one
[empathize][thank] two
[apologize] three
[acknowledge] four
[thank] five
"""


def script_of(persona: str, skill: str) -> str:
    plan = tomllib.loads((personas_dir() / f"{persona}.plan.toml").read_text(encoding="utf-8"))
    return "\n".join(next(s["lines"] for s in plan["scripts"] if s["skill"] == skill))


def scored(script: str) -> tuple[Call, coaching.Score]:
    call = tagged_call("marta", script)
    return call, coaching.score(call)


def test_the_parts_add_up_to_the_score_and_keep_their_bounds() -> None:
    for script in (GOOD, KIND, "[be_hostile] Idiot.", ""):
        _, score = scored(script)
        assert score.total == sum(part.score for part in score.parts.values())
        assert all(0 <= part.score <= part.of for part in score.parts.values())


def test_the_parts_are_worth_a_hundred_together() -> None:
    assert sum(part.of for part in load_rubric().parts.values()) == 100


def test_a_call_with_all_of_the_craft_is_gold() -> None:
    call, score = scored(GOOD)
    assert call.outcome is Outcome.RESOLVED
    assert score.band == "gold"
    assert not score.hard_fails


def test_kind_and_unresolved_stays_under_sixty() -> None:
    call, score = scored(KIND)
    assert call.outcome is Outcome.ENDED
    assert score.total is not None
    assert score.total < 60


def test_a_call_that_was_left_unsolved_is_capped_however_good_the_talk() -> None:
    _, score = scored("\n".join(GOOD.strip().splitlines()[:5]))
    assert score.total is not None
    assert score.total <= 58


@pytest.mark.parametrize(
    ("line", "fail", "cap"),
    [
        ("[be_hostile] You are an idiot.", "insult", 30),
        ("[dismiss] Calm down.", "dismissed_furious", 49),
        ("Please type your full card number and the security code.", "asked_secret", 40),
        ("[state_action][give_timeframe] I will bring a mixer to your door tonight.", "empty_promise", 38),
    ],
)
def test_a_hard_fail_caps_the_score_and_says_so(line: str, fail: str, cap: int) -> None:
    _, score = scored(f"{line}\n{GOOD}")
    assert fail in score.hard_fails
    assert score.total is not None
    assert score.total <= cap
    assert score.uncapped is not None
    assert score.uncapped >= score.total
    assert any(note for note in score.notes)
    assert score.band == "none"


def test_dismissing_somebody_who_is_calm_again_is_no_hard_fail() -> None:
    _, score = scored(f"{GOOD.strip().rsplit(chr(10), 1)[0]}\n[dismiss] It was nothing.")
    assert "dismissed_furious" not in score.hard_fails


def test_words_that_are_kind_as_well_are_no_insult() -> None:
    call = tagged_call("marta", "[empathize][be_hostile]That is really annoying.", overlapping=True)
    assert "insult" not in coaching.score(call).hard_fails


def test_a_hard_fail_does_not_rest_on_words_that_were_hardly_understood() -> None:
    def fails(certainty: float) -> tuple[str, ...]:
        call = tagged_call("marta", "[be_hostile] What else do I need to know?", certainty=certainty)
        return tuple(coaching.score(call).hard_fails)

    assert "insult" not in fails(0.5)
    assert "insult" in fails(0.95)


def test_a_matter_of_safety_passed_over_is_a_hard_fail() -> None:
    script = """
    [empathize][invite_story] What happened?
    [acknowledge][invite_story] And then?
    [apologize] I am sorry.
    [acknowledge] Yes, go on.
    [thank] Good.
    """
    call = tagged_call("bev", script)
    assert "safety" in coaching.score(call).hard_fails


def test_a_stopped_call_is_not_scored() -> None:
    call = tagged_call("marta", "[empathize] one\n/stop")
    score = coaching.score(call)
    assert (score.total, score.band, score.parts) == (None, "none", {})


def test_a_hint_costs_a_point() -> None:
    lines = GOOD.strip().splitlines()
    with_hints = "\n".join([lines[0], "/hint", *lines[1:]])
    plain, helped = scored(GOOD)[1].total, scored(with_hints)[1].total
    assert plain is not None
    assert helped is not None
    assert helped <= plain


def test_everything_pasted_into_one_message_earns_next_to_nothing() -> None:
    stuffed = "[apologize][empathize][take_ownership][state_action][give_timeframe][check_agreement][thank] all of it"
    _, score = scored("\n".join([stuffed] * 3))
    assert score.total is not None
    assert score.total < 20


def test_an_unkind_word_costs_whoever_solves_it() -> None:
    rude = GOOD.replace("[acknowledge][invite_story] Please", "[blame_customer][invite_story] Please")
    good, bad = scored(GOOD)[1].total, scored(rude)[1].total
    assert good is not None
    assert bad is not None
    assert bad < good


@pytest.mark.parametrize("persona", ["marta", "desmond", "gus", "bev"])
def test_agents_of_known_skill_are_ranked_by_skill(persona: str) -> None:
    totals = {}
    for skill in ("excellent", "polite_failure", "rude"):
        totals[skill] = coaching.score(play(persona, script_of(persona, skill))).total or 0
    assert totals["excellent"] >= totals["polite_failure"] + 20
    assert totals["rude"] <= totals["polite_failure"] < 60
    assert totals["rude"] < 30


def test_the_score_comes_from_the_events_alone() -> None:
    call = tagged_call("marta", GOOD)
    again = call.blank()
    for step in call.inputs:
        again.take(step)
    assert score_of(account_of(again)) == coaching.score(call)


# -- the rubric


def rubric_text() -> str:
    return files("bot.coaching").joinpath("rubric.toml").read_text(encoding="utf-8")


def test_the_rubric_hash_changes_with_the_rubric() -> None:
    text = rubric_text()
    assert coaching.rubric_version() == version_of(text)
    assert version_of(text.replace("gold = 90", "gold = 91")) != version_of(text)
    assert coaching.score(opened("marta")).rubric == coaching.rubric_version()


def test_another_rubric_gives_another_score_and_leaves_the_old_one_alone() -> None:
    call = tagged_call("marta", GOOD)
    before = coaching.score(call)
    other = parse_rubric(
        rubric_text().replace('{ outcome = ["resolved"], points = 8 }', '{ outcome = ["resolved"], points = 1 }')
    )
    assert coaching.score(call, other).total != before.total
    assert coaching.score(call) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('used = ["empathize"]', 'used = ["emphatize"]'),
        ("of = 16", "of = 17"),
        ('voids = ["Composure", "Empathy"]', 'voids = ["Kindness"]'),
        ('used = ["thank"]', 'used = ["argue"]'),
    ],
)
def test_a_misspelt_rubric_is_an_error_at_start(old: str, new: str) -> None:
    with pytest.raises(ValidationError):
        parse_rubric(rubric_text().replace(old, new, 1))


def test_every_share_and_hard_fail_of_the_rubric_is_known() -> None:
    rubric = load_rubric()
    shares = {rule.share for part in rubric.parts.values() for rule in part.rules if rule.share}
    assert shares == set(MEASURES)
    assert {fail.id for fail in rubric.hard_fails} == set(HARD_FAILS)
