"""Reordering."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.statistics.order import reordered
from tests.probes.rtp.statistics.streams import overtaken


@pytest.mark.parametrize(
    ("numbers", "count"),
    [([], 0), ([0, 1, 2], 0), ([0, 2, 1], 1), ([3, 0, 1, 2], 3), ([1, 0, 3, 2], 2), ([0, 5, 6], 0)],
)
def test_the_late_packet_is_reordered_and_not_those_that_overtook_it(
    numbers: list[int], count: int
) -> None:
    assert reordered(numbers) == count


@given(st.permutations(range(12)))
def test_each_compared_with_all_before_it(numbers: list[int]) -> None:
    assert reordered(numbers) == overtaken(numbers)
