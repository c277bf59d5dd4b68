"""When windows are in force, and when to look again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.maintenance import between, in_force, next_edge
from monitord.model.maintenance import Window
from tests.maintenance.province import at, province, window

PROVINCE = province()
NEW_YORK = "America/New_York"
FOREVER = datetime(2199, 1, 1, tzinfo=UTC)


def starts(made: Window, now: datetime) -> list[datetime]:
    return [occurrence.start for occurrence in in_force([made], PROVINCE, now)]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-22 21:59:59.999999", False),
        ("2026-11-22 22:00", True),
        ("2026-11-23 01:59:59.999999", True),
        ("2026-11-23 02:00", False),
        ("2026-11-29 22:00", False),
    ],
)
def test_a_window_over_midnight_holds_from_its_start_up_to_its_end(
    now: str, expected: bool
) -> None:
    assert bool(starts(window(), at(now))) is expected


@pytest.mark.parametrize(
    ("now", "edge"),
    [
        ("2026-01-01 00:00", "2026-11-22 22:00"),
        ("2026-11-22 22:00", "2026-11-23 02:00"),
        ("2026-11-23 02:00", None),
    ],
)
def test_the_next_edge_is_the_start_then_the_end_then_none(now: str, edge: str | None) -> None:
    assert next_edge([window()], at(now)) == (at(edge) if edge else None)


def test_what_repeats_holds_each_time_on_the_same_hour_of_the_wall() -> None:
    made = window(repeat="FREQ=MONTHLY;BYDAY=1SU")
    assert starts(made, at("2026-11-22 23:00")) == []
    assert starts(made, at("2027-01-04 01:00")) == [at("2027-01-03 22:00")]
    assert next_edge([made], at("2027-01-04 02:00")) == at("2027-02-07 22:00")


def test_the_last_time_is_over_for_good() -> None:
    made = window(repeat="FREQ=DAILY;COUNT=2")
    assert starts(made, at("2026-11-24 01:00")) == [at("2026-11-23 22:00")]
    assert next_edge([made], at("2026-11-24 02:00")) is None


def test_a_window_longer_than_its_period_is_in_force_twice_at_a_time() -> None:
    made = window(hours=30, repeat="FREQ=DAILY")
    both = [at("2026-11-23 22:00"), at("2026-11-24 22:00")]
    assert starts(made, at("2026-11-25 00:00")) == both


def test_of_several_windows_the_nearest_edge_counts() -> None:
    several = [window("2026-12-01 08:00"), window("2026-11-30 08:00", ident="v")]
    assert next_edge(several, at("2026-11-23 00:00")) == at("2026-11-30 08:00")
    assert next_edge([], at("2026-11-23 00:00")) is None


@pytest.mark.parametrize(
    ("wall", "start", "hours"),
    [
        # Clocks go forward at 02:00 on 8 March 2026: 02:30 does not exist, 03:30 is meant.
        ("2026-03-07 02:30", datetime(2026, 3, 8, 7, 30, tzinfo=UTC), 1),
        # The same night, four real hours from 22:00: until 03:00 by the new time.
        ("2026-03-07 22:00", datetime(2026, 3, 8, 3, 0, tzinfo=UTC), 4),
        # Clocks go back at 02:00 on 1 November 2026: of two 01:30 the first is meant.
        ("2026-10-31 01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 1),
        # In winter an hour later by UTC, the same on the wall.
        ("2026-10-31 22:00", datetime(2026, 11, 2, 3, 0, tzinfo=UTC), 4),
    ],
)
def test_where_clocks_are_put_forward_and_back_the_wall_decides(
    wall: str, start: datetime, hours: float
) -> None:
    made = window(wall, hours, "FREQ=DAILY", zone=NEW_YORK)
    assert starts(made, start - timedelta(microseconds=1)) == []
    assert starts(made, start) == [start]
    assert next_edge([made], start) == start + timedelta(hours=hours)


def test_a_cancelled_window_ends_there_and_does_not_come_again() -> None:
    cancelled = at("2026-11-23 23:00")
    made = window(repeat="FREQ=DAILY", cancelled=cancelled)
    assert starts(made, at("2026-11-23 22:30")) == [at("2026-11-23 22:00")]
    assert next_edge([made], at("2026-11-23 22:30")) == cancelled
    assert starts(made, cancelled) == []
    assert next_edge([made], cancelled) is None


def test_a_window_cancelled_beforehand_is_never_in_force() -> None:
    made = window(cancelled=at("2026-11-20 10:00"))
    assert starts(made, at("2026-11-22 23:00")) == []
    assert next_edge([made], at("2026-11-21 00:00")) is None


def test_a_window_that_cannot_be_read_hides_nothing() -> None:
    made = window(repeat="FREQ=SECONDLY")
    assert starts(made, at("2026-11-22 23:00")) == []
    assert next_edge([made], at("2026-11-22 23:00")) is None


_ZONES = st.sampled_from(["Asia/Ho_Chi_Minh", NEW_YORK, "Europe/London", "Australia/Lord_Howe"])
_RULES = st.sampled_from(
    [None, "FREQ=DAILY", "FREQ=DAILY;COUNT=7", "FREQ=WEEKLY;BYDAY=MO,SU", "FREQ=MONTHLY;BYDAY=1SU",
     "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=DAILY;INTERVAL=3;UNTIL=20261231"]
)  # fmt: skip
_NOWS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
_STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)).map(
    lambda wall: f"{wall:%Y-%m-%d %H:%M}"
)


@given(_STARTS, st.integers(1, 100), _RULES, _ZONES, _NOWS, st.floats(0, 1))
def test_between_two_edges_nothing_changes(
    wall: str, hours: int, rule: str | None, zone: str, now: datetime, part: float
) -> None:
    made = window(wall, hours, rule, zone=zone)
    edge = next_edge([made], now)
    later = now + (min(edge or FOREVER, now + timedelta(days=400)) - now) * part * 0.999999
    assert in_force([made], PROVINCE, now) == in_force([made], PROVINCE, later)
    if edge is not None:
        assert edge > now
        assert in_force([made], PROVINCE, edge) != in_force([made], PROVINCE, now)


@given(
    _STARTS, st.integers(1, 100), _RULES, _ZONES, _NOWS, st.floats(0, 60 * 86400), st.floats(0, 1)
)
def test_the_times_of_a_stretch_are_all_those_in_force_at_any_moment_of_it(
    wall: str, hours: int, rule: str | None, zone: str, since: datetime, length: float, part: float
) -> None:
    made = window(wall, hours, rule, zone=zone)
    until = since + timedelta(seconds=length + 1)
    times = list(between(made, since, until))
    assert times == sorted(times)
    assert all(start < until and end > since for start, end in times)
    moment = since + (until - since) * part * 0.999999
    there = [(start, end) for start, end in times if start <= moment < end]
    assert there == [(each.start, each.end) for each in in_force([made], PROVINCE, moment)]
