"""From the record of a stream to what it says of each direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from monitord.model.quality import Direction, Leg, Mode
from probes.rtp.statistics.fates import Fates, fates
from probes.rtp.statistics.leg import leg
from probes.rtp.statistics.order import reordered
from probes.rtp.statistics.record import Record, Reply
from probes.rtp.statistics.runs import SPAN, runs
from probes.rtp.statistics.timing import Timing, timing

REACH = 100
"""Packets that one can overtake, at least (RFC 3550, A.1: MAX_MISORDER)."""
OVERTAKEN = 1.0
"""Seconds that a packet can be late by, and still be of the same numbers."""
FEW, MANY = 3, 50
"""Numbers that begin anew more often than FEW, and than once in MANY replies, are none."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a stream came to."""

    legs: Mapping[Direction, Leg]
    """The round trip always; each way when `stateful`."""
    restarts: int
    """Times that the reflector began its numbers anew."""
    clock_steps: int
    """Times that a clock was seen to jump, ours included."""
    stateful: bool
    """Whether what was lost can be put to a direction.

    Numbers that a STAMP reflector counted by itself and numbers that it copied from ours differ
    only once a packet was lost or duplicated on its way to the site. While nothing at all was lost
    they need not differ; when something was and they do not, nobody can tell where.
    """


def assess(record: Record) -> Assessment:
    """All that a stream's record says. Takes a few microseconds a packet."""
    first: dict[int, Reply] = {}
    for reply in record.replies:
        first.setdefault(reply.index, reply)
    ways = _ways(record, first)
    replies = list(first.values())
    times = timing(record, replies, ways.reflected if ways else replies)
    legs = {
        Direction.ROUND_TRIP: leg(
            record.codec,
            [index in first for index in range(len(record.sent))],
            duplicates=len(record.replies) - len(first),
            reordered=reordered(first),
            times=times.legs[Direction.ROUND_TRIP],
        )
    }
    if ways is not None:
        legs |= _each_way(record, ways, times)
    return Assessment(
        legs, ways.fates.restarts if ways else 0, times.steps, stateful=ways is not None
    )


@dataclass(frozen=True, slots=True)
class _Ways:
    """Both ways, as the reflector's numbers tell them."""

    fates: Fates
    reflected: Sequence[Reply]
    """The first copy of each, in the order in which the reflector sent them."""
    arrived: Sequence[int]
    """Places in that order, as they arrived."""


def _ways(record: Record, first: Mapping[int, Reply]) -> _Ways | None:
    """Both ways of a stream; None when nobody can tell them apart."""
    if record.mode is Mode.ECHO or not first:
        return None
    copies: dict[tuple[int, int], Reply] = {}
    for reply in record.replies:
        if reply.reflected is None:
            return None
        if copies.setdefault((reply.index, reply.reflected), reply).t2 != reply.t2:
            return None  # two packets with one number: it is a copy of ours
    reach = max(REACH, ceil(record.codec.packets * OVERTAKEN))
    found = runs(sorted(copies), reach)
    if len(found) > FEW + len(copies) // MANY:
        return None
    order = [(index, number % SPAN) for run in found for number, index in run]
    reflected = [copies[key] for key in order]
    if record.mode is not Mode.RTP and _ambiguous(first, reflected):
        return None
    told = fates(found, reach, record.begins)
    if told is None:
        return None
    places = {key: place for place, key in enumerate(order)}
    return _Ways(told, reflected, [places[key] for key in copies])


def _ambiguous(first: Mapping[int, Reply], reflected: Sequence[Reply]) -> bool:
    """Whether the numbers may be copies of ours, and it matters."""
    if len({((reply.reflected or 0) - reply.index) % SPAN for reply in reflected}) > 1:
        return False
    disordered = any(
        before.t2 is not None and after.t2 is not None and after.t2 < before.t2
        for before, after in pairwise(reflected)
    )
    return disordered or len(first) <= max(first)


def _each_way(record: Record, ways: _Ways, times: Timing) -> dict[Direction, Leg]:
    """The legs to the site and from it."""
    told = ways.fates
    sent_back = len(ways.reflected)
    return {
        Direction.TO_SITE: leg(
            record.codec,
            told.reached,
            duplicates=told.copies,
            reordered=reordered(dict.fromkeys(reply.index for reply in ways.reflected)),
            times=times.legs[Direction.TO_SITE],
        ),
        Direction.FROM_SITE: leg(
            record.codec,
            told.returned,
            duplicates=len(record.replies) - sent_back,
            reordered=reordered(ways.arrived),
            times=times.legs[Direction.FROM_SITE],
        ),
    }
