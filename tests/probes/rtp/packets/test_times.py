"""Time stamps on the wire."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets.times import (
    DAY,
    SECOND,
    ErrorEstimate,
    from_ntp,
    from_ptp,
    from_wire,
    to_ntp,
    to_ptp,
)

words = st.integers(0, 0xFFFF)


def at(text: str, ns: int = 0) -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds()) * SECOND + ns


NOW = at("2026-11-22 05:00:00", 123_456_789)
FIRST, LAST = at("1968-01-20 03:14:08"), at("2104-02-26 09:42:23", SECOND - 1)


@pytest.mark.parametrize(
    ("moment", "ntp"),
    [
        (at("1970-01-01"), 2_208_988_800 << 32),
        (at("1970-01-01", SECOND // 2), 2_208_988_800 << 32 | 1 << 31),
        (at("1999-12-31"), 3_155_587_200 << 32),  # RFC 5905, figure 4
        (at("2036-02-07 06:28:15"), 0xFFFFFFFF << 32),
        (at("2036-02-07 06:28:16"), 0),
        (at("2036-02-07 06:28:17"), 1 << 32),
        (FIRST, 1 << 63),
        (at("2104-02-26 09:42:23"), (2**31 - 1) << 32),
    ],
)
def test_an_ntp_stamp_counts_from_1900_and_anew_in_2036(moment: int, ntp: int) -> None:
    assert (to_ntp(moment), from_ntp(ntp)) == (ntp, moment)


@given(st.integers(FIRST, LAST))
def test_a_nanosecond_survives_ntp(moment: int) -> None:
    assert from_ntp(to_ntp(moment)) == moment


@given(st.integers(0, 2**64 - 1))
def test_every_ntp_stamp_is_an_instant_of_its_two_eras(stamp: int) -> None:
    assert FIRST <= from_ntp(stamp) <= LAST + 1


@given(st.integers(0, (2**32 - 1) * SECOND))
def test_a_nanosecond_survives_ptp(moment: int) -> None:
    assert from_ptp(to_ptp(moment)) == moment


def test_a_ptp_stamp_is_seconds_and_nanoseconds() -> None:
    assert to_ptp(5 * SECOND + 7) == 5 << 32 | 7


@pytest.mark.parametrize("off", [0, 5 * 3600 * SECOND, -DAY // 2])
@pytest.mark.parametrize("says_ptp", [False, True])
def test_the_z_bit_is_believed_where_it_makes_sense(off: int, *, says_ptp: bool) -> None:
    stamp = (to_ptp if says_ptp else to_ntp)(NOW + off)
    assert from_wire(stamp, ptp=says_ptp, near=NOW) == NOW + off


@pytest.mark.parametrize("says_ptp", [False, True])
def test_a_reflector_that_echoes_the_z_bit_is_seen_through(*, says_ptp: bool) -> None:
    stamp = (to_ntp if says_ptp else to_ptp)(NOW)
    assert from_wire(stamp, ptp=says_ptp, near=NOW + SECOND) == NOW


def test_a_clock_that_starts_in_1970_is_read_as_it_says() -> None:
    assert from_wire(to_ntp(42 * SECOND), ptp=False, near=NOW) == 42 * SECOND


@pytest.mark.parametrize(
    ("word", "estimate", "seconds"),
    [
        (0x0001, ErrorEstimate(multiplier=1), 2**-32),
        (0x8001, ErrorEstimate(synchronised=True, multiplier=1), 2**-32),
        (0x4001, ErrorEstimate(ptp=True, multiplier=1), 2**-32),
        (0x2003, ErrorEstimate(scale=32, multiplier=3), 3.0),
        (0xFFFF, ErrorEstimate(synchronised=True, ptp=True, scale=63, multiplier=255), 255 * 2**31),
        (0x0000, ErrorEstimate(multiplier=0), None),
    ],
)
def test_an_error_estimate_is_two_bits_scale_and_multiplier(
    word: int, estimate: ErrorEstimate, seconds: float | None
) -> None:
    assert ErrorEstimate.parse(word) == estimate
    assert int(estimate) == word
    assert estimate.seconds == seconds


@given(words)
def test_every_error_estimate_survives_the_wire(word: int) -> None:
    assert int(ErrorEstimate.parse(word)) == word


@given(st.floats(1e-9, 1e9))
def test_an_error_estimate_is_never_below_and_hardly_above_what_it_is_of(seconds: float) -> None:
    found = ErrorEstimate.of(seconds).seconds
    assert found is not None
    assert seconds <= found <= max(seconds * 1.01, seconds + 2**-32)


def test_an_error_beyond_all_bounds_is_the_greatest_estimate() -> None:
    assert int(ErrorEstimate.of(1e15, synchronised=True)) == 0xBFFF
