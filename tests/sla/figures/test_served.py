"""Hours of service, on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, time

from monitord.model.inventory import Hours
from monitord.sla.served import stretches

WEEK = frozenset(range(1, 8))
OFFICE = Hours("o", frozenset(range(1, 6)), time(7), time(17, 30))
NIGHT = Hours("n", WEEK, time(22), time(6))
WHOLE = Hours("w", WEEK, time(0), time(0))
VIETNAM, BERLIN = "Asia/Ho_Chi_Minh", "Europe/Berlin"


def seconds(hours: Hours, zone: str, start: datetime, end: datetime) -> float:
    return sum((b - a).total_seconds() for a, b in stretches(hours, zone, start, end))


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_office_hours_of_a_week_are_five_days() -> None:
    assert seconds(OFFICE, VIETNAM, utc(10, 4, 17), utc(10, 11, 17)) == 5 * 10.5 * 3600


def test_hours_are_cut_at_the_edges() -> None:
    # Monday, 5 October, 10:00 to 11:00 in Vietnam
    assert list(stretches(OFFICE, VIETNAM, utc(10, 5, 3), utc(10, 5, 4))) == [
        (utc(10, 5, 3), utc(10, 5, 4))
    ]


def test_a_night_reaches_in_from_the_day_before() -> None:
    # 1 October, 00:00 to 24:00 in Vietnam: to 06:00, and from 22:00
    found = list(stretches(NIGHT, VIETNAM, utc(9, 30, 17), utc(10, 1, 17)))
    assert found == [(utc(9, 30, 17), utc(9, 30, 23)), (utc(10, 1, 15), utc(10, 1, 17))]


def test_a_day_from_midnight_to_midnight_is_as_long_as_the_day() -> None:
    assert seconds(WHOLE, BERLIN, utc(10, 24, 22), utc(10, 25, 23)) == 25 * 3600
    assert seconds(WHOLE, BERLIN, utc(3, 28, 23), utc(3, 29, 22)) == 23 * 3600


def test_no_hours_on_other_days() -> None:
    assert seconds(OFFICE, VIETNAM, utc(10, 9, 17), utc(10, 11, 17)) == 0  # Saturday and Sunday
