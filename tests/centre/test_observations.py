"""What agents say: of their circuits' interfaces, and facts for people to read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.model.facts import Fact
from monitord.model.inventory import Device, Inventory
from monitord.model.settings import SnmpCheck
from monitord.model.snapshot import CircuitView
from monitord.model.states import Reason, State
from tests.centre.province import DAY, PROVINCE, ROOM, START, Told, inventory, site

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


def test_an_older_word_about_an_interface_does_not_replace_a_newer_one() -> None:
    centre = told()
    up, down = (
        centre.observation("a/rt", "circuit-interface", circuit="4G-a", up=u) for u in (1, 0)
    )
    for event in (down, up, down):
        centre.hear(event)
    assert centre.circuits["4G-a"] is DOWN


def test_two_circuits_of_one_device_are_each_heard() -> None:
    centre = told()
    first = centre.observation("a/rt", "circuit-interface", circuit="TSL-a", up=0)
    second = centre.observation("a/rt", "circuit-interface", circuit="4G-a", up=0)
    centre.hear(second)
    centre.hear(first)
    assert centre.circuits == {"TSL-a": DOWN, "4G-a": DOWN}


def test_a_circuit_may_end_at_a_device_of_another_site() -> None:
    hub, leaf = site("hub", None, ROOM), site("leaf", "hub", ROOM)
    line = replace(leaf.circuits[0], device="hub/rt", interface="Gi0/7")
    leaf = replace(leaf, circuits=(line,))
    centre = Told(inventory(replace(hub, devices=tuple(map(polled, hub.devices))), leaf))
    centre.tell("hub/rt", UP, probe="snmp")
    centre.observe("hub/rt", "circuit-interface", circuit="TSL-leaf", interface="Gi0/7", up=0)
    assert centre.circuits["TSL-leaf"] is DOWN
    centre.observe("hub/rt", "circuit-interface", circuit="TSL-leaf", interface="Gi0/7", up=1)
    assert centre.circuits["TSL-leaf"] is UP


def test_a_word_about_a_circuit_that_has_left_is_ignored() -> None:
    centre = told()
    centre.observe("a/rt", "circuit-interface", circuit="TSL-x", interface="wan", up=0)
    assert facts(centre) == []


@pytest.mark.parametrize(
    ("device", "interface"),
    [("a/rt", "wwan1"), ("a/vc", "wwan0"), ("a/rt", None)],
    ids=["another interface", "another device", "none"],
)
def test_what_was_said_of_one_interface_is_not_said_of_another(
    device: str, interface: str | None
) -> None:
    centre = told()
    centre.tell("a/vc", UP, probe="snmp")
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=1)
    old = province().sites["a"]
    backup = replace(old.circuits[1], device=device, interface=interface)
    moved = replace(old, circuits=(old.circuits[0], backup))
    centre.centre.apply(inventory(moved), DAY, START, centre.seconds)
    assert centre.circuits["4G-a"] is UNKNOWN


def test_an_agent_that_is_no_longer_polled_says_nothing() -> None:
    centre = told()
    centre.observe("a/rt", "circuit-interface", circuit="4G-a", interface="wwan0", up=1)
    base = province().sites["a"]
    unasked = tuple(replace(each, checks={"icmp": each.checks["icmp"]}) for each in base.devices)
    centre.centre.apply(inventory(replace(base, devices=unasked)), DAY, START, centre.seconds)
    assert centre.circuits["4G-a"] is UNKNOWN
    centre.centre.apply(province(), DAY, START, centre.seconds)
    assert centre.circuits["4G-a"] is UNKNOWN, "nor before it has answered again"


def test_a_circuit_that_stays_down_says_why_it_is_now() -> None:
    centre = told()
    centre.observe("a/rt", "circuit-interface", circuit="TSL-a", interface="wan", up=0)
    since = line(centre, "TSL-a").since
    centre.step = 1.0
    centre.tell("a/rt", DOWN)
    centre.tell("a/rt", UNKNOWN, probe="snmp", reason=Reason("snmp.device-silent"))
    view = line(centre, "TSL-a")
    assert (view.state, view.reason.code, view.since) == (DOWN, "devices", since)
    assert view.seconds(centre.seconds)[DOWN] == 2


tellings = st.lists(
    st.tuples(
        st.sampled_from(["hub/rt", "hub/mcu-1", "hub/mcu-2", "district/rt", "commune-1/rt"]),
        st.sampled_from(["icmp", "snmp"]),
        st.sampled_from([UP, DOWN, UNKNOWN, DEGRADED, State.OFF]),
    )
)


@given(tellings)
def test_what_agents_say_never_changes_how_many_cannot_meet(
    told: list[tuple[str, str, State]],
) -> None:
    every = [replace(s, devices=tuple(map(polled, s.devices))) for s in PROVINCE.sites.values()]
    with_agents, without = Told(inventory(*every)), Told()
    for device, probe, state in told:
        if probe == "icmp":
            with_agents.tell(device, state)
            without.tell(device, state)
        elif state is not DOWN:
            with_agents.tell(device, state, probe="snmp", reason=MUTE)
        with_agents.wait()
        without.wait()
        assert with_agents.snapshot().verdict.cannot_meet == without.snapshot().verdict.cannot_meet


def test_an_observation_of_a_device_that_has_left_is_ignored() -> None:
    centre = told()
    centre.observe("b/rt", "reboot", uptime_seconds=7)
    assert facts(centre) == []
