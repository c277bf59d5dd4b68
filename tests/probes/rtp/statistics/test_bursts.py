"""Bursts and gaps, counted by hand and against the definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.statistics.bursts import GMIN, bursts

SPACING = 0.02


def fates(pattern: str) -> list[bool]:
    """From a picture: `.` arrived, `x` lost, a number that many arrived."""
    found: list[bool] = []
    for part in pattern.split():
        found += [True] * int(part) if part.isdigit() else [each == "." for each in part]
    return found


@pytest.mark.parametrize(
    ("pattern", "count", "burst_density", "gap_density", "burst", "gap", "longest"),
    [
        ("", 0, 0, 0, 0, 0, 0),
        ("100", 0, 0, 0, 0, 100, 0),
        ("50 x 49", 0, 0, 1 / 100, 0, 100, 1),
        ("50 xxx 47", 1, 1, 0, 3, 97 / 2, 3),
        ("20 x 15 x 20", 1, 2 / 17, 0, 17, 20, 1),
        ("20 x 16 x 20", 0, 0, 2 / 58, 0, 58, 1),
        ("xx 16 x 16 x.x", 2, 4 / 5, 1 / 33, 5 / 2, 33, 2),
        ("xxxx", 1, 1, 0, 4, 0, 4),
        ("x", 0, 0, 1, 0, 1, 1),
        ("30 x..xx 40 xx 30 x 30", 2, 5 / 7, 1 / 131, 7 / 2, 131 / 3, 2),
    ],
)
def test_bursts_are_those_of_rfc_3611(
    pattern: str,
    count: int,
    burst_density: float,
    gap_density: float,
    burst: float,
    gap: float,
    longest: int,
) -> None:
    seen = bursts(fates(pattern), SPACING)
    assert (seen.bursts, seen.longest_run) == (count, longest)
    assert seen.burst_density == pytest.approx(burst_density)
    assert seen.gap_density == pytest.approx(gap_density)
    assert seen.burst_length == pytest.approx(burst * SPACING)
    assert seen.gap_length == pytest.approx(gap * SPACING)


def inside_burst(arrived: list[bool], at: int) -> bool:
    """Whether some stretch around `at` fits the definition, and holds more than one loss."""
    lost = [n for n, came in enumerate(arrived) if not came]
    for start in lost:
        for end in lost:
            if not start <= at <= end or start == end:
                continue
            picture = "".join("." if came else "x" for came in arrived[start : end + 1])
            if "." * GMIN not in picture:
                return True
    return False


@given(st.lists(st.integers(0, 20), max_size=12), st.integers(0, 20))
def test_what_is_in_a_burst_is_by_the_definition(runs: list[int], end: int) -> None:
    arrived = fates(" ".join(f"{run} x" for run in runs) + f" {end}")
    inside = [inside_burst(arrived, at) for at in range(len(arrived))]
    seen = bursts(arrived, 1.0)
    assert seen.burst_length * seen.bursts == pytest.approx(sum(inside))
    lost_inside = sum(not came for came, burst in zip(arrived, inside, strict=True) if burst)
    assert seen.burst_density * sum(inside) == pytest.approx(lost_inside)
    outside = len(arrived) - sum(inside)
    lost_outside = arrived.count(False) - lost_inside
    assert seen.gap_density * outside == pytest.approx(lost_outside)
