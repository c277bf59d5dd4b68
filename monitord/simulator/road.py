"""How far packets for one address get, and how answers come home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from monitord.simulator.agents import Visit
from monitord.simulator.fault import CLEAR, Fault, Way
from monitord.simulator.lane import NANOSECONDS, Journey, Lane
from monitord.simulator.outcome import Fate, Mark, Outcome
from monitord.simulator.packet import Packet, icmp_error
from monitord.simulator.rtp.distortion import Reflection
from monitord.simulator.signalling.trouble import Trouble
from monitord.simulator.snmp.condition import Condition
from monitord.simulator.terrain import Hop, Place

HELD = int(Mark.HELD)

Ways: TypeAlias = tuple[tuple[Way, ...], tuple[Way, ...]]
"""To the site and from it."""


@dataclass(slots=True)
class Road:
    """The way to one address, under the faults of the moment."""

    place: Place
    alive: tuple[Hop, ...]
    """The hops that take a TTL and that packets reach; with the device, unless it is cut off."""
    cut: Fault | None
    """Why packets end after `alive`; None when they reach the device."""
    ways: Ways
    streams: Ways
    """Those of test streams, which some faults befall alone."""
    condition: Condition
    reflection: Reflection
    trouble: Trouble
    lanes: dict[tuple[int, int], tuple[Lane, Lane]] = field(default_factory=dict)
    """To the site and from it, by what travels: pings and test streams keep their order and have
    their bursts of losses each for itself, as if in queues of their own."""

    @property
    def expiries(self) -> int:
        """The largest TTL with which a packet does not get through."""
        return len(self.alive) - (self.cut is None)

    def lanes_of(self, kind: tuple[int, int], *, stream: bool) -> tuple[Lane, Lane]:
        """The lanes of packets of a kind (`Packet.kind`), which are a test `stream` or not."""
        lanes = self.lanes.get(kind)
        if lanes is None:
            to_site, from_site = self.streams if stream else self.ways
            lanes = self.lanes[kind] = Lane(to_site), Lane(from_site)
        return lanes


def ways(place: Place, usual: Way | None, befallen: Iterable[Fault], *, stream: bool) -> Ways:
    """What packets cross in each direction. `usual`, to the site, replaces the healthy line."""
    to_site = [usual or place.each_way]
    from_site = [] if usual is not None else [place.each_way]
    for fault in befallen:
        if stream or not fault.only_streams:
            to_site += [fault.to_site] if fault.to_site != CLEAR else []
            from_site += [fault.from_site] if fault.from_site != CLEAR else []
    return tuple(to_site), tuple(from_site)


def thinking(visit: Visit, delay: int) -> Journey:
    """The beginning of an answer's way home; `delay` may be below 0 when it was given late."""
    marks = visit.marks | HELD if visit.aside else visit.marks & ~HELD
    return Journey(delay + visit.thinks, marks)


def error(packet: Packet, road: Road, origin: bytes | None, kind: str, fate: Fate) -> Outcome:
    """An ICMP error from `origin`, as late as its share of the healthy way; silence without one."""
    data = icmp_error(packet, origin, kind) if origin is not None else None
    if data is None:
        return Outcome(Fate.DARK)
    share = len(road.alive) / len(road.place.hops)
    if fate is Fate.EXPIRED:
        share = packet.ttl / len(road.place.hops)
    return Outcome(fate, int(road.place.healthy.delay * share * NANOSECONDS), data)
