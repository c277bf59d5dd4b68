"""Scenario files: what they mean, and one exact text for each thing wrong with one."""

from __future__ import annotations

from dataclasses import fields
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.inventory import InvalidInventoryError, load
from monitord.simulator.fault import Ailment, Event, Fault, Scenario, Target, Way
from monitord.simulator.reading import InvalidScenarioError
from monitord.simulator.rtp.distortion import Distortion
from monitord.simulator.scenario import load_scenario, parse_command, parse_scenario
from tests.simulator.inventories import province

FULL = """\
version: 1
seed: 7
defaults: {delay: 2ms, jitter: 500ms}
events:
  - at: 30s
    for: 1m
    subtree: d1
    fault: {dark: true}
  - {site: c1, fault: {loss: 5%, burst: 4, delay: 150ms, reorder: 2%, hold: 80ms}}
  - at: 2m
    device: c1/vc
    fault:
      to_site: {loss: 10%}
      from_site: {delay: 100ms, duplicate: 1%}
  - {provider: vnpt, fault: {refuse: host-unreachable, refused_by: centre/rt}}
  - {witnesses: true, fault: {dark: true}}
  - at: 10s
    for: 5s
    every: 1m
    device: d1/rt
    fault: {snmp: {slow: 3s, in_call: false, interface_down: wwan0, on_battery: true}}
  - device: d1/vc
    fault: {rtp: {restart: true, stateless: true, echo_z: true, clock: -2h, clock_step: 300ms}}
  - {site: d2, fault: {from_site: {jitter: 30ms, overtake: true}, only: streams}}
"""

D1_DARK = "events: [{site: d1, fault: {dark: true}}]\n"


def problems(text: str, language: str = "en") -> list[str]:
    with pytest.raises(InvalidScenarioError) as caught:
        parse_scenario(text, "s.yaml", province())
    return [problem.text(language) for problem in caught.value.problems]


def test_every_field_means_what_it_says() -> None:
    assert parse_scenario(FULL, "s.yaml", province()) == Scenario(
        seed=7,
        defaults=Way(delay=0.002, jitter=0.5),
        events=(
            Event(30, 90, Target("subtree", "d1"), Fault(dark=True)),
            Event(
                0,
                inf,
                Target("site", "c1"),
                Fault(to_site=Way(loss=0.05, burst=4, delay=0.15, reorder=0.02, hold=0.08)),
            ),
            Event(
                120,
                inf,
                Target("device", "c1/vc"),
                Fault(Way(loss=0.1), Way(delay=0.1, duplicate=0.01)),
            ),
            Event(
                0,
                inf,
                Target("provider", "vnpt"),
                Fault(refuse="host-unreachable", refused_by="centre/rt"),
            ),
            Event(0, inf, Target("witnesses"), Fault(dark=True)),
            Event(
                10,
                15,
                Target("device", "d1/rt"),
                Fault(snmp=Ailment(slow=3, in_call=False, interface_down="wwan0", on_battery=True)),
                every=60,
            ),
            Event(
                0,
                inf,
                Target("device", "d1/vc"),
                Fault(
                    rtp=Distortion(
                        restart=True, stateless=True, echo_z=True, clock=-7200, clock_step=0.3
                    )
                ),
            ),
            Event(
                0,
                inf,
                Target("site", "d2"),
                Fault(from_site=Way(jitter=0.03, overtake=True), only_streams=True),
            ),
        ),
    )


