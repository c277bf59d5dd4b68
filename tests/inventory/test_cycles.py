"""Cycles among things that each point to at most one other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.inventory.cycles import cycles


@pytest.mark.parametrize(
    ("following", "found"),
    [
        ({}, []),
        ({"a": "b", "b": "c"}, []),
        ({"a": "a"}, [["a"]]),
        ({"a": "b", "b": "a"}, [["a", "b"]]),
        ({"tail": "a", "a": "b", "b": "a"}, [["a", "b"]]),
        ({"a": "b", "b": "a", "c": "d", "d": "c", "e": "a"}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_each_cycle_is_found_once(following: dict[str, str], found: list[list[str]]) -> None:
    assert list(cycles(following)) == found


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_following_from_anywhere_ends_or_meets_a_cycle(following: dict[str, str]) -> None:
    within = {member for cycle in cycles(following) for member in cycle}
    for start in following:
        at: str | None = start
        for _ in range(9):
            at = following.get(at) if at else None
        assert at is None or at in within
