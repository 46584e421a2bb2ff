"""A sentence is compared with the customer's line: what it takes up, what it turns, what it answers."""

from bot.reading.features import units
from bot.reading.message import Message


def stance(context: str, text: str) -> set[str]:
    seen = units(Message(text), Message(context))
    return {name[2:] for unit in seen for name in unit.features if name.startswith("v:")}


def test_a_word_that_is_negated_on_one_side_only_is_turned() -> None:
    assert "turned" in stance("You promised me a van", "We never promised that.")
    assert "turned" not in stance("You promised me a van", "We promised that.")


def test_what_the_customer_says_of_you_is_said_of_me() -> None:
    assert "me > me is" in stance("You lost my suitcase", "We lost it.")
    assert "me > you is" in stance("You lost my suitcase", "You left it there.")


def test_a_verb_that_stands_for_the_claim_is_seen_without_a_shared_word() -> None:
    assert "ends on verb is > not told" in stance("It never arrived", "It did.")
    assert "ends on verb not > not told" in stance("It never arrived", "No, it did not.")


def test_another_number_than_the_customers_is_seen() -> None:
    assert "other number" in stance("I rang 4 times", "The screen shows 1 call.")
    assert "same number" in stance("I rang 4 times", "You rang 4 times.")


def test_without_the_customers_line_there_is_no_stance() -> None:
    assert not any(name.startswith("v:") for unit in units(Message("We lost it.")) for name in unit.features)
