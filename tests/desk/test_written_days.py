"""Days are written as the server has set."""

from datetime import date

import pytest

from bot.desk.written_days import DATES, short_day, written_day

DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("dates", "whole", "short"),
    [
        ("en-GB", "4 March 2026", "4 Mar"),
        ("en-US", "March 4, 2026", "Mar 4"),
        ("de", "4. März 2026", "4. März"),
        ("iso", "2026-03-04", "03-04"),
    ],
)
def test_each_way_of_writing(dates: str, whole: str, short: str) -> None:
    assert (written_day(DAY, dates), short_day(DAY, dates)) == (whole, short)


def test_the_examples_that_are_offered_cover_all_ways_and_differ() -> None:
    assert list(DATES) == ["en-GB", "en-US", "de", "iso"]
    assert len(set(DATES.values())) == len(DATES)


@pytest.mark.parametrize("dates", DATES)
def test_no_two_months_look_alike(dates: str) -> None:
    assert len({short_day(date(2026, month, 1), dates) for month in range(1, 13)}) == 12


def test_a_way_that_is_not_known_any_more_counts_as_the_usual_one() -> None:
    assert written_day(DAY, "fr") == "4 March 2026"
