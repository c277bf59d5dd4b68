"""Sends the traps of a province to the monitor, when faults begin."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from ipaddress import ip_address

from monitord.simulator.fault import WELL, Ailment, Event, Target
from monitord.simulator.lane import NANOSECONDS
from monitord.simulator.network import MONITOR
from monitord.simulator.packet import parse, udp_packet
from monitord.simulator.responder import Responder
from monitord.simulator.snmp.condition import states_of
from monitord.simulator.snmp.notice import notices, trap
from monitord.simulator.snmp.province import SnmpProvince, Station
from monitord.simulator.terrain import Hop

SNMP = 161
"""The port that traps leave from."""
AT_ONCE = 4
"""Agents that speak before packets are looked after again: each takes some 200 µs."""
PAUSE = 2_000_000
"""Nanoseconds until the next ones speak."""
NAMES = {"localhost": "127.0.0.1", "": "0.0.0.0"}  # noqa: S104 (where others listen)
"""What else than an address may stand before the port."""


class Herald:
    """Knows when the scenario's faults begin, and is told of those commanded."""

    def __init__(self, responder: Responder, province: SnmpProvince, listening: str) -> None:
        """`listening` is where the monitor hears traps, `host:port` (`daemon.snmp_traps`)."""
        self.responder = responder
        self.province = province
        host, _, port = listening.rpartition(":")
        self.host, self.port = ip_address(NAMES.get(host, host.strip("[]"))), int(port)
        self.number = 0
        for event in responder.weather.spells.scenario.events:
            if event.fault.snmp != WELL:
                self._expect(event, event.at)

    def tell(self, target: Target, ailment: Ailment, now: int) -> None:
        """Let the agents that an ailment befalls say so, as far as they do; a few at a time."""
        if states_of(ailment) or ailment.reboot:
            self._tell(list(self._befallen(target)), ailment, now)

    def _tell(self, befallen: list[tuple[Station, Hop]], ailment: Ailment, now: int) -> None:
        for station, hop in befallen[:AT_ONCE]:
            self._send(station, hop, ailment, now)
        if others := befallen[AT_ONCE:]:
            # From when these are done: else on a busy machine they would all speak at once again.
            due = time.monotonic_ns() + PAUSE
            self.responder.call_at(due, partial(self._tell, others, ailment, due))

    def _befallen(self, target: Target) -> Iterator[tuple[Station, Hop]]:
        """The agents that may tell of a fault of `target`."""
        terrain = self.responder.weather.terrain
        for device, station in self.province.stations.items():
            address = terrain.addresses.get(device)
            if address is not None and station.login and station.login.version == "2c":
                hop = terrain.places[address].hops[-1]
                if terrain.hits(target, hop):
                    yield station, hop

    def _expect(self, event: Event, elapsed: float) -> None:
        """Be there when an event begins, so many seconds after the start, and the next time."""

        def begin() -> None:
            self.tell(event.target, event.fault.snmp, time.monotonic_ns())
            if event.every != float("inf"):
                self._expect(event, elapsed + event.every)

        start = self.responder.weather.start
        self.responder.call_at(start + round(elapsed * NANOSECONDS), begin)

    def _send(self, station: Station, hop: Hop, ailment: Ailment, now: int) -> None:
        weather = self.responder.weather
        for payload in self._payloads(station, hop, ailment, now):
            data = udp_packet((hop.address or b"", SNMP), (self._towards(hop), self.port), payload)
            packet = parse(data)
            self.responder.take(packet, now, now, weather.send(packet, now))

    def _payloads(self, station: Station, hop: Hop, ailment: Ailment, now: int) -> Iterator[bytes]:
        weather = self.responder.weather
        road = weather.road_to(hop.address or b"", now)
        if road is None or station.login is None or road.condition.silent:
            return
        mib, played = self.province.library.look_up(station.subject, road.condition, now)
        for notice in notices(states_of(ailment), mib, rebooted=ailment.reboot):
            self.number += 1
            yield trap(station.login.community, self.number, notice, mib, played)

    def _towards(self, hop: Hop) -> bytes:
        """The monitor's address that a device sends to: of its own family."""
        family = 6 if len(hop.address or b"") == 16 else 4
        host = self.host
        if host.is_unspecified or host.version != family:
            host = ip_address(MONITOR[family == 6].partition("/")[0])
        return host.packed
