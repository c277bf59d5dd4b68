"""Percentiles and histograms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.quality import VARIATION_BOUNDS
from probes.rtp.statistics.spread import histogram, spread
from tests.probes.rtp.statistics.streams import MS


def test_percentiles_are_nearest_rank() -> None:
    seen = spread([n * MS for n in range(1, 101)][::-1])
    assert seen is not None
    assert (seen.min, seen.p50, seen.p95, seen.p99, seen.max) == (0.001, 0.05, 0.095, 0.099, 0.1)
    assert seen.mean == pytest.approx(0.0505)


def test_one_time_is_all_of_its_figures() -> None:
    seen = spread([7 * MS])
    assert seen is not None
    assert {seen.min, seen.mean, seen.p50, seen.p95, seen.p99, seen.max} == {0.007}


def test_of_nothing_there_is_nothing() -> None:
    assert spread([]) is None
    assert histogram([]) == ()


def test_a_time_on_a_bound_is_below_it() -> None:
    assert histogram([0, MS, MS + 1, 200 * MS, 200 * MS + 1, 10**12]) == (
        (2, 1, 0, 0, 0, 0, 0, 0, 1, 2)
    )


@given(st.lists(st.integers(0, 400 * MS), min_size=1))
def test_every_time_is_in_the_bucket_of_its_bounds(times: list[int]) -> None:
    slow = [0] * (len(VARIATION_BOUNDS) + 1)
    for time in times:
        slow[sum(time > round(bound * 1e9) for bound in VARIATION_BOUNDS)] += 1
    assert histogram(times) == tuple(slow)
    seen = spread(times)
    assert seen is not None
    least = min(t for t in times if sum(other <= t for other in times) * 100 >= 95 * len(times))
    assert seen.p95 == least / 1e9
