"""Lines in quick succession are one message, and no line waits for ever."""

from bot.features.lines import DEBOUNCE, LONGEST_WAIT, STILL_TYPING, Gathering


def test_a_line_waits_for_the_next_one() -> None:
    lines = Gathering()
    lines.wrote(10.0)
    assert lines.say_at == 10.0 + DEBOUNCE
    lines.wrote(11.0)
    assert lines.say_at == 11.0 + DEBOUNCE


def test_it_waits_longer_while_its_writer_types() -> None:
    lines = Gathering()
    lines.wrote(10.0)
    lines.typing(11.0)
    assert lines.say_at == 11.0 + STILL_TYPING


def test_typing_alone_says_nothing() -> None:
    lines = Gathering()
    lines.typing(11.0)
    assert lines.say_at is None


def test_no_line_waits_for_ever_however_often_others_follow() -> None:
    lines = Gathering()
    for second in range(0, 60, 1):
        lines.wrote(float(second))
        lines.typing(second + 0.5)
    assert lines.say_at == LONGEST_WAIT


def test_what_was_taken_waits_no_more() -> None:
    lines = Gathering()
    lines.wrote(10.0)
    assert lines.take() == 10.0 + DEBOUNCE
    lines.typing(11.0)
    assert lines.say_at is None


def test_what_could_not_be_said_is_said_later_unless_a_new_line_came() -> None:
    lines = Gathering()
    lines.wrote(10.0)
    taken = lines.take()
    lines.put_back(taken)
    assert lines.say_at == 10.0 + DEBOUNCE
    lines.take()
    lines.wrote(20.0)
    lines.put_back(taken)
    assert lines.say_at == 20.0 + DEBOUNCE
