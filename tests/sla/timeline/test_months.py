"""Calendar months and days as stretches of UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.ledger import LedgerError
from monitord.sla.months import days_of, full_end, last_month, month_of, over, this_month

NOW = datetime(2030, 1, 1, tzinfo=UTC)
ZONES = (
    "Asia/Ho_Chi_Minh",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("2026-10", "Asia/Ho_Chi_Minh", "2026-09-30 17:00", "2026-10-31 17:00"),
        ("2026-12", "Asia/Ho_Chi_Minh", "2026-11-30 17:00", "2026-12-31 17:00"),
        ("2028-02", "Asia/Ho_Chi_Minh", "2028-01-31 17:00", "2028-02-29 17:00"),
        ("2027-02", "Asia/Ho_Chi_Minh", "2027-01-31 17:00", "2027-02-28 17:00"),
        ("2026-03", "Europe/Berlin", "2026-02-28 23:00", "2026-03-31 22:00"),
        ("2026-10", "Europe/Berlin", "2026-09-30 22:00", "2026-10-31 23:00"),
    ],
)
def test_a_month_is_that_of_the_wall(text: str, zone: str, start: str, end: str) -> None:
    month = month_of(text, zone, NOW)
    assert (month.start, month.end) == (utc(start), utc(end))
    assert month.name == text
    assert over(month)


@pytest.mark.parametrize(
    ("text", "zone", "hours"),
    [
        ("2026-10", "Asia/Ho_Chi_Minh", 744),
        ("2026-10", "Europe/Berlin", 745),
        ("2026-03", "Europe/Berlin", 743),
        ("2028-02", "Europe/Berlin", 696),
        ("2011-12", "Pacific/Apia", 720),
    ],
)
def test_clocks_that_are_set_make_months_longer_or_shorter(
    text: str, zone: str, hours: int
) -> None:
    month = month_of(text, zone, NOW)
    assert month.end - month.start == timedelta(hours=hours)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "2026-13", "2026-00", "10-2026", "2026-1", "1999-12", "tháng 10", "²026-10"],
)
def test_nonsense_is_no_month(text: str) -> None:
    with pytest.raises(LedgerError) as raised:
        month_of(text, "Asia/Ho_Chi_Minh", NOW)
    assert (raised.value.code, raised.value.params) == ("sla.month-unreadable", {"month": text})


def test_a_month_that_has_not_begun_on_the_wall_is_refused() -> None:
    begins = utc("2026-10-31 17:00")
    with pytest.raises(LedgerError, match=r"sla\.month-future"):
        month_of("2026-11", "Asia/Ho_Chi_Minh", begins)
    begun = month_of("2026-11", "Asia/Ho_Chi_Minh", begins + timedelta(microseconds=1))
    assert begun.end - begun.start == timedelta(microseconds=1)


def test_a_month_that_is_not_over_ends_now() -> None:
    now = utc("2026-10-17 03:00")
    month = month_of("2026-10", "Asia/Ho_Chi_Minh", now)
    assert month.end == now
    assert full_end(month) == utc("2026-10-31 17:00")
    assert not over(month)
    assert this_month("Asia/Ho_Chi_Minh", now) == month
    last_day = days_of(month)[-1]
    assert (last_day.date, last_day.end) == (date(2026, 10, 17), now)


@pytest.mark.parametrize(
    ("now", "name"),
    [("2026-10-31 16:59", "2026-09"), ("2026-10-31 17:00", "2026-10"), ("2027-01-05", "2026-12")],
)
def test_the_last_month_is_over_as_soon_as_the_next_begins(now: str, name: str) -> None:
    month = last_month("Asia/Ho_Chi_Minh", utc(now))
    assert month.name == name
    assert over(month)


def test_a_day_on_which_clocks_are_set_has_23_or_25_hours() -> None:
    spring = {
        day.date.day: day.end - day.start
        for day in days_of(month_of("2026-03", "Europe/Berlin", NOW))
    }
    autumn = {
        day.date.day: day.end - day.start
        for day in days_of(month_of("2026-10", "Europe/Berlin", NOW))
    }
    assert spring[29] == timedelta(hours=23)
    assert autumn[25] == timedelta(hours=25)
    assert spring[28] == autumn[24] == timedelta(hours=24)


def test_a_day_that_begins_with_a_gap_begins_at_its_end() -> None:
    """Cairo: on 24 April 2026 the clocks go from 00:00 to 01:00."""
    day = days_of(month_of("2026-04", "Africa/Cairo", NOW))[23]
    assert day.date == date(2026, 4, 24)
    assert (day.start, day.end) == (utc("2026-04-23 22:00"), utc("2026-04-24 21:00"))


def test_a_day_that_a_zone_left_out_is_not_there() -> None:
    """Samoa had no 30 December 2011."""
    days = [day.date.day for day in days_of(month_of("2011-12", "Pacific/Apia", NOW))]
    assert days == [*range(1, 30), 31]


@given(
    zone=st.sampled_from(ZONES),
    year=st.integers(2000, 2029),
    number=st.integers(1, 12),
    seconds=st.floats(0, 40 * 86400),
)
def test_the_days_are_the_month_exactly(zone: str, year: int, number: int, seconds: float) -> None:
    whole = month_of(f"{year}-{number:02}", zone, NOW)
    for month in (
        whole,
        month_of(whole.name, zone, whole.start + timedelta(microseconds=1, seconds=seconds)),
    ):
        days = days_of(month)
        assert days[0].start == month.start
        assert days[-1].end == month.end
        assert all(one.end == other.start for one, other in pairwise(days))
        assert all(day.start < day.end for day in days)
