"""What agents tell on their own: which traps, with what in them."""

from __future__ import annotations

import time
from ipaddress import ip_address
from random import Random

import pytest

from monitord.model.snmp import Oid
from monitord.simulator.fault import Ailment, Event, Fault, Scenario, Target
from monitord.simulator.packet import parse, udp_payload
from monitord.simulator.responder import Responder
from monitord.simulator.snmp.condition import states_of
from monitord.simulator.snmp.herald import AT_ONCE, PAUSE, Herald
from monitord.simulator.snmp.notice import COLD_START, LINK_DOWN, SNMP_TRAP_OID, notices, trap
from monitord.simulator.terrain import Terrain
from monitord.simulator.weather import Weather
from probes.snmp.packet import Message, Pdu, PduType
from tests.simulator.packets import datagram_checksum_holds
from tests.simulator.snmp.agents import START, Lab, small_province, under

UPS_ON_BATTERY = "1.3.6.1.2.1.33.2.1"
GATEKEEPER_FAILED = "1.3.6.1.4.1.13885.101.0.70"
EVERYTHING = Ailment(
    on_battery=True, not_registered=True, interface_down="wwan0", reboot=True, silent=False
)


@pytest.mark.parametrize(
    ("device", "told"),
    [
        ("s/rt", [COLD_START, LINK_DOWN]),
        ("s/ups", [COLD_START, UPS_ON_BATTERY]),
        ("s/vc", [COLD_START, GATEKEEPER_FAILED]),
        ("s/mcu", [COLD_START]),
    ],
)
def test_a_device_tells_what_it_has(device: str, told: list[str]) -> None:
    agents = Lab().agents
    mib, _ = agents.library.look_up(agents.stations[device].subject, under(EVERYTHING), START)
    found = notices(states_of(EVERYTHING), mib, rebooted=True)
    assert [notice.trap for notice in found] == told


def test_a_trap_has_uptime_name_and_objects_in_this_order() -> None:
    agents = Lab().agents
    ailment = Ailment(interface_down="wwan0")
    look = agents.library.look_up(agents.stations["s/rt"].subject, under(ailment), START)
    (notice,) = notices(states_of(ailment), look[0], rebooted=False)
    message = Message.parse(trap(b"lab", 9, notice, *look))
    assert isinstance(message.pdu, Pdu)
    assert (message.community, message.pdu.type) == (b"lab", PduType.TRAP)
    uptime, name, *objects = message.pdu.bindings
    assert uptime.oid == "1.3.6.1.2.1.1.3.0"
    assert (name.oid, name.value) == (SNMP_TRAP_OID, Oid(LINK_DOWN))
    assert [(each.oid, each.value) for each in objects] == [
        ("1.3.6.1.2.1.2.2.1.1.4", 4),
        ("1.3.6.1.2.1.2.2.1.7.4", 1),
        ("1.3.6.1.2.1.2.2.1.8.4", 2),
    ]


NO_TUN = -1


class Standing:
    """A herald whose packets stay where they are."""

    def __init__(self, *events: Event, listening: str = "127.0.0.1:1162") -> None:
        self.weather = Weather(Terrain(small_province()), Scenario(events=events), Random(1), START)
        self.responder = Responder(NO_TUN, self.weather, None)
        self.herald = Herald(self.responder, Lab().agents, listening)

    def told(self) -> list[tuple[str, tuple[int, int]]]:
        """Source and ports of the traps under way, in their order."""
        packets = [parse(departure[4].data or b"") for departure in self.responder.departures]
        assert all(map(datagram_checksum_holds, packets))
        assert all(Message.parse(udp_payload(packet)).community == b"lab" for packet in packets)
        return sorted((".".join(map(str, packet.source)), packet.marks) for packet in packets)


ALL = Target("all")


def test_everybody_whom_a_fault_befalls_tells_it() -> None:
    standing = Standing()
    fault = Fault(snmp=Ailment(reboot=True))
    standing.weather.command(ALL, fault, START)
    standing.herald.tell(ALL, fault.snmp, START)
    assert standing.told() == [(f"127.1.0.{n}", (161, 1162)) for n in (1, 2, 3, 4)]


def test_many_who_have_something_to_tell_take_turns() -> None:
    """Packets under way are not held up by traps."""
    standing = Standing()
    fault = Fault(snmp=Ailment(reboot=True))
    standing.weather.command(ALL, fault, START)
    agents = standing.herald.province.stations
    for number in range(AT_ONCE):
        agents[f"s/rt{number}"] = agents["s/rt"]
        standing.weather.terrain.addresses[f"s/rt{number}"] = ip_address("127.1.0.1").packed
    before = time.monotonic_ns()
    standing.herald.tell(ALL, fault.snmp, START)
    assert len(standing.told()) == AT_ONCE
    ((due, _, others),) = standing.responder.timers
    assert due >= before + PAUSE
    others()
    assert len(standing.told()) == 2 * AT_ONCE


def test_what_agents_do_not_tell_costs_nothing() -> None:
    standing = Standing()
    standing.herald.tell(ALL, Ailment(silent=True, slow=1.0, in_call=True), START)
    assert not standing.told()
    assert not standing.responder.timers


@pytest.mark.parametrize("why", [Fault(dark=True), Fault(snmp=Ailment(silent=True))])
def test_who_is_dark_or_silent_tells_nothing(why: Fault) -> None:
    standing = Standing()
    standing.weather.command(Target("device", "s/ups"), why, START)
    standing.herald.tell(ALL, Ailment(reboot=True), START)
    assert [source for source, _ in standing.told()] == ["127.1.0.1", "127.1.0.2", "127.1.0.4"]


def test_faults_of_the_scenario_are_told_when_they_begin_and_begin_again() -> None:
    failing = Fault(snmp=Ailment(on_battery=True))
    standing = Standing(Event(5, 6, Target("device", "s/ups"), failing, every=60))
    ((due, _, begin),) = standing.responder.timers
    assert due == START + 5_000_000_000
    standing.responder.timers.clear()
    begin()
    ((due, _, _),) = standing.responder.timers
    assert due == START + 65_000_000_000
    assert [source for source, _ in standing.told()] == ["127.1.0.3"]


@pytest.mark.parametrize(
    ("listening", "to"),
    [
        ("127.0.0.1:1162", "127.0.0.1"),
        ("localhost:1162", "127.0.0.1"),
        (":1162", "192.0.2.1"),
        ("0.0.0.0:1162", "192.0.2.1"),
        ("[::]:1162", "192.0.2.1"),
    ],
)
def test_traps_go_to_where_the_monitor_listens(listening: str, to: str) -> None:
    standing = Standing(listening=listening)
    standing.herald.tell(Target("device", "s/ups"), Ailment(reboot=True), START)
    (departure,) = standing.responder.departures
    assert str(ip_address(departure[3].destination)) == to
