"""Trainees' own wordings against every customer: what is asked is answered, what is offered is understood."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.call.case import Case, case_of
from bot.call.offers import Offer, proposals_in
from bot.customers.loading import Customer, customer_from_text, load_customer, personas_dir
from bot.customers.stock import Stock
from bot.reading import read
from bot.reading.message import Message
from tests.customers.conftest import ADA

QUESTIONS = Path(__file__).with_name("questions")
CUSTOMERS = sorted(path.stem for path in QUESTIONS.glob("*.toml"))

ANSWERED_RIGHT = 0.90
UNDERSTOOD_RIGHT = 0.85
UNASKED_IN_25 = 1


@dataclass(frozen=True)
class Miss:
    says: str
    wanted: frozenset[str]
    got: frozenset[str]
    unasked: frozenset[str]

    def __str__(self) -> str:
        return f"{self.says}\n    wanted {sorted(self.wanted)}, got {sorted(self.got)}"


def _misses(entries: Iterable[tuple[dict[str, Any], frozenset[str], frozenset[str]]]) -> list[Miss]:
    """Entries whose ids are not all there, or that come with one that does not fit."""
    missed: list[Miss] = []
    for entry, wanted, got in entries:
        unasked = got - wanted - frozenset(entry.get("also_fits", ()))
        if unasked or not wanted <= got:
            missed.append(Miss(entry["says"], wanted, got, unasked))
    return missed


def question_misses(case: Case, entries: list[dict[str, Any]]) -> list[Miss]:
    return _misses(
        (
            entry,
            frozenset(entry["facts"]),
            frozenset(asked.fact for asked in case.asked(Message(entry["says"]), read(entry["says"]))),
        )
        for entry in entries
    )


def _offers(case: Case, says: str) -> tuple[Offer, ...]:
    message, reading = Message(says), read(says)
    return case.offers(message, reading, proposals_in(message, reading))


def offer_misses(case: Case, entries: list[dict[str, Any]]) -> list[Miss]:
    return _misses(
        (
            entry,
            frozenset(entry["offered"]) | {f"not {id_}" for id_ in entry.get("refused", ())},
            frozenset(
                f"not {offer.remedy.id}" if offer.refused else offer.remedy.id for offer in _offers(case, entry["says"])
            ),
        )
        for entry in entries
    )


def _entries(customer: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((QUESTIONS / f"{customer}.toml").read_text(encoding="utf-8"))


def _listed(misses: Iterable[Miss]) -> str:
    return "\n" + "\n".join(str(miss) for miss in misses)


@pytest.fixture(params=CUSTOMERS)
def customer(request: pytest.FixtureRequest, shipped: dict[str, Customer]) -> Customer:
    id_: str = request.param
    if id_ not in shipped:
        pytest.skip(f"{id_} does not load")
    return shipped[id_]


def test_every_shipped_customer_has_questions(shipped: dict[str, Customer]) -> None:
    assert set(shipped) <= set(CUSTOMERS)


def test_questions_name_facts_and_remedies_of_the_case(customer: Customer) -> None:
    entries = _entries(customer.id)
    facts = {fact.id for fact in customer.persona.facts}
    remedies = {remedy.id for remedy in customer.persona.remedies}
    for entry in entries["question"]:
        assert {*entry["facts"], *entry.get("also_fits", ())} <= facts, entry
    for entry in entries["offer"]:
        assert {*entry["offered"], *entry.get("refused", ()), *entry.get("also_fits", ())} <= remedies, entry


def test_what_is_asked_is_answered(customer: Customer, stock: Stock) -> None:
    entries = _entries(customer.id)["question"]
    missed = question_misses(case_of(customer, stock), entries)
    assert 1 - len(missed) / len(entries) >= ANSWERED_RIGHT, _listed(missed)


def test_what_is_not_asked_is_not_told(customer: Customer, stock: Stock) -> None:
    entries = _entries(customer.id)["question"]
    unasked = [miss for miss in question_misses(case_of(customer, stock), entries) if miss.unasked]
    assert len(unasked) <= UNASKED_IN_25 * max(1, len(entries) // 25), _listed(unasked)


def test_what_is_offered_is_understood(customer: Customer, stock: Stock) -> None:
    entries = _entries(customer.id)["offer"]
    missed = offer_misses(case_of(customer, stock), entries)
    assert 1 - len(missed) / len(entries) >= UNDERSTOOD_RIGHT, _listed(missed)


def test_words_that_make_it_another_question_keep_a_fact_from_being_asked_for(stock: Stock) -> None:
    text = ADA.read_text(encoding="utf-8")
    was = 'kind = "damage"\n'
    assert was in text
    text = text.replace(was, f'{was}ask = ["what lid"]\nunless = ["colour"]\n', 1)
    case = case_of(customer_from_text(text, "ada.toml"), stock)

    def asked(says: str) -> set[str]:
        return {one.fact for one in case.asked(Message(says), read(says))}

    assert asked("What happened to the lid?") == {"damage"}
    assert asked("What colour is the lid?") == set()
    assert asked("What colour is the box, and what is wrong with the lid?") == {"damage"}


@pytest.mark.parametrize(
    ("persona", "says", "wanted"),
    [
        (
            "yusuf",
            "Can I have your date of birth and the last payment you made, please?",
            {"date_of_birth", "last_payment"},
        ),
        ("marta", "All of it, please, from the day you ordered.", set()),
        ("desmond", "cant pay for the lost jobs im afraid, but i could take £20 off your next bill", set()),
        ("priya", "who else is waiting for you in saltmere", set()),
        ("priya", "did they give u a hotel or food voucher?", set()),
        ("lorraine", "Was there anything about the inside of the van when you handed it back?", set()),
        ("tomasz", "Is the whole quarter what the auditor wants to see?", {"missing"}),
    ],
)
def test_only_what_is_meant_is_asked_for(persona: str, says: str, wanted: set[str], stock: Stock) -> None:
    case = case_of(load_customer(personas_dir() / f"{persona}.toml"), stock)
    assert {one.fact for one in case.asked(Message(says), read(says))} == wanted
