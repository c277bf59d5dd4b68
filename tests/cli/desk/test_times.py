"""Times and spans as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.cli.desk.times import TimeError, read_time, span

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)
"""03:30 of the 23rd where the organization is."""


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("2026-11-29 22:00", "2026-11-29T22:00+07:00"),
        ("2026-11-29T22:00", "2026-11-29T22:00+07:00"),
        ("2026-11-29", "2026-11-29T00:00+07:00"),
        ("2026-11-29T22:00:00Z", "2026-11-29T22:00+00:00"),
        ("2026-11-29T22:00+09:00", "2026-11-29T22:00+09:00"),
        ("22:00", "2026-11-23T22:00+07:00"),
        ("7h30", "2026-11-23T07:30+07:00"),
        ("22:00 29/11/2026", "2026-11-29T22:00+07:00"),
        ("22:00 ngày 29/11/2026", "2026-11-29T22:00+07:00"),
        ("29/11/2026 22:00", "2026-11-29T22:00+07:00"),
        ("29/11/2026", "2026-11-29T00:00+07:00"),
        ("now", "2026-11-22T20:30+00:00"),
        ("+2h", "2026-11-22T22:30+00:00"),
        ("-90m", "2026-11-22T19:00+00:00"),
        ("+1d12h", "2026-11-24T08:30+00:00"),
        (" 22:00 ", "2026-11-23T22:00+07:00"),
    ],
)
def test_a_time_is_read(word: str, meant: str) -> None:
    assert read_time(word, HANOI, NOW) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "word",
    ["", "yesterday", "25:00", "22", "31/02/2026", "1/1/2026 7:00 8:00", "7:00 1/1/2026 8:00",
     "2026-13-01", "+", "+2", "+2x", "++2h", "+2h!", "+99999999999d", "22:00:99"],
)  # fmt: skip
def test_what_is_no_time_is_refused(word: str) -> None:
    with pytest.raises(TimeError):
        read_time(word, HANOI, NOW)


@pytest.mark.parametrize(
    ("word", "seconds"), [("90m", 5400), ("4h", 14400), ("1d", 86400), ("1h30m", 5400)]
)
def test_a_span_is_read(word: str, seconds: float) -> None:
    assert span(word) == timedelta(seconds=seconds)


@given(st.text(max_size=30))
def test_anything_is_a_time_with_a_zone_or_refused(word: str) -> None:
    try:
        assert read_time(word, HANOI, NOW).tzinfo is not None
    except TimeError:
        return
