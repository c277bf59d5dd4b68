"""What becomes of each packet: the pure core of the simulator.

Given a packet, the time and a random source, `Weather.decide` says what goes back and when. The
same packets at the same times with the same seed have the same fate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from monitord.simulator.agents import AGENTS, Agent, Visit
from monitord.simulator.fault import CLEAR, Fault, Scenario, Target
from monitord.simulator.lane import NANOSECONDS, Journey, Lane
from monitord.simulator.outcome import Fate, Outcome
from monitord.simulator.packet import (
    HOP_LIMIT,
    PORT_UNREACHABLE,
    TIME_EXCEEDED,
    UDP,
    Packet,
    icmp_error,
)
from monitord.simulator.terrain import Hop, Place, Terrain

NEVER = 1 << 63


@dataclass(slots=True)
class Road:
    """How far packets for one address get, under the faults of the moment."""

    place: Place
    alive: tuple[Hop, ...]
    """The hops that take a TTL and that packets reach; with the device, unless it is cut off."""
    cut: Fault | None
    """Why packets end after `alive`; None when they reach the device."""
    to_site: Lane
    from_site: Lane

    @property
    def expiries(self) -> int:
        """The largest TTL with which a packet does not get through."""
        return len(self.alive) - (self.cut is None)


class Weather:
    """The faults of the moment over a terrain: the scenario's, and those commanded.

    Roads are made when a packet first takes them and forgotten whenever the weather changes; with
    them goes what their lanes remember: a burst of losses ends, an order may be broken once.
    """

    def __init__(
        self,
        terrain: Terrain,
        scenario: Scenario,
        random: Random,
        start: int,
        agents: Mapping[tuple[int, int], Agent] = AGENTS,
    ) -> None:
        """`start` is when the scenario's time begins, CLOCK_MONOTONIC nanoseconds."""
        self.terrain = terrain
        self.scenario = scenario
        self.random = random
        self.start = start
        self.agents = agents
        self.scheduled: list[tuple[Target, Fault]] = []
        self.commanded: dict[Target, Fault] = {}
        self.next_edge = start
        self.roads: dict[bytes, Road] = {}

    def command(self, target: Target, fault: Fault | None) -> None:
        """Let `fault` befall `target` from now on, in place of one commanded before; None ends it.

        The scenario's own events go on beside it.
        """
        self.commanded.pop(target, None)
        if fault is not None:
            self.commanded[target] = fault
        self.roads.clear()

    def clear(self) -> None:
        """End every commanded fault."""
        self.commanded.clear()
        self.roads.clear()

    def decide(self, packet: Packet, now: int) -> list[Outcome]:
        """What becomes of `packet`, which arrives at `now`, CLOCK_MONOTONIC ns. Never empty."""
        if now >= self.next_edge:
            self._pass_edge(now)
        road = self.roads.get(packet.destination)
        if road is None:
            place = self.terrain.places.get(packet.destination)
            if place is None:
                return [Outcome(Fate.NOBODY)]
            road = self.roads[packet.destination] = self._road(place)
        if packet.ttl <= road.expiries:
            hop = road.alive[packet.ttl - 1]
            return [error(packet, road, hop.address, TIME_EXCEEDED, Fate.EXPIRED)]
        if road.cut is not None:
            return [self._end(packet, road, road.cut)]
        return self._deliver(packet, road, now)

    def _deliver(self, packet: Packet, road: Road, now: int) -> list[Outcome]:
        """There and back again."""
        outcomes: list[Outcome] = []
        for there in road.to_site.cross(Journey(), now, self.random):
            for outcome in self._answers(packet, road, now + there.delay):
                if outcome.data is None:
                    outcomes.append(outcome)
                    continue
                back = road.from_site.cross(Journey(there.delay, there.marks), now, self.random)
                outcomes += (
                    Outcome(outcome.fate, home.delay, outcome.data, home.marks) for home in back
                )
                if not back:
                    outcomes.append(Outcome(Fate.LOST_FROM_SITE))
        return outcomes or [Outcome(Fate.LOST_TO_SITE)]

    def _answers(self, packet: Packet, road: Road, at: int) -> list[Outcome]:
        """What the device sends back."""
        kind = packet.kind
        agent = self.agents.get(kind)
        if agent is not None:
            ttl = HOP_LIMIT + 1 - len(road.alive)
            visit = Visit(packet, road.place.hops[-1].device, at, ttl)
            answers = [Outcome(Fate.ANSWERED, data=data) for data in agent(visit)]
            return answers or [Outcome(Fate.IGNORED)]
        if kind[0] == UDP:
            return [error(packet, road, packet.destination, PORT_UNREACHABLE, Fate.REFUSED)]
        return [Outcome(Fate.IGNORED)]

    def _end(self, packet: Packet, road: Road, cut: Fault) -> Outcome:
        """What the last living router says about a packet that gets no further."""
        origin = road.alive[-1].address if road.alive else None
        if cut.refused_by is not None:
            origin = self.terrain.addresses[cut.refused_by]
        if cut.refuse is None:
            return Outcome(Fate.DARK)
        return error(packet, road, origin, cut.refuse, Fate.REFUSED)

    def _pass_edge(self, now: int) -> None:
        """Bring the scenario up to `now`."""
        elapsed = (now - self.start) / NANOSECONDS
        self.scheduled = [(event.target, event.fault) for event in self.scenario.active(elapsed)]
        edge = self.scenario.next_change(elapsed)
        self.next_edge = NEVER if edge == float("inf") else self.start + round(edge * NANOSECONDS)
        self.roads.clear()

    def _road(self, place: Place) -> Road:
        """The road to `place` under all faults; a dark one wins over one that refuses."""
        faults = [*self.scheduled, *self.commanded.items()]
        cuts = [(target, fault) for target, fault in faults if fault.cuts]
        cuts.sort(key=lambda cut: not cut[1].dark)
        alive: list[Hop] = []
        cut: Fault | None = None
        for hop in place.hops:
            cut = next((fault for target, fault in cuts if self.terrain.hits(target, hop)), None)
            if cut is not None:
                break
            if hop.address is not None:
                alive.append(hop)
        befallen = [fault for target, fault in faults if self.terrain.hits(target, place.hops[-1])]
        usual = self.scenario.defaults or place.healthy
        to_site = [usual, *(f.to_site for f in befallen if f.to_site != CLEAR)]
        from_site = [f.from_site for f in befallen if f.from_site != CLEAR]
        return Road(place, tuple(alive), cut, Lane(tuple(to_site)), Lane(tuple(from_site)))


def error(packet: Packet, road: Road, origin: bytes | None, kind: str, fate: Fate) -> Outcome:
    """An ICMP error from `origin`, as late as its share of the healthy way; silence without one."""
    data = icmp_error(packet, origin, kind) if origin is not None else None
    if data is None:
        return Outcome(Fate.DARK)
    share = len(road.alive) / len(road.place.hops)
    if fate is Fate.EXPIRED:
        share = packet.ttl / len(road.place.hops)
    return Outcome(fate, int(road.place.healthy.delay * share * NANOSECONDS), data)
