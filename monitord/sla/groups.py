"""MCUs that stand in for each other, as one: down only when every one of them is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from monitord.model.ledger import Interval, Subject
from monitord.model.states import State
from monitord.sla.tenures import Part

_BEST_FIRST = (State.UP, State.DEGRADED, State.OFF, State.MAINTENANCE, State.UNKNOWN)
"""One member that is well is enough; where none is, one of which nothing is known may have been."""
_WELL = frozenset({State.UP, State.DEGRADED, State.OFF})


@dataclass(frozen=True, slots=True)
class Piece:
    """How a group was, [start, end), UTC."""

    start: datetime
    end: datetime
    state: State | None
    """None: none of its members was in the inventory."""


def of_members(states: Sequence[State]) -> State | None:
    """How a group is, by those of its members that are there; None without any."""
    if not states:
        return None
    for state in _BEST_FIRST:
        if state in states:
            return state
    return State.DOWN if State.DOWN in states else State.UNREACHABLE


def pieces(
    group: str, parts: Sequence[Part], intervals: Mapping[Subject, Sequence[Interval]]
) -> Sequence[Piece]:
    """A group's timeline over the month, each piece another state than the one before it."""
    joined: list[Piece] = []
    for piece in _raw(group, parts, intervals):
        if joined and joined[-1].state is piece.state:
            joined[-1] = Piece(joined[-1].start, piece.end, piece.state)
        else:
            joined.append(piece)
    return joined


def outages(pieces: Iterable[Piece]) -> Sequence[Sequence[Piece]]:
    """The pieces down of each outage: one goes on until a member was measured well."""
    found: list[list[Piece]] = []
    going = False
    for piece in pieces:
        if piece.state is State.DOWN:
            if not going:
                found.append([])
            found[-1].append(piece)
            going = True
        elif piece.state in _WELL:
            going = False
    return found


def _raw(
    group: str, parts: Sequence[Part], intervals: Mapping[Subject, Sequence[Interval]]
) -> Iterator[Piece]:
    """Cut wherever a member changes."""
    for part in parts:
        its = part.revision.inventory.mcu_groups.get(group)
        members = [intervals.get(Subject("mcu", each), ()) for each in its.members] if its else []
        edges = {part.start, part.end}
        edges.update(i.start for each in members for i in each if part.start < i.start < part.end)
        ordered = sorted(edges)
        places = [0] * len(members)
        for start, end in pairwise(ordered):
            states = []
            for number, its_intervals in enumerate(members):
                place = _advanced(its_intervals, places[number], start)
                places[number] = place
                if place < len(its_intervals) and its_intervals[place].present:
                    states.append(its_intervals[place].state)
            yield Piece(start, end, of_members(states))


def _advanced(intervals: Sequence[Interval], place: int, at: datetime) -> int:
    """The first interval from `place` on that ends after `at`."""
    while place < len(intervals) and intervals[place].end <= at:
        place += 1
    return place