def test_an_empty_scenario_is_good_weather() -> None:
    assert parse_scenario("version: 1\n", "s.yaml", province()) == Scenario()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("evnts: []", "s.yaml:2:1: evnts: there is no such field (did you mean 'events'?)"),
        ("seed: many", 's.yaml:2:7: seed: "many" is no whole number such as 7'),
        ("defaults: 5ms", "s.yaml:2:11: defaults: must be a map of fields"),
        ("defaults: {dark: true}", "s.yaml:2:12: defaults.dark: there is no such field"),
        ("events: {}", "s.yaml:2:9: events: must be a list"),
        ("events: [dark]", "s.yaml:2:10: events[0]: must be a map of fields"),
        (
            "events: [{site: c9, fault: {dark: true}}]",
            's.yaml:2:17: events[0].site: there is no site "c9"',
        ),
        (
            "events: [{subtree: nowhere, fault: {dark: true}}]",
            's.yaml:2:20: events[0].subtree: there is no site "nowhere"',
        ),
        (
            "events: [{device: c1/vd, fault: {dark: true}}]",
            "s.yaml:2:19: events[0].device: there is no device \"c1/vd\" (did you mean 'c1/vc'?)",
        ),
        (
            "events: [{provider: fpt, fault: {dark: true}}]",
            's.yaml:2:21: events[0].provider: there is no provider "fpt"',
        ),
        (
            "events: [{all: d1, fault: {dark: true}}]",
            's.yaml:2:16: events[0].all: must be true, not "d1"',
        ),
        (
            "events: [{fault: {dark: true}}]",
            "s.yaml:2:10: events[0]: exactly one of these fields is needed: "
            "device, site, subtree, provider, witnesses, all",
        ),
        (
            "events: [{site: d1, all: true, fault: {dark: true}}]",
            "s.yaml:2:26: events[0].all: exactly one of these fields is needed: "
            "device, site, subtree, provider, witnesses, all",
        ),
        ("events: [{site: d1}]", "s.yaml:2:10: events[0]: the field fault is missing"),
        (
            "events: [{site: d1, fault: dark}]",
            "s.yaml:2:28: events[0].fault: must be a map of fields",
        ),
        (
            "events: [{at: 30, site: d1, fault: {dark: true}}]",
            's.yaml:2:15: events[0].at: "30" is no time with a unit, such as 20ms, 30s, 5m',
        ),
        (
            "events: [{site: d1, fault: {dark: yes}}]",
            's.yaml:2:35: events[0].fault.dark: must be true or false, not "yes"',
        ),
        (
            "events: [{site: d1, fault: {loss: 5}}]",
            's.yaml:2:35: events[0].fault.loss: "5" is no percentage from 0% to 100%, such as 2.5%',
        ),
        (
            "events: [{site: d1, fault: {loss: 101%}}]",
            's.yaml:2:35: events[0].fault.loss: "101%" is no percentage from 0% to 100%, '
            "such as 2.5%",
        ),
        (
            "events: [{site: d1, fault: {loss: 1%, burst: 0}}]",
            's.yaml:2:46: events[0].fault.burst: "0" is no mean number of packets lost in a row, '
            "from 1 up",
        ),
        (
            "events: [{site: d1, fault: {loss: 90%, burst: 2}}]",
            "s.yaml:2:35: events[0].fault.loss: with bursts of this length no more than 66% can "
            "be lost",
        ),
        (
            "events: [{site: d1, fault: {refuse: time-exceeded}}]",
            's.yaml:2:37: events[0].fault.refuse: "time-exceeded" is none of the ICMP errors '
            "net-unreachable, host-unreachable, port-unreachable, admin-prohibited",
        ),
        (
            "events: [{site: d1, fault: {refuse: host-unreachable, refused_by: rt}}]",
            's.yaml:2:67: events[0].fault.refused_by: there is no device "rt"',
        ),
        (
            "events: [{site: d1, fault: {loss: 1%, to_site: {delay: 1ms}}}]",
            "s.yaml:2:48: events[0].fault.to_site: what is written straight into fault is this "
            "direction too; keep one of the two",
        ),
        (
            "events: [{site: d1, for: 2m, every: 1m, fault: {dark: true}}]",
            "s.yaml:2:37: events[0].every: must be longer than `for`, or the fault never ends",
        ),
        (
            "events: [{site: d1, every: 1m, fault: {dark: true}}]",
            "s.yaml:2:28: events[0].every: must be longer than `for`, or the fault never ends",
        ),
        (
            "events: [{site: d1, fault: {snmp: silent}}]",
            "s.yaml:2:35: events[0].fault.snmp: must be a map of fields",
        ),
        (
            "events: [{site: d1, fault: {snmp: {silnt: true}}}]",
            "s.yaml:2:36: events[0].fault.snmp.silnt: there is no such field "
            "(did you mean 'silent'?)",
        ),
        (
            "events: [{site: d1, fault: {snmp: {in_call: 1}}}]",
            's.yaml:2:45: events[0].fault.snmp.in_call: must be true or false, not "1"',
        ),
        (
            "events: [{site: d1, fault: {snmp: {slow: 3}}}]",
            's.yaml:2:42: events[0].fault.snmp.slow: "3" is no time with a unit, '
            "such as 20ms, 30s, 5m",
        ),
        (
            'events: [{site: d1, fault: {snmp: {interface_down: ""}}}]',
            's.yaml:2:52: events[0].fault.snmp.interface_down: "" is no name of an interface',
        ),
        (
            "events: [{site: d1, fault: {rtp: silent}}]",
            "s.yaml:2:34: events[0].fault.rtp: must be a map of fields",
        ),
        (
            "events: [{site: d1, fault: {rtp: {restrat: true}}}]",
            "s.yaml:2:35: events[0].fault.rtp.restrat: there is no such field "
            "(did you mean 'restart'?)",
        ),
        (
            "events: [{site: d1, fault: {rtp: {echo_z: 1}}}]",
            's.yaml:2:43: events[0].fault.rtp.echo_z: must be true or false, not "1"',
        ),
        (
            "events: [{site: d1, fault: {rtp: {clock: 2}}}]",
            's.yaml:2:42: events[0].fault.rtp.clock: "2" is no time with a unit, with a minus in '
            "front for one behind, such as 2h, -300ms",
        ),
        (
            "events: [{site: d1, fault: {rtp: {clock_step: --2h}}}]",
            's.yaml:2:47: events[0].fault.rtp.clock_step: "--2h" is no time with a unit, with a '
            "minus in front for one behind, such as 2h, -300ms",
        ),
        (
            "events: [{site: d1, fault: {loss: 5%, only: icmp}}]",
            's.yaml:2:45: events[0].fault.only: must be streams, not "icmp"',
        ),
        (
            "events: [{site: d1, fault: {jitter: 5ms, overtake: 5%}}]",
            's.yaml:2:52: events[0].fault.overtake: must be true or false, not "5%"',
        ),
        (
            "events: [{site: d1, fault: {to_site: {los: 1%}}}]",
            "s.yaml:2:39: events[0].fault.to_site.los: there is no such field "
            "(did you mean 'loss'?)",
        ),
    ],
)
def test_a_wrong_line_has_one_exact_message(line: str, expected: str) -> None:
    assert problems(f"version: 1\n{line}\n") == [expected]


