"""Rehearsals: skills rank as they should, cheats get nowhere, and the first sentence answers what was said."""

import itertools
from collections.abc import Iterator

import pytest

from bot.call import Call, Outcome
from bot.call.events import AgentSaid, CustomerSaid, MoodMoved, OfferWeighed, Read
from bot.customers import Difficulty, load_customer
from bot.customers.loading import customer_files, personas_dir
from bot.customers.stock import shipped_stock
from bot.rehearsal import CHEATS, SKILLS, Played, Skill, expectations, play, rehearse, rows
from bot.rehearsal.plan import load_plan, plan_path, play_script

FILES = {path.stem: path for path in sorted(customer_files(personas_dir()))}
EVERYBODY = (*SKILLS, *CHEATS)

# What a first sentence may be besides a reaction to a signal or a conduct that stands in the reading.
OFFER_WORDS = {
    "noted": {"offer_heard_early", "premature_solution"},
    "no_time": {"offer_no_time", "offer_agreed", "offer_options"},
    "heard": {"offer_not_enough", "offer_agreed", "offer_options"},
    "beyond": {"beyond_authority"},
    "wrong": {"offer_wrong"},
    "again": {"offer_again", "offer_no_time", "offer_agreed"},
    "refused": {"wish_refused"},
}
ABOUT_THE_MESSAGE = {
    "greeting", "filler", "offer_vague", "limit_set", "asked_secret", "nonsense", "foreign_language", "are_you_a_bot",
    "flattery", "already_told", "not_now", "asked_unknown", "asked_aside", "safety_ignored", "safety_half",
    "anything_else", "offer_heard_early", "offer_not_enough", "offer_time_noted",
}  # fmt: skip


@pytest.mark.parametrize("customer", FILES)
def test_the_skills_rank_and_the_cheats_get_nowhere(customer: str) -> None:
    _expect(customer, calls=3, difficulty=Difficulty.NORMAL)


@pytest.mark.long
@pytest.mark.parametrize(("customer", "difficulty"), list(itertools.product(FILES, Difficulty)))
def test_two_hundred_calls_come_out_as_expected(customer: str, difficulty: Difficulty) -> None:
    _expect(customer, calls=200, difficulty=difficulty)


def _expect(customer: str, calls: int, difficulty: Difficulty) -> None:
    made = load_customer(FILES[customer])
    table = rows(rehearse(made, EVERYBODY, calls, stock=shipped_stock(), difficulty=difficulty))
    assert expectations(table, difficulty) == []


@pytest.mark.parametrize("customer", FILES)
def test_the_customers_plan_comes_out_as_its_author_expects(customer: str) -> None:
    made, plan = load_customer(FILES[customer]), load_plan(plan_path(FILES[customer]))
    missed = [
        sentence
        for script in plan.scripts
        for sentence in play_script(made, script, stock=shipped_stock(), seed=7, difficulty=Difficulty.NORMAL)
    ]
    assert missed == []


def test_the_first_sentence_answers_what_the_agent_just_did() -> None:
    turns = [fits for played in _some() for fits in _first_sentences(played.call)]
    assert len(turns) > 100
    assert sum(turns) / len(turns) >= 0.95


def _some() -> Iterator[Played]:
    stock = shipped_stock()
    for path in FILES.values():
        customer = load_customer(path)
        for skill in (Skill.EXCELLENT, Skill.DECENT, Skill.POLITE_FAILURE, Skill.CARELESS):
            yield play(customer, skill, 11, stock=stock, difficulty=Difficulty.NORMAL)


def _first_sentences(call: Call) -> Iterator[bool]:
    """For each turn whether the occasion of the first sentence follows from the reading."""
    allowed: set[str] = set()
    waiting = False
    for event in call.events:
        match event:
            case AgentSaid():
                allowed, waiting = set(ABOUT_THE_MESSAGE), True
            case Read():
                allowed |= {f.signal.value for f in event.found} | {c.value for c in event.conduct}
            case OfferWeighed():
                allowed |= OFFER_WORDS[event.verdict]
                allowed |= {f"{answer}:{event.remedy}" for answer in ("accept", "refuse", "bargain")}
            case MoodMoved():
                allowed |= {r.cause for r in event.reasons} | {"promise_broken"}
            case CustomerSaid() if waiting:
                waiting = False
                said = event.occasions[0]
                closes = said.startswith("close_")
                told = said.startswith(("tell:", "accept:"))  # an answer, or the yes to what was agreed
                yield closes or told or said in allowed


def test_the_table_counts_outcomes_and_means() -> None:
    customer = load_customer(FILES["marta"])
    table = rows(rehearse(customer, (Skill.RUDE,), 2, stock=shipped_stock(), difficulty=Difficulty.NORMAL))
    assert [(row.skill, row.calls) for row in table] == [(Skill.RUDE, 2)]
    assert table[0].share(Outcome.WALKED_OUT) == 1.0
    assert expectations(table, Difficulty.NORMAL) == []


def test_the_same_seed_rehearses_the_same_call() -> None:
    customer, stock = load_customer(FILES["marta"]), shipped_stock()
    one, two = (play(customer, Skill.DECENT, 5, stock=stock, difficulty=Difficulty.HARD) for _ in range(2))
    assert one.call.events == two.call.events
