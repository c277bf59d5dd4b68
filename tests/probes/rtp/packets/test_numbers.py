"""Numbers that start anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.packets.numbers import ahead, extend


@pytest.mark.parametrize(
    ("value", "near", "number"),
    [
        (0, 0, 0),
        (0, 65_535, 65_536),
        (65_535, 65_536, 65_535),
        (65_535, 0, -1),
        (10, 200_000, 196_618),
        (32_767, 0, 32_767),
        (32_768, 0, 32_768),
        (32_769, 0, -32_767),
    ],
)
def test_a_number_is_the_nearest_one_that_ends_so(value: int, near: int, number: int) -> None:
    assert extend(value, near) == number


@given(st.integers(0, 2**40), st.integers(-32_767, 32_768), st.sampled_from([16, 32]))
def test_what_is_less_than_half_a_cycle_away_is_found_again(
    number: int, away: int, bits: int
) -> None:
    assert extend((number + away) % (1 << bits), number, bits) == number + away


@pytest.mark.parametrize(
    ("value", "other", "is_ahead"),
    [
        (1, 0, True),
        (0, 0, False),
        (0, 1, False),
        (0, 65_535, True),
        (65_535, 0, False),
        (0x7FFF, 0, True),
        (0x8001, 0, False),
        (0x7FFE, 0xFFFF, True),
    ],
)
def test_a_number_is_ahead_by_the_shorter_way(value: int, other: int, *, is_ahead: bool) -> None:
    assert ahead(value, other) is is_ahead


def test_of_two_that_are_half_a_cycle_apart_neither_is_ahead() -> None:
    assert not ahead(0, 0x8000)
    assert not ahead(0x8000, 0)
