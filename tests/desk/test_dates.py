"""Days and periods as people type them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.desk import DeskError, Span, moment

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-05-31", datetime(2026, 5, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-05-31 17:00", datetime(2026, 5, 31, 17, tzinfo=UTC)),
        ("2026-05-31T17:00+02:00", datetime(2026, 5, 31, 15, tzinfo=UTC)),
        ("12h", NOW + timedelta(hours=12)),
        ("3d", NOW + timedelta(days=3)),
        (" 2 weeks ", NOW + timedelta(weeks=2)),
    ],
)
def test_times_that_people_type(typed: str, meant: datetime) -> None:
    assert moment(typed, NOW) == meant


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-02-30", "31.5.2026", "3 moons", "9999-99-99 12:00", "-3d"])
def test_what_is_no_time_is_one_sentence(typed: str) -> None:
    with pytest.raises(DeskError, match="is no time; write 2026-05-31"):
        moment(typed, NOW)


@pytest.mark.parametrize(
    ("period", "since", "until", "meant"),
    [
        ("week", "", "", Span(day(4, 28))),
        ("month", "", "", Span(day(4, 5))),
        ("quarter", "", "", Span(datetime(2026, 2, 4, tzinfo=UTC))),
        ("all", "", "", Span()),
        ("custom", "2026-05-01", "2026-05-02", Span(day(5, 1), day(5, 3))),
        ("all", "2026-05-01", "", Span(day(5, 1))),
        ("all", "", "2026-05-02", Span(None, day(5, 3))),
    ],
)
def test_periods_are_whole_days(period: str, since: str, until: str, meant: Span) -> None:
    assert Span.of(period, NOW, since=since, until=until) == meant


def test_the_days_are_those_of_utc_wherever_the_clock_stands() -> None:
    far_east = NOW.astimezone(timezone(timedelta(hours=14))) + timedelta(hours=6)  # there it is the 5th already
    assert Span.of("week", far_east) == Span(day(4, 28))


@pytest.mark.parametrize(
    ("period", "since", "until", "says"),
    [
        ("weak", "", "", "There is no period 'weak'; the nearest one is 'week'."),
        ("custom", "", "", "Say from which day to which"),
        ("week", "2026-05-01", "", "Say either the period 'week' or from which day"),
        ("all", "2026-05-02", "2026-05-01", r"The period ends \(2026-05-01\) before it begins \(2026-05-02\)"),
        ("all", "May", "", "'May' is no day; write it like 2026-05-31."),
    ],
)
def test_what_is_no_period_is_one_sentence(period: str, since: str, until: str, says: str) -> None:
    with pytest.raises(DeskError, match=says):
        Span.of(period, NOW, since=since, until=until)
