"""Hours and their edges."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.presence import expected, next_edge
from monitord.model.inventory import Hours, Presence

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Hours("office", frozenset({1, 2, 3, 4, 5}), time(7), time(17, 30))
NIGHT = Hours("night", frozenset({5}), time(22), time(6))


def local(text: str, zone: ZoneInfo = VIETNAM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("presence", "at", "answer"),
    [
        ("always", "2026-11-22T03:00", True),
        ("conference", "2026-11-23T09:00", False),
        (OFFICE, "2026-11-23T06:59:59", False),
        (OFFICE, "2026-11-23T07:00", True),
        (OFFICE, "2026-11-23T17:29:59", True),
        (OFFICE, "2026-11-23T17:30", False),
        (OFFICE, "2026-11-22T09:00", False),  # a Sunday
        (NIGHT, "2026-11-27T22:00", True),  # Friday night
        (NIGHT, "2026-11-28T05:59", True),
        (NIGHT, "2026-11-28T06:00", False),
        (NIGHT, "2026-11-28T22:00", False),
        (NIGHT, "2026-11-27T05:00", False),
    ],
)
def test_expected(presence: Presence, at: str, answer: bool) -> None:
    assert expected(presence, local(at), VIETNAM) is answer


@pytest.mark.parametrize(
    ("presence", "at", "edge"),
    [
        (OFFICE, "2026-11-23T06:00", "2026-11-23T07:00"),
        (OFFICE, "2026-11-23T07:00", "2026-11-23T17:30"),
        (OFFICE, "2026-11-20T18:00", "2026-11-23T07:00"),  # over the week-end
        (NIGHT, "2026-11-28T01:00", "2026-11-28T06:00"),
        (NIGHT, "2026-11-28T06:00", "2026-12-04T22:00"),
    ],
)
def test_next_edge(presence: Presence, at: str, edge: str) -> None:
    assert next_edge(presence, local(at), VIETNAM) == local(edge)


@pytest.mark.parametrize("presence", ["always", "conference"])
def test_no_edges_without_hours(presence: Presence) -> None:
    assert next_edge(presence, local("2026-11-23T06:00"), VIETNAM) is None


def test_edges_are_where_watches_show_them_when_the_clocks_change() -> None:
    """On 25 October 2026 Berlin's day has 25 hours."""
    sunday = Hours("sunday", frozenset({7}), time(7), time(17, 30))
    edge = next_edge(sunday, local("2026-10-25T00:30", BERLIN), BERLIN)
    assert edge is not None
    assert edge.astimezone(UTC) == datetime(2026, 10, 25, 6, tzinfo=UTC)


times = st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None))
hours = st.builds(
    Hours, st.just("h"), st.frozensets(st.integers(1, 7), min_size=1, max_size=7), times, times
)


@given(hours, st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_nothing_changes_before_the_next_edge_and_something_does_at_it(
    presence: Hours, moment: datetime
) -> None:
    at = moment.replace(tzinfo=VIETNAM)
    edge = next_edge(presence, at, VIETNAM)
    now = expected(presence, at, VIETNAM)
    if edge is None:
        assert all(expected(presence, at + timedelta(hours=h), VIETNAM) is now for h in range(168))
        return
    assert expected(presence, edge, VIETNAM) is not now
    assert expected(presence, edge - timedelta(seconds=1), VIETNAM) is now
