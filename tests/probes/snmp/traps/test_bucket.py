"""How much of one source is heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.snmp.traps.bucket import Recent, TokenBucket

SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("moments", "passed"),
    [
        ([0, 0, 0, 0], [True, True, True, False]),
        ([0, 0, 0, 0.4, 0.5, 0.5], [True, True, True, False, True, False]),
        ([0, 0, 0, 1, 1, 1], [True, True, True, True, True, False]),
        ([0, 0, 0, 3600, 3600, 3600, 3600], [True] * 6 + [False]),
        ([5, 5, 5, 1, 4, 5.5], [True, True, True, False, False, True]),
    ],
    ids=["burst", "refill", "two a second", "never more than a burst", "clock back"],
)
def test_a_bucket_of_three_and_two_a_second(moments: list[float], passed: list[bool]) -> None:
    bucket = TokenBucket(round(moments[0] * SECOND), burst=3, rate=2)
    assert [bucket.take(round(moment * SECOND)) for moment in moments] == passed


@given(
    st.lists(st.integers(0, 5 * SECOND), max_size=200),
    st.integers(1, 30),
    st.floats(0.1, 100),
)
def test_no_span_of_time_lets_more_through_than_burst_and_rate(
    gaps: list[int], burst: int, rate: float
) -> None:
    now, bucket, passed = 0, TokenBucket(0, burst, rate), list[int]()
    for gap in gaps:
        now += gap
        if bucket.take(now):
            passed.append(now)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            span = (passed[last] - passed[first]) / SECOND
            assert last - first + 1 <= burst + span * rate + 1e-6


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=100))
def test_a_key_is_known_for_one_span_and_forgotten_after_two(steps: list[tuple[int, int]]) -> None:
    now, recent, last = 0, Recent(span=10, most=1_000), dict[int, int]()
    for key, gap in steps:
        now += gap
        age = now - last.get(key, now - 1_000)
        seen = recent.seen(key, now)
        if age < 10:
            assert seen
        if age >= 20:
            assert not seen
        last[key] = now


def test_a_flood_of_keys_is_bounded() -> None:
    recent = Recent(span=SECOND, most=100)
    for key in range(10_000):
        recent.seen(key, 0)
    assert len(recent.young) + len(recent.old) <= 200
