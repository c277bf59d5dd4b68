"""Quantities as people write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.inventory import units
from tests.inventory.good import refuses


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("800ms", 0.8),
        ("5s", 5),
        ("1.5m", 90),
        ("2h", 7200),
        ("1d", 86400),
        ("0.1s", 0.1),
        ("250 ms", 0.25),
        ("0s", 0),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert units.parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "rate"),
    [("64bit/s", 64), ("512kbit/s", 512_000), ("20Mbit/s", 20_000_000), ("1.5Gbit/s", 1.5e9)],
)
def test_rates(text: str, rate: int) -> None:
    assert units.parse_rate(text) == rate


@pytest.mark.parametrize(
    ("text", "ratio"), [("99.9%", 0.999), ("1%", 0.01), ("0%", 0), ("100%", 1)]
)
def test_ratios(text: str, ratio: float) -> None:
    assert units.parse_ratio(text) == ratio


@pytest.mark.parametrize(
    ("text", "code"), [("0", 0), ("63", 63), ("EF", 46), ("ef", 46), ("AF41", 34), ("CS5", 40)]
)
def test_code_points(text: str, code: int) -> None:
    assert units.parse_dscp(text) == code


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("mon,wed,sat", {1, 3, 6}),
        ("fri-mon", {5, 6, 7, 1}),
        ("Mon - Tue, sun", {1, 2, 7}),
        ("sun", {7}),
    ],
)
def test_days(text: str, days: set[int]) -> None:
    assert units.parse_days(text) == days


def test_times_and_dates() -> None:
    assert units.parse_time("07:30") == time(7, 30)
    assert units.parse_date("2025-07-01") == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("parse", "texts"),
    [
        (units.parse_duration, ["", "5", "5 ", "s", "-5s", "5S", "1e3s", "5s5", "10:20:30", "٥s"]),
        (units.parse_rate, ["", "20", "20M", "20MB/s", "20Mb/s", "0.5bit/s", "-1bit/s"]),
        (units.parse_ratio, ["", "99.9", "101%", "-1%", "99,9%", "%"]),
        (units.parse_whole, ["", "-1", "+1", "010", "0x10", "1_000", "1.0", "1e3", "٥", "9" * 19]),
        (units.parse_dscp, ["", "64", "-1", "AF44", "CS8", "EF "]),
        (units.parse_time, ["", "7:30", "24:00", "07:60", "10:20:30", "٠٧:٣٠"]),
        (units.parse_date, ["", "2025-02-30", "20250701", "2025-7-1", "2025-W27-2"]),
        (units.parse_days, ["", "mon,", "mon-", "monday", "thu2", "mon-tue-wed", "1-5"]),
    ],
)
def test_what_is_not_understood_is_refused(
    parse: Callable[[str], object], texts: list[str]
) -> None:
    for text in texts:
        assert refuses(parse, text)


@given(st.integers(0, 10**10))
def test_a_duration_in_whole_milliseconds_survives_being_written(milliseconds: int) -> None:
    assert units.parse_duration(units.format_duration(milliseconds / 1000)) == milliseconds / 1000


@given(st.integers(0, 10**12))
def test_a_rate_survives_being_written(rate: int) -> None:
    assert units.parse_rate(units.format_rate(rate)) == rate


@given(st.integers(0, 10_000))
def test_a_ratio_survives_being_written(parts: int) -> None:
    assert units.parse_ratio(units.format_ratio(parts / 10_000)) == parts / 10_000


@given(st.text())
def test_any_text_is_understood_or_refused(text: str) -> None:
    for parse in (
        units.parse_duration,
        units.parse_rate,
        units.parse_ratio,
        units.parse_dscp,
        units.parse_time,
        units.parse_date,
        units.parse_days,
    ):
        try:
            parse(text)
        except ValueError:
            continue


def test_moments() -> None:
    assert units.parse_moment("2026-11-29 22:00") == datetime(2026, 11, 29, 22)


@pytest.mark.parametrize(
    "text",
    ["2026-11-29", "22:00", "2026-11-29T22:00", "2026-11-29  22:00", "2026-11-31 22:00", "",
     "2026-11-29 22:00:00", "2026-11-29 22:00+07:00", "29/11/2026 22:00"],
)  # fmt: skip
def test_no_moments(text: str) -> None:
    assert refuses(units.parse_moment, text)
