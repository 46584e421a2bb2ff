"""The data files of coaching: complete, consistent with the vocabulary, and fit to be read."""

import ast
import re
import string
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import bot.coaching
from bot import coaching
from bot.call import Outcome
from bot.call.rules import TECHNIQUE_OF, load_rules
from bot.coaching.account import account_of
from bot.coaching.causes import load_causes
from bot.coaching.coverage import Use, coverage, load_coverage
from bot.coaching.hints import load_hints
from bot.coaching.phrases import fact_phrase, load_plans, question, telling, turned
from bot.coaching.progress import TRAITS
from bot.coaching.wording import load_wording
from bot.craft import TECHNIQUES, Signal
from bot.customers.loading import load_customers, personas_dir
from tests.coaching.playing import opened, tagged_call

SLOTS = {
    *("name", "state", "anger", "item", "promise", "fact", "facts", "ask", "offer", "either", "or", "gesture", "wish"),
    *("trouble", "again", "untimed", "why", "quote"),
}


def slots(text: str) -> set[str]:
    return {name.lower() for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_cause_of_the_mood_is_explained() -> None:
    rules = load_rules()
    causes = {*map(str, rules.calming), *map(str, rules.heating), *map(str, rules.conduct)}
    causes |= {name for name in rules.rules if name in TECHNIQUE_OF}
    assert causes == set(load_causes())


def test_coverage_names_only_known_causes() -> None:
    known = set(load_causes()) | {s.value for s in Signal}
    for row in load_coverage().values():
        assert known >= {*row.shows, *row.against}
        assert bool(row.missed) == (row.kind == "do")


def test_hints_and_plans_use_only_known_slots_and_situations() -> None:
    hints, plain = load_hints().situations, load_hints().plain
    plans = load_plans()
    for text in (*hints.values(), *plain.values(), *(p for group in plans.plans.values() for p in group)):
        assert slots(text) <= SLOTS
    assert set(plans.plans) <= set(hints)
    assert {name for group in plans.also.values() for name in group} <= set(plans.plans)
    assert set(plans.also) <= set(hints)
    assert set(plain) <= set(hints)


def test_every_floor_that_can_hold_the_anger_is_explained() -> None:
    assert set(load_hints().floors) == set(type(load_rules().floors).model_fields)


def test_there_is_a_card_for_every_technique() -> None:
    cards = coaching.load_cards()
    assert list(cards) == list(TECHNIQUES) == [f"T{n}" for n in range(1, 25)]
    for card in cards.values():
        assert card.why
        assert len(card.how) >= 2
        assert card.example
        assert card.instead_of
        assert card.finding
        assert max(map(len, coaching.card_text(card).splitlines())) <= 80


@pytest.mark.parametrize("asked", ["T5", "t5", " 5 "])
def test_a_card_is_found_in_any_spelling(asked: str) -> None:
    assert coaching.learn(asked).id == "T5"


def test_an_unknown_technique_is_told_in_a_sentence() -> None:
    with pytest.raises(coaching.NoSuchTechniqueError, match="from T1 to T24"):
        coaching.learn("T99")


def test_every_outcome_has_its_words() -> None:
    assert set(load_wording().outcomes) == {o.value for o in Outcome} | {"open"}


def test_every_trait_that_trains_a_technique_is_known() -> None:
    data = tomllib.loads(files("bot.coaching").joinpath("progress.toml").read_text(encoding="utf-8"))
    assert set(data["trains"]) <= set(TECHNIQUES)
    assert {trait for traits in data["trains"].values() for trait in traits} <= set(TRAITS)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("my daughter Elin", "your daughter Elin"),
        ("as soon as I had opened it", "as soon as you had opened it"),
        ("that I was down as a priority", "that you were down as a priority"),
        ("your photo and mine", "our photo and yours"),
    ],
)
def test_the_customers_words_are_turned_round(theirs: str, ours: str) -> None:
    assert turned(theirs) == ours


# -- hints and the coach's line


def hint_after(script: str, persona: str = "marta") -> str:
    return coaching.hint(tagged_call(persona, script, end=False))


