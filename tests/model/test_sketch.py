"""Quantiles of sketches against the sorted values themselves."""

from __future__ import annotations

from math import ceil, inf, nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.sketch import (
    EMPTY,
    LEAST,
    RELATIVE_ERROR,
    Sketch,
    bucket_of,
    bucket_of_ns,
    merged,
    value_of,
)

ROUNDING = 1e-9
"""Of logarithms and powers, relative: a value at the very edge of a bucket."""

measured = st.floats(LEAST, 1e6)
several = st.lists(measured, min_size=1, max_size=200)
ranks = st.floats(0, 1)


def nearest_rank(values: list[float], q: float) -> float:
    """The smallest value that at least the share `q` of all do not exceed."""
    return sorted(values)[max(1, ceil(q * len(values))) - 1]


@given(several, ranks)
def test_a_quantile_is_near_the_value_of_its_rank(values: list[float], q: float) -> None:
    found = Sketch.of(values).quantile(q)
    assert found == pytest.approx(nearest_rank(values, q), rel=RELATIVE_ERROR + ROUNDING)


@given(st.lists(several, min_size=1, max_size=6), ranks)
def test_of_many_sketches_it_is_as_near_as_of_one(parts: list[list[float]], q: float) -> None:
    together = merged(map(Sketch.of, parts))
    values = [value for part in parts for value in part]
    assert together.quantile(q) == pytest.approx(
        nearest_rank(values, q), rel=RELATIVE_ERROR + ROUNDING
    )


@given(st.lists(st.lists(measured, max_size=20), max_size=6), st.randoms(), st.integers(0, 6))
def test_order_and_grouping_of_a_merge_make_no_difference(
    parts: list[list[float]], order: Random, cut: int
) -> None:
    sketches = [Sketch.of(part) for part in parts]
    shuffled = sketches.copy()
    order.shuffle(shuffled)
    grouped = merged([merged(shuffled[:cut]), merged(shuffled[cut:])])
    assert grouped == merged(sketches) == Sketch.of(value for part in parts for value in part)


@given(measured)
def test_what_stands_for_a_bucket_is_near_each_value_in_it(value: float) -> None:
    assert value_of(bucket_of(value)) == pytest.approx(value, rel=RELATIVE_ERROR + ROUNDING)


@given(st.integers(1_000, 10**15))
def test_nanoseconds_have_the_bucket_of_their_seconds(nanoseconds: int) -> None:
    bucket = bucket_of_ns(nanoseconds)
    assert value_of(bucket) == pytest.approx(nanoseconds / 1e9, rel=RELATIVE_ERROR + ROUNDING)


@pytest.mark.parametrize("nanoseconds", [-5, 0, 1, 999, 1_000])
def test_what_is_less_than_a_microsecond_counts_as_one(nanoseconds: int) -> None:
    assert bucket_of_ns(nanoseconds) == bucket_of(0.0) == bucket_of(LEAST)


@pytest.mark.parametrize("value", [-1e-9, -inf, inf, nan])
def test_what_is_no_size_has_no_bucket(value: float) -> None:
    with pytest.raises(ValueError, match="no bucket for"):
        bucket_of(value)


@pytest.mark.parametrize(
    ("values", "q", "rank"),
    [
        ([0.010], 0.0, 0.010),
        ([0.010], 1.0, 0.010),
        ([0.010, 0.020], 0.5, 0.010),
        ([0.010, 0.020], 0.51, 0.020),
        ([0.010] * 99 + [0.800], 0.99, 0.010),
        ([0.010] * 99 + [0.800], 0.991, 0.800),
        ([0.0, 0.0, 4.4], 0.5, LEAST),
        ([1e-6, 1e300], 1.0, 1e300),
    ],
)
def test_ranks_at_the_edges(values: list[float], q: float, rank: float) -> None:
    assert Sketch.of(values).quantile(q) == pytest.approx(rank, rel=RELATIVE_ERROR + ROUNDING)


def test_of_nothing_there_is_no_quantile() -> None:
    assert EMPTY.quantile(0.5) is None
    assert EMPTY.count == 0
    assert merged([]) == merged([EMPTY, EMPTY]) == EMPTY
