"""What becomes of each packet: the pure core of the simulator.

Given a packet, the time and a random source, `Weather.decide` says what goes back and when. The
same packets at the same times with the same seed have the same fate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from random import Random

from monitord.simulator.agents import AGENTS, Agent, Instead, Visit
from monitord.simulator.fault import Fault, Scenario, Target
from monitord.simulator.lane import Journey, Lane
from monitord.simulator.outcome import Fate, Mark, Outcome
from monitord.simulator.packet import (
    HOP_LIMIT,
    PORT_UNREACHABLE,
    TIME_EXCEEDED,
    UDP,
    Packet,
)
from monitord.simulator.road import Road, error, thinking, ways
from monitord.simulator.rtp.distortion import Reflection
from monitord.simulator.signalling.trouble import Trouble
from monitord.simulator.snmp.condition import Condition
from monitord.simulator.spells import Spells
from monitord.simulator.terrain import Hop, Place, Terrain

HELD = int(Mark.HELD)
ANYTHING = (-1, -1)
"""The kind of packets for which no agent is there, as to order and bursts."""


class Weather:
    """The faults of the moment over a terrain: the scenario's, and those commanded.

    Roads are made when a packet first takes them and made anew whenever the weather changes. Where
    that changes what packets cross, what lanes remember goes with the old road: a burst of losses
    ends, an order may be broken once.
    """

    def __init__(
        self,
        terrain: Terrain,
        scenario: Scenario,
        random: Random,
        start: int,
        agents: Mapping[tuple[int, int], Agent] = AGENTS,
        streams: Collection[tuple[int, int]] = (),
    ) -> None:
        """`start` is when the scenario's time begins, CLOCK_MONOTONIC nanoseconds.

        `streams` are those kinds of packets that are test streams.
        """
        self.terrain = terrain
        self.random = random
        self.start = start
        self.agents = agents
        self.streams = streams
        self.usual = scenario.defaults
        self.spells = Spells(scenario, start)
        self.roads: dict[bytes, Road] = {}
        self.former: dict[bytes, Road] = {}
        """Those before the weather changed for the last time."""
        self.visits = 0
        """Packets that have reached a device, or are on their way there and will."""

    def command(self, target: Target, fault: Fault | None, now: int) -> None:
        """Let `fault` befall `target` from now on, in place of one commanded before; None ends it.

        The scenario's own events go on beside it.
        """
        self.spells.command(target, fault, now)
        self._change()

    def clear(self) -> None:
        """End every commanded fault."""
        self.spells.commanded.clear()
        self._change()

    def decide(self, packet: Packet, now: int) -> list[Outcome]:
        """What becomes of `packet`, which arrives at `now`, CLOCK_MONOTONIC ns. Never empty."""
        road = self.road_to(packet.destination, now)
        if road is None:
            return [Outcome(Fate.NOBODY)]
        if packet.ttl <= road.expiries:
            hop = road.alive[packet.ttl - 1]
            return [error(packet, road, hop.address, TIME_EXCEEDED, Fate.EXPIRED)]
        if road.cut is not None:
            return [self._end(packet, road, road.cut)]
        return self._deliver(packet, road, now)

    def come_back(self, visit: Visit, answers: Sequence[bytes], now: int) -> list[Outcome]:
        """What becomes of answers that were thought about elsewhere, or later. Never empty.

        `now` is when they were given; the outcomes' delays count from there, and are below 0 where
        that was so late that they should be back already.
        """
        road = self.road_to(visit.packet.destination, now)
        if road is None or road.cut is not None:
            return [Outcome(Fate.DARK, reached=visit.at, visit=visit.number)]
        given = [Outcome(Fate.ANSWERED, data=data) for data in answers] or [Outcome(Fate.IGNORED)]
        return [
            outcome
            for each in given
            for outcome in self._homecoming(each, visit, thinking(visit, visit.at - now), road, now)
        ]

    def send(self, packet: Packet, now: int) -> list[Outcome]:
        """What becomes of a packet that a device of the province sends by itself. Never empty."""
        road = self.road_to(packet.source, now)
        if road is None or road.cut is not None:
            return [Outcome(Fate.DARK)]
        own, data = Visit(packet, None, 0, 0), packet.data
        return self._homecoming(Outcome(Fate.ANSWERED, data=data), own, Journey(), road, now)

    def road_to(self, destination: bytes, now: int) -> Road | None:
        """The road at this instant; None to an address that is nobody's."""
        if now >= self.spells.next_edge:
            self.spells.pass_to(now)
            self._change()
        road = self.roads.get(destination)
        if road is None and (place := self.terrain.places.get(destination)) is not None:
            road = self.roads[destination] = self._road(place, now)
        return road

    def _deliver(self, packet: Packet, road: Road, now: int) -> list[Outcome]:
        """There and back again."""
        outcomes: list[Outcome] = []
        to_site, _ = self._lanes(road, packet)
        for there in to_site.cross(Journey(), now, self.random):
            visit = self._visit(packet, road, now, there)
            for outcome in self._answers(visit, road):
                thought = thinking(visit, there.delay)
                outcomes += self._homecoming(outcome, visit, thought, road, now)
        return outcomes or [Outcome(Fate.LOST_TO_SITE)]

    def _homecoming(
        self, outcome: Outcome, visit: Visit, journey: Journey, road: Road, now: int
    ) -> list[Outcome]:
        """The copies of an answer that come home."""
        outcome.reached, outcome.visit = visit.at, visit.number
        if outcome.data is None:
            return [outcome]
        _, from_site = self._lanes(road, visit.packet)
        copies = [
            Outcome(
                outcome.fate,
                home.delay,
                outcome.data,
                home.marks | visit.marks,
                visit.at,
                visit.number,
            )
            for home in from_site.cross(journey, now, self.random)
        ]
        return copies or [Outcome(Fate.LOST_FROM_SITE, reached=visit.at, visit=visit.number)]

    def _lanes(self, road: Road, packet: Packet) -> tuple[Lane, Lane]:
        """There are no more than there are agents."""
        kind = packet.kind
        if kind not in self.agents:
            kind = ANYTHING
        return road.lanes_of(kind, stream=kind in self.streams)

    def _visit(self, packet: Packet, road: Road, now: int, there: Journey) -> Visit:
        """Its answers are thought of at once, before others that set out and arrive earlier."""
        ttl = HOP_LIMIT + 1 - len(road.alive)
        self.visits += 1
        return Visit(
            packet,
            road.place.hops[-1].device,
            now + there.delay,
            ttl,
            road.condition,
            road.trouble,
            aside=bool(there.marks & HELD),
            marks=there.marks,
            arrived=now,
            number=self.visits,
        )

    def _answers(self, visit: Visit, road: Road) -> list[Outcome]:
        """What the device sends back."""
        packet = visit.packet
        kind = packet.kind
        agent = self.agents.get(kind)
        answers = Instead.CLOSED if agent is None else agent(visit)
        if answers is Instead.LATER:
            return [Outcome(Fate.PENDING)]
        if not isinstance(answers, Instead):
            return [Outcome(Fate.ANSWERED, data=data) for data in answers] or [
                Outcome(Fate.IGNORED)
            ]
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

    def _road(self, place: Place, now: int) -> Road:
        """The road to `place` under all faults; a dark one wins over one that refuses."""
        faults = [(spell.target, spell.fault) for spell in self.spells]
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
        device = place.hops[-1]
        befallen = [fault for target, fault in faults if self.terrain.hits(target, device)]
        usual = ways(place, self.usual, befallen, stream=False)
        streams = ways(place, self.usual, befallen, stream=True)
        road = Road(place, tuple(alive), cut, usual, streams, *self._devices(device, now))
        former = self.former.pop(device.address or b"", None)
        if former is not None and (former.ways, former.streams) == (usual, streams):
            road.lanes = former.lanes
        return road

    def _change(self) -> None:
        self.former |= self.roads
        self.roads.clear()

    def _devices(self, device: Hop, now: int) -> tuple[Condition, Reflection, Trouble]:
        """How the agent and the reflector of a device are."""

        def hits(target: Target) -> bool:
            return self.terrain.hits(target, device)

        spells = self.spells
        return spells.condition(hits, now), spells.reflection(hits, now), spells.trouble(hits)
