"""Words are read by their kind, and by who does what to whom."""

from bot.reading.features import units
from bot.reading.meaning import build_concepts, concepts
from bot.reading.message import Message


def seen(text: str) -> set[str]:
    return {name for unit in units(Message(text)) for name in unit.features}


def test_different_words_of_one_kind_give_the_same_order_of_meanings() -> None:
    both = seen("You soaked the hob") & seen("You smashed the kettle")
    assert "z:YOU fault.damage" in both


def test_who_does_it_makes_a_difference() -> None:
    assert "z:WE fault.damage" in seen("We smashed the kettle")
    assert "z:YOU fault.damage" not in seen("We smashed the kettle")


def test_a_denied_meaning_is_told_from_a_plain_one() -> None:
    assert "nm:promise.word" in seen("I will not promise that")
    assert "nm:promise.word" not in seen("I promise that")


def test_what_is_quoted_means_nothing() -> None:
    assert "m:promise.word" not in seen('You wrote "I promise it today"')


def test_a_loud_word_is_no_code() -> None:
    assert "m:insult.order" in seen("STOP whining at me please")


def test_a_phrase_hides_its_parts() -> None:
    found = seen("no worries at all")
    assert "m:bye.word" in found
    assert "m:feel.fear" not in found


def test_a_meaning_stands_where_its_words_stand() -> None:
    message = Message("Fine. You are a clown, mate.")
    unit = units(message)[1]
    first, last = unit.told["m:insult.stupid"]
    assert [t.word for t in message.tokens[first:last]] == ["clown"]


def test_the_concepts_that_ship_are_those_of_the_data_file() -> None:
    built, shipped = build_concepts(), concepts()
    assert built.single == shipped.single
    assert built.runs == shipped.runs
