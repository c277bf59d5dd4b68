"""Groups of MCUs."""

from __future__ import annotations

from itertools import product

import pytest

from monitord.model.states import CANNOT_MEET, State
from monitord.sla.groups import Piece, of_members, outages
from tests.sla.figures.made import at

UP, DOWN, UNKNOWN = State.UP, State.DOWN, State.UNKNOWN
UNREACHABLE, MAINTENANCE = State.UNREACHABLE, State.MAINTENANCE


@pytest.mark.parametrize(
    ("members", "group"),
    [
        ((UP, DOWN), UP),
        ((DOWN, State.DEGRADED), State.DEGRADED),
        ((DOWN, DOWN), DOWN),
        ((DOWN, UNREACHABLE), DOWN),
        ((UNREACHABLE, UNREACHABLE), UNREACHABLE),
        ((DOWN, UNKNOWN), UNKNOWN),
        ((DOWN, MAINTENANCE), MAINTENANCE),
        ((DOWN,), DOWN),
        ((), None),
    ],
)
def test_a_group_is_as_its_best_member(members: tuple[State, ...], group: State | None) -> None:
    assert of_members(members) == group


def test_a_group_cannot_be_used_only_when_none_of_its_members_can() -> None:
    for members in product(State, repeat=3):
        lost = of_members(members) in CANNOT_MEET
        assert lost == all(each in CANNOT_MEET for each in members)


def test_an_outage_goes_on_through_what_was_not_measured_and_ends_with_a_recovery() -> None:
    states = [UP, DOWN, UNKNOWN, DOWN, UP, DOWN, MAINTENANCE]
    pieces = [Piece(at(n), at(n + 1), state) for n, state in enumerate(states)]
    assert [[piece.start for piece in each] for each in outages(pieces)] == [
        [at(1), at(3)],
        [at(5)],
    ]
