"""What agents say: of their circuits' interfaces, and facts for people to read."""

from __future__ import annotations

from dataclasses import replace

from monitord.model.inventory import Device, Inventory
from monitord.model.settings import SnmpCheck
from monitord.model.snapshot import CircuitView, Fact
from monitord.model.states import Reason, State
from tests.centre.province import DAY, ROOM, START, Told, inventory, site

UP, DOWN, UNKNOWN, DEGRADED = State.UP, State.DOWN, State.UNKNOWN, State.DEGRADED
LOW = Reason("snmp.cpu", {"cpu": "1", "value_ratio": 0.97, "limit_ratio": 0.9})
MUTE = Reason("snmp.silent", {"polls": 2})


def polled(device: Device) -> Device:
    return replace(device, checks={**device.checks, "snmp": SnmpCheck(("system",))})


def province() -> Inventory:
    """One site whose two lines end behind interfaces of its router."""
    base = site("a", None, ROOM)
    primary, backup = base.circuits
    lines = (
        replace(primary, interface="GigabitEthernet0/0", device="a/rt"),
        replace(backup, interface="wwan0", device="a/rt"),
    )
    return inventory(replace(base, circuits=lines, devices=tuple(map(polled, base.devices))))


def told() -> Told:
    centre = Told(province())
    centre.tell("a/rt", UP, probe="snmp")
    return centre


def line(centre: Told, ident: str) -> CircuitView:
    return next(view for view in centre.snapshot().circuits if view.circuit.id == ident)


def facts(centre: Told) -> list[Fact]:
    (view,) = centre.snapshot().sites
    return list(view.facts)


def test_a_backup_circuit_is_as_its_interface() -> None:
    centre = told()
    assert centre.circuits == {"TSL-a": UP, "4G-a": UNKNOWN}
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=1)
    assert centre.circuits == {"TSL-a": UP, "4G-a": UP}
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=0)
    assert centre.circuits == {"TSL-a": UP, "4G-a": DOWN}
    assert line(centre, "4G-a").reason == Reason("snmp.interface-down", {"interface": "wwan0"})


def test_a_primary_circuit_is_down_while_its_router_answers_over_the_backup() -> None:
    centre = told()
    name = "GigabitEthernet0/0"
    centre.observe("a/rt", "circuit-interface", circuit="TSL-a", interface=name, up=0)
    assert centre.circuits["TSL-a"] is DOWN
    assert centre.sites == {"a": UP}
    assert line(centre, "TSL-a").seconds(centre.seconds + 60)[DOWN] == 60


def test_what_its_router_complains_of_is_not_the_fault_of_a_line() -> None:
    centre = told()
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=0)
    centre.tell("a/rt", DEGRADED, probe="snmp", reason=LOW)
    assert centre.sites == {"a": DEGRADED}
    assert centre.circuits == {"TSL-a": UP, "4G-a": DOWN}


def test_what_an_agent_said_holds_only_while_it_answers() -> None:
    centre = told()
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=1)
    centre.tell("a/rt", DEGRADED, probe="snmp", reason=MUTE)
    assert centre.circuits["4G-a"] is UNKNOWN
    centre.tell("a/rt", DEGRADED, probe="snmp", reason=LOW)
    assert centre.circuits["4G-a"] is UP


def test_a_check_that_is_not_measured_says_nothing_where_another_is() -> None:
    centre = Told(province())
    assert centre.sites == {"a": UP}
    centre.tell("a/rt", UNKNOWN, probe="snmp", reason=Reason("credential.unreadable"))
    assert centre.sites == {"a": UP}


def test_a_device_that_answers_icmp_but_not_snmp_degrades_its_site() -> None:
    centre = told()
    centre.tell("a/rt", DEGRADED, probe="snmp", reason=MUTE)
    assert centre.sites == {"a": DEGRADED}


def test_a_device_that_answers_one_check_is_not_off() -> None:
    centre = told()
    centre.tell("a/vc", State.OFF, probe="snmp")
    assert centre.sites == {"a": UP}
    centre.tell("a/vc", State.OFF)
    assert centre.sites == {"a": State.OFF}


def test_facts_are_kept_newest_first_and_bounded() -> None:
    centre = told()
    for number in range(30):
        centre.observe("a/rt", "reboot", uptime_seconds=number)
    kept = [fact.params["uptime_seconds"] for fact in facts(centre)]
    assert kept == list(range(29, 9, -1))


def test_an_interface_that_is_up_at_first_sight_is_no_news() -> None:
    centre = told()
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=1)
    assert facts(centre) == []
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=0)
    assert [fact.kind for fact in facts(centre)] == ["circuit-interface"]


def test_facts_survive_a_reload_and_go_with_their_device() -> None:
    centre = told()
    centre.observe("a/rt", "reboot", uptime_seconds=7)
    centre.centre.apply(province(), DAY, START, centre.seconds)
    assert [fact.check for fact in facts(centre)] == ["a/rt/snmp"]
    without = province().sites["a"]
    without = replace(without, devices=without.devices[1:], circuits=())
    centre.centre.apply(inventory(without), DAY, START, centre.seconds)
    assert facts(centre) == []


def test_an_observation_of_a_device_that_has_left_is_ignored() -> None:
    centre = told()
    centre.observe("b/rt", "reboot", uptime_seconds=7)
    assert facts(centre) == []