def test_a_scenario_needs_its_version() -> None:
    assert problems("seed: 1\n") == ["s.yaml:1:1: the version of a scenario file must be 1"]
    assert problems("version: 2\n") == [
        "s.yaml:1:10: version: the version of a scenario file must be 1"
    ]


def test_everything_wrong_is_said_at_once_and_in_order() -> None:
    text = "version: 1\nseed: x\nevents:\n  - {site: c9, fault: {los: 1%}}\n  - {at: 1}\n"
    places = [problem.split(": ")[0] for problem in problems(text)]
    assert places == [
        "s.yaml:2:7",
        "s.yaml:4:12",
        "s.yaml:4:24",
        "s.yaml:5:5",
        "s.yaml:5:5",
        "s.yaml:5:10",
    ]


def test_it_is_said_in_vietnamese_too() -> None:
    assert problems("version: 1\nseed: x\n", "vi") == [
        's.yaml:2:7: seed: "x" không phải số nguyên, ví dụ 7'
    ]


@pytest.mark.parametrize("text", ["", "- 1\n", "version: 1\nversion: 1\n", "a: [\n", "a: *b\n"])
def test_what_is_no_map_is_refused_with_a_place(text: str) -> None:
    assert all(problem.startswith("s.yaml:") for problem in problems(text))


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"version: \xff\n")
    with pytest.raises(InvalidInventoryError, match=r"s\.yaml:1:10"):
        load_scenario(path, province())


def test_the_examples_are_scenarios_of_the_inventory_at_the_top() -> None:
    root = Path(__file__).parents[2]
    inventory = load(root / "inventory.yaml")
    files = sorted((root / "examples" / "scenarios").glob("*.yaml"))
    assert len(files) == 5
    assert all(load_scenario(file, inventory).events for file in files)


def test_the_example_of_streams_has_every_fault_of_a_reflector_on_one_that_there_is() -> None:
    root = Path(__file__).parents[2]
    inventory = load(root / "inventory.yaml")
    events = load_scenario(root / "examples" / "scenarios" / "rtp.yaml", inventory).events
    distorted = [event for event in events if event.fault.rtp != Distortion()]
    assert all("rtp" in inventory.devices[event.target.id].checks for event in distorted)
    shown = {
        field.name
        for event in distorted
        for field in fields(Distortion)
        if getattr(event.fault.rtp, field.name)
    }
    assert shown == {field.name for field in fields(Distortion)}


def test_a_command_is_an_event_without_times() -> None:
    target, fault = parse_command('{"subtree": "d1", "fault": {"dark": true}}', province())
    assert (target, fault) == (Target("subtree", "d1"), Fault(dark=True))


def test_a_command_with_an_empty_fault_ends_one() -> None:
    assert parse_command('{"all": true, "fault": {}}', province()) == (Target("all"), None)


def test_a_command_with_a_time_is_refused() -> None:
    with pytest.raises(InvalidScenarioError, match="command:1:14: at: there is no such field"):
        parse_command('{"all": true,"at": "1s", "fault": {}}', province())


@given(
    st.lists(
        st.tuples(st.floats(0, 100), st.floats(0.1, 100), st.none() | st.floats(0, 100)), max_size=5
    ),
    st.floats(0, 300),
)
def test_nothing_changes_before_the_next_change(
    spans: list[tuple[float, float, float | None]], now: float
) -> None:
    events = [
        Event(
            at, at + span, Target("all"), Fault(dark=True), inf if rest is None else span + rest + 1
        )
        for at, span, rest in spans
    ]
    scenario = Scenario(events=tuple(events))
    following = scenario.next_change(now)
    assert following > now
    between = now + (min(following, 1e6) - now) / 2
    if now + 1e-6 < between < following - 1e-6:
        assert scenario.active(between) == scenario.active(now + 1e-6)


def test_an_event_begins_again() -> None:
    event = Event(10, 15, Target("all"), Fault(dark=True), every=60)
    scenario = Scenario(events=(event,))
    assert [bool(scenario.active(at)) for at in (9, 10, 14, 15, 69, 70, 74, 75)] == [
        *(False, True, True, False),
        *(False, True, True, False),
    ]
    assert scenario.active(131) == ((event, 130.0),)
    assert [scenario.next_change(at) for at in (0, 10, 15, 70)] == [10, 15, 70, 75]
