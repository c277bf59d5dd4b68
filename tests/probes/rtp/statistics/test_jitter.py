"""Interarrival jitter, step by step."""

from __future__ import annotations

import pytest

from probes.rtp.statistics.jitter import jitter


def arrivals(*transits: int) -> list[tuple[int, int]]:
    """Packets 20 ms of media apart."""
    return [(transit, 160 * n) for n, transit in enumerate(transits)]


def test_the_steps_of_rfc_3550() -> None:
    seen = jitter([arrivals(0, 16_000, 16_000, 0)])
    assert seen is not None
    first = 16_000 / 16
    second = first + (0 - first) / 16
    third = second + (16_000 - second) / 16
    assert seen.last == pytest.approx(third / 1e9)
    assert seen.max == pytest.approx(third / 1e9)
    assert seen.mean == pytest.approx((0 + first + second + third) / 4 / 1e9)


@pytest.mark.parametrize("packets", [[], arrivals(7), [(0, 5), (900, 5), (1800, 5)]])
def test_there_is_none_without_two_packets_to_compare(packets: list[tuple[int, int]]) -> None:
    assert jitter([packets]) is None


def test_packets_of_one_frame_count_once() -> None:
    frames = [(0, 0), (5_000, 0), (9_000, 0), (160, 3000), (7_000, 3000)]
    assert jitter([frames]) == jitter([[(0, 0), (160, 3000)]])


def test_no_difference_spans_two_stretches_and_the_jitter_goes_on() -> None:
    seen = jitter([arrivals(0, 16_000), arrivals(9_000_000, 9_000_000)])
    assert seen is not None
    assert seen.max == pytest.approx(1e-6)
    assert seen.last == pytest.approx(1e-6 * 15 / 16)
