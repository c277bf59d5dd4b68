"""Availability of circuits: which seconds count, and against whom."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import fsum
from typing import TypeAlias

from monitord.model.figures import Available
from monitord.model.incidents import Certainty, Owner
from monitord.model.inventory import Sla
from monitord.model.ledger import Excluded, Interval
from monitord.model.states import State

MICROSECOND = timedelta(microseconds=1)


class Blame(StrEnum):
    """Against whom time down counts."""

    PROVIDER = "provider"
    SUSPECTED = "suspected"
    """The provider, as far as anybody knows."""
    OTHERS = "others"
    """Somebody else, or nobody knows whom."""


Verdict: TypeAlias = Excluded | Blame | None
"""What a stretch of time counts as; None: good."""


def verdict(interval: Interval, sla: Sla, *, closed: bool) -> Verdict:
    """What an interval counts as by a contract, wherever it is present.

    `closed`: in a closed month a suspicion is settled by the contract's default.
    """
    state = interval.state
    if interval.agreed:
        return Excluded.AGREED
    if state is State.MAINTENANCE:
        return Excluded.MAINTENANCE
    if state is State.UNKNOWN:
        return Excluded.UNKNOWN if sla.unknown == "excluded" else None
    if state is State.UNREACHABLE:
        return Excluded.UNREACHABLE
    if state is State.DOWN or (state is State.DEGRADED and sla.degraded == "down"):
        return _blamed(interval, sla, closed=closed)
    return None


def _blamed(interval: Interval, sla: Sla, *, closed: bool) -> Verdict:
    if interval.owner is not Owner.PROVIDER:
        return Blame.OTHERS
    if interval.certainty is Certainty.CONFIRMED:
        return Blame.PROVIDER
    if not closed:
        return Blame.SUSPECTED
    return Blame.PROVIDER if sla.suspected == "provider" else Excluded.AGREED


class Tally:
    """Adds up in whole microseconds: neither order nor rounding makes a difference."""

    __slots__ = ("_present", "_states", "_verdicts")

    def __init__(self) -> None:
        self._present = 0
        self._states: Counter[State] = Counter()
        self._verdicts: Counter[Excluded | Blame] = Counter()

    def add(self, state: State, verdict: Verdict, length: int) -> None:
        """So many microseconds in the inventory, in a state, that count as something."""
        self._present += length
        self._states[state] += length
        if verdict is not None:
            self._verdicts[verdict] += length

    @property
    def figures(self) -> Available:
        """What it has come to."""
        excluded = {
            kind: length for kind in Excluded if (length := self._verdicts[kind]) > 0
        }  # in the order of the classes, whatever came first
        return Available(
            present=_seconds(self._present),
            states={state: _seconds(self._states[state]) for state in State if self._states[state]},
            excluded={kind: _seconds(length) for kind, length in excluded.items()},
            provider_down=_seconds(self._verdicts[Blame.PROVIDER]),
            suspected_down=_seconds(self._verdicts[Blame.SUSPECTED]),
            others_down=_seconds(self._verdicts[Blame.OTHERS]),
            counted=_seconds(self._present - sum(excluded.values())),
        )


def available(intervals: Iterable[Interval], sla: Sla, *, closed: bool) -> Available:
    """What some intervals of a circuit come to."""
    tally = Tally()
    for each in intervals:
        if each.present:
            length = (each.end - each.start) // MICROSECOND
            tally.add(each.state, verdict(each, sla, closed=closed), length)
    return tally.figures


def by_day(
    intervals: Iterable[Interval], sla: Sla, edges: Sequence[datetime], *, closed: bool
) -> Sequence[Available]:
    """The same for each day; `edges`: where days meet, one more than there are days."""
    tallies = [Tally() for _ in edges[1:]]
    for each in intervals:
        if each.present:
            judged = verdict(each, sla, closed=closed)
            for day, length in _days(each, edges):
                tallies[day].add(each.state, judged, length)
    return [tally.figures for tally in tallies]


def _days(interval: Interval, edges: Sequence[datetime]) -> Iterator[tuple[int, int]]:
    """The days that an interval touches, with the microseconds of it in each."""
    day = max(0, bisect_right(edges, interval.start) - 1)
    while day < len(edges) - 1 and edges[day] < interval.end:
        start, end = max(edges[day], interval.start), min(edges[day + 1], interval.end)
        if start < end:
            yield day, (end - start) // MICROSECOND
        day += 1


def merged(figures: Iterable[Available]) -> Available:
    """Of many circuits: every numerator and denominator is summed."""
    each = list(figures)
    return Available(
        present=total(one.present for one in each),
        states={
            state: total(one.states.get(state, 0.0) for one in each)
            for state in State
            if any(state in one.states for one in each)
        },
        excluded={
            kind: total(one.excluded.get(kind, 0.0) for one in each)
            for kind in Excluded
            if any(kind in one.excluded for one in each)
        },
        provider_down=total(one.provider_down for one in each),
        suspected_down=total(one.suspected_down for one in each),
        others_down=total(one.others_down for one in each),
        counted=total(one.counted for one in each),
    )


def total(seconds: Iterable[float]) -> float:
    """A sum of times that are whole microseconds, itself one."""
    return round(fsum(seconds), 6)


def _seconds(microseconds: int) -> float:
    return microseconds / 1_000_000
