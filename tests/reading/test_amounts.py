import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reading.amounts import durations, money, times

HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("I'll refund the $24.50", [(24.5, "USD")]),
        ("twenty-five pounds back", [(25.0, "GBP")]),
        ("two hundred and ten euros", [(210.0, "EUR")]),
        ("€1.299,50 or 1,299.50 usd", [(1299.5, "EUR"), (1299.5, "USD")]),
        ("10% off, ten percent", [(10.0, "%"), (10.0, "%")]),
        ("£3k", [(3000.0, "GBP")]),
        ("a 20 quid voucher", [(20.0, "GBP")]),
        ("my 3 cats", []),
    ],
)
def test_money(text: str, amounts: list[tuple[float, str]]) -> None:
    found = money(text)
    assert [(m.value, m.currency) for m in found] == amounts


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("two minutes", [120]),
        ("2 min", [120]),
        ("2mins", [120]),
        ("half an hour", [1800]),
        ("an hour and a half", [5400]),
        ("3-5 working days", [5 * DAY]),
        ("three to five days", [5 * DAY]),
        ("a couple of days", [2 * DAY]),
        ("twenty four hours", [24 * HOUR]),
        ("a fortnight", [14 * DAY]),
        ("wait a sec", [1]),
        ("May is a month", [30 * DAY]),
        ("nothing here", []),
    ],
)
def test_durations(text: str, seconds: list[int]) -> None:
    assert [d.seconds for d in durations(text)] == seconds


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("You'll have it by Friday.", ["by Friday"]),
        ("tomorrow at noon", ["tomorrow at noon"]),
        ("It comes at 5 pm.", ["at 5 pm"]),
        ("done within the hour", ["within the hour"]),
        ("by 5 pm today", ["by 5 pm today"]),
        ("in the next ten minutes", ["in the next ten minutes"]),
        ("within 3 to 5 working days", ["within 3 to 5 working days"]),
        ("tmrw", ["tmrw"]),
        ("by the end of the day", ["by the end of the day"]),
        ("as soon as possible", []),
        ("you may call me", []),
    ],
)
def test_times(text: str, quotes: list[str]) -> None:
    assert [w.quote for w in times(text)] == quotes


@given(st.text(alphabet=st.sampled_from("0123456789 .,:-$€£%abdehimnorstuwy½٣"), max_size=80) | st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_survived_and_places_are_right(text: str) -> None:
    for found in (money(text), durations(text), times(text)):
        assert all(0 <= f.start < f.end <= len(text) for f in found)
    assert all(text[w.start : w.end] == w.quote for w in times(text))