def test_the_hint_follows_the_call() -> None:
    assert "open question" in coaching.hint(opened("marta"))
    told = "[empathize][invite_story] What happened?\n[acknowledge][invite_story] Please go on.\n[acknowledge] Yes."
    assert "sorry" in hint_after(f"{told}\n[acknowledge] I hear you.")
    ready = f"{told}\n[apologize][take_ownership] Ours.\n[confirm_understanding] The hinge?"
    assert "“By what day do you need it?”" in hint_after(ready)


def test_the_hint_repairs_first() -> None:
    assert "Take it back" in hint_after("[blame_customer] It was you.")


def test_the_hint_knows_of_an_empty_promise() -> None:
    hint = hint_after("[empathize] Oh.\n[state_action] I will bring a mixer to your door tonight.")
    assert "supervisor" in hint


def test_safety_comes_before_everything() -> None:
    script = "[empathize][invite_story] What?\n[acknowledge][invite_story] Then?\n[acknowledge] Yes.\n[acknowledge] So."
    assert "safety" in hint_after(script, "bev")


def test_the_coach_says_what_helped_and_what_hurt() -> None:
    call = tagged_call("marta", "[empathize][invite_story] What happened?\n[argue] No.", end=False)
    first, second = coaching.coach_line(call, 1), coaching.coach_line(call, 2)
    assert first is not None
    assert second is not None
    assert "invited the whole story" in first or "named the feeling" in first
    assert "argued" in second
    assert "Let the attack pass" in second
    assert "\n" not in first + second
    assert coaching.coach_line(call, 3) is None


# -- the room itself


def test_coaching_knows_only_the_rooms_below() -> None:
    allowed = {"bot.call", "bot.coaching", "bot.craft", "bot.customers", "bot.reading"}
    forbidden = {"time", "datetime", "random", "sqlite3", "sqlalchemy", "discord", "asyncio"}
    for path in Path(bot.coaching.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] not in forbidden, f"{path.name} imports {name}"
                if name.startswith("bot."):
                    assert ".".join(name.split(".")[:2]) in allowed, f"{path.name} imports {name}"


@pytest.mark.parametrize("text", [row.did for row in load_causes().values() if row.kind == "good"])
def test_what_was_done_well_can_be_said_to_the_agent_and_of_the_message(text: str) -> None:
    assert text.split(maxsplit=1)[0] not in {"was", "is", "has", "does"}, text


def test_no_fact_that_the_debrief_says_back_is_a_bare_code_or_a_name_of_the_case() -> None:
    for made in load_customers(personas_dir()).values():
        facts = made.persona.facts
        phrases = {f: fact_phrase(made.persona, f) for f in telling(made.persona, [f.id for f in facts])}
        for fact, phrase in phrases.items():
            assert re.search(r"[a-z]{3}", phrase), (made.id, fact, phrase)
            assert not re.search(r"\b(I|my|me|our|us)\b", phrase), (made.id, fact, phrase)


def test_every_fact_that_a_solution_needs_has_a_question_of_its_own() -> None:
    for made in load_customers(personas_dir()).values():
        on_file = {row.fact for row in made.persona.case}
        for fact in made.persona.facts:
            if fact.key and fact.known and fact.id not in on_file:
                assert "anything that I have not asked" not in question(fact), (made.id, fact.id)


def test_the_coach_addresses_a_formal_customer_formally() -> None:
    call = opened("okabe")
    better = coaching.debrief(tagged_call("okabe", "Calm down. [dismiss]")).improve[0].better
    assert better is not None
    assert "Mr Okabe" in better.text
    assert call.persona.politely == "Mr Okabe"


def test_a_gesture_that_was_added_is_not_missed_though_it_is_no_money() -> None:
    call = tagged_call(
        "nadia",
        """
    I will stop the collector today. [state_action][give_timeframe]
    And I will go through the letter with you line by line. [state_action]
    """,
    )
    assert account_of(call).standing.keys() >= {"line_by_line"}
    assert all(row.use is not Use.MISSED for row in coverage(account_of(call)) if row.technique == "T20")
