"""Every shipped module, held against the recorded agents that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from monitord.health.rules import Observed, RuleBook
from monitord.model.modules import Entry, Module
from monitord.model.quantities import QUANTITIES, QUANTITY
from monitord.model.readings import Labels, Reported
from monitord.model.snmp import Value
from monitord.modules.suiting import suiting
from monitord.simulator.recording import kinds
from tests.probes.snmp.recorded import expected, reported, shipped, values_of

SYS_DESCR, SYS_OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
VENDORS = re.compile(r"poly|cisco|huawei|tandberg|webex|hdx|rmx|vrp|nqa|ip.?sla", re.IGNORECASE)
MOST_POLLS = 5
CIRCUITS = ("GigabitEthernet0/0", "wwan0")
SHIPPED, ALARMS = expected("shipped.yaml"), expected("alarms.yaml")
NO_MODULES = ("suits", "call")


def _cases() -> Iterator[Any]:
    for kind, page in SHIPPED.items():
        for module in page.keys() - set(NO_MODULES):
            yield pytest.param(kind, module, False, page[module], id=f"{kind}-{module}")
        for module, said in page.get("call", {}).items():
            yield pytest.param(kind, module, True, said, id=f"{kind}-{module}-call")


def _alarms() -> Iterator[Any]:
    for module, cases in ALARMS.items():
        for case in cases:
            yield pytest.param(module, case, id=f"{module}-{'-'.join(case['set'])}")


def _readings(said: Reported) -> dict[tuple[str, Labels], float | str]:
    return {(each.quantity, each.labels): each.value for each in said.readings}


def _entries(module: Module) -> Iterator[Entry]:
    yield from module.scalars
    for table in module.tables:
        yield from table.columns


def _altered(module: str, case: Any) -> dict[str, Value]:
    """The recording with the case's values."""
    values = values_of(case["in"], in_call=case.get("call", False))
    oids = {entry.object: entry.oid for entry in _entries(shipped()[module])}
    for name, new in case["set"].items():
        head, dot, index = name.partition(".")
        oid = f"{oids[head]}{dot}{index}" if head in oids else name
        assert oid in values, f"{oid} is not in the recording"
        values[oid] = new.encode() if isinstance(new, str) else new
    return values


@pytest.mark.parametrize(("kind", "module", "in_call", "said"), list(_cases()))
def test_a_recorded_agent_means_what_was_worked_out_by_hand(
    kind: str, module: str, in_call: bool, said: Any
) -> None:
    found = reported(module, values_of(kind, in_call=in_call))
    wanted = {(quantity, tuple(labels)): value for quantity, labels, value in said["readings"]}
    readings = _readings(found)
    assert readings.keys() == wanted.keys()
    for key, value in wanted.items():
        assert readings[key] == (value if isinstance(value, str) else pytest.approx(value))
    assert dict(found.identity) == said.get("identity", {})
    assert found.wrong == 0


def test_every_module_and_every_recording_is_worked_out() -> None:
    assert set(SHIPPED) == set(kinds())
    done = {module for page in SHIPPED.values() for module in page}
    assert done - set(NO_MODULES) == set(shipped())


@pytest.mark.parametrize("kind", sorted(SHIPPED))
def test_an_agent_is_recognised_by_what_it_says_that_it_is(kind: str) -> None:
    values = values_of(kind)
    description = values[SYS_DESCR]
    assert isinstance(description, bytes)
    assert len(description) <= 255  # RFC 3418
    found = suiting(shipped(), str(values[SYS_OBJECT_ID]), description.decode())
    assert {module.id for module in found} == set(SHIPPED[kind]["suits"])


@pytest.mark.parametrize(
    ("object_id", "description"),
    [
        ("1.3.6.1.4.1.37459.1", "Yealink VC800"),
        ("1.3.6.1.4.1.5596.130.6.4.1", "Cisco TelePresence Video Communication Server"),
        ("1.3.6.1.4.1.9.1.1540", "Cisco TelePresence MCU 5310"),
        ("1.3.6.1.4.1.25506.1.1", "H3C Comware Platform Software"),
        ("1.3.6.1.4.1.20110", "a device of a vendor whose number begins like another's"),
    ],
)
def test_a_device_without_a_module_of_its_own_gets_the_general_ones(
    object_id: str, description: str
) -> None:
    found = suiting(shipped(), object_id, description)
    assert {module.id for module in found} == {"interfaces", "system"}


@pytest.mark.parametrize("kind", sorted(SHIPPED))
@pytest.mark.parametrize("in_call", [False, True])
def test_no_rule_holds_in_a_recording_as_it_is(kind: str, in_call: bool) -> None:
    values = values_of(kind, in_call=in_call)
    for module in SHIPPED[kind]["suits"]:
        book = RuleBook(CIRCUITS)
        for at in range(MOST_POLLS):
            assert book.read(reported(module, values).readings, at) == []
        assert book.fault is None


@pytest.mark.parametrize(("module", "case"), list(_alarms()))
def test_a_rule_speaks_when_an_object_says_so(module: str, case: Any) -> None:
    readings = reported(module, _altered(module, case)).readings
    book = RuleBook(CIRCUITS)
    told: list[Observed] = []
    for at in range(MOST_POLLS):
        told += book.read(readings, at)
    quantity, *labels = case["about"]
    named = dict(zip(QUANTITY[quantity].labels, labels, strict=True))
    assert book.fault is not None
    assert book.fault.reason.code == case["says"]
    assert named.items() <= book.fault.reason.params.items()
    assert "more" not in book.fault.reason.params
    assert [fact.kind for fact in told] == ([case["tells"]] if "tells" in case else [])
    assert all(named.items() <= fact.params.items() for fact in told)


def test_every_rule_is_made_to_speak() -> None:
    rules = {
        (module.id, entry.object, rule.reason)
        for module in shipped().values()
        for entry in _entries(module)
        for rule in entry.rules
    }
    names = {entry.oid: entry.object for m in shipped().values() for entry in _entries(m)}
    tried = {
        (module, names.get(name.rpartition(".")[0], name.partition(".")[0]), case["says"])
        for module, cases in ALARMS.items()
        for case in cases
        for name in case["set"]
    }
    assert tried == rules
    facts = {rule.observe for m in shipped().values() for e in _entries(m) for rule in e.rules}
    assert {case.get("tells") for cases in ALARMS.values() for case in cases} == facts


def test_ports_are_full_from_95_percent() -> None:
    case = {"in": "poly-rmx", "set": {"serviceConferenceServerPortsUsedPercentage": 94}}
    book = RuleBook(())
    book.read(reported("poly-rmx", _altered("poly-rmx", case)).readings, 0)
    assert book.fault is None


def test_an_interface_behind_which_no_circuit_ends_may_be_down() -> None:
    case = {"in": "router", "set": {"ifOperStatus.2": 2}}
    book = RuleBook(CIRCUITS)
    readings = reported("interfaces", _altered("interfaces", case)).readings
    book.read(readings, 0)
    assert next(r.value for r in readings if r.labels == ("GigabitEthernet0/1",)) == 0
    assert book.fault is None


def test_a_named_interface_that_is_down_stays_and_a_nameless_one_goes() -> None:
    case = {"in": "router", "set": {"ifOperStatus.4": 5, "ifOperStatus.1": 2}}
    said = reported("interfaces", _altered("interfaces", case))
    up = {labels[0]: value for (name, labels), value in _readings(said).items() if "_up" in name}
    assert up == {"GigabitEthernet0/0": 0, "GigabitEthernet0/1": 1}  # wwan0 is dormant
    assert said.aliases == {
        "GigabitEthernet0/0": "WAN", "GigabitEthernet0/1": "LAN", "wwan0": "LTE"
    }  # fmt: skip


def test_what_is_switched_off_on_purpose_is_no_failure() -> None:
    off = {"serviceH323RegistrationStatus": 1, "hardwareCameraStatus": 1}
    said = reported("poly-group", _altered("poly-group", {"in": "poly-group", "set": off}))
    readings = _readings(said)
    assert ("endpoint_registered", ("h323",)) not in readings
    assert ("device_part_ok", ("camera",)) not in readings
    assert readings["endpoint_registered", ("sip",)] == 1


def test_of_several_calls_the_worst_counts_and_rates_add_up() -> None:
    values = values_of("poly-group", in_call=True)
    row = "1.3.6.1.4.1.13885.101.1.4.1.1"
    second = {f"{oid[:-2]}.2": raw for oid, raw in values.items() if oid.startswith(f"{row}.")}
    values |= second | {f"{row}.16.2": 3, f"{row}.56.2": 600}
    readings = _readings(reported("poly-group", values))
    assert readings["endpoint_calls", ()] == 2
    assert readings["endpoint_in_call", ()] == 1
    assert readings["endpoint_call_loss_ratio", ("all", "to_site")] == pytest.approx(0.03)
    rate = readings["endpoint_call_rate_bytes_per_second", ("video", "to_site")]
    assert rate == (1000 + 600) * 125


def test_a_test_that_failed_gives_its_loss_and_no_times() -> None:
    run = "5.97.100.109.105.110.5.104.117.121.101.110.57"
    lost = {f"nqaJitterStatsPacketLossRatio.{run}": 100, f"nqaJitterStatsRTTAvg.{run}": 0}
    failed = lost | {f"1.3.6.1.4.1.2011.5.25.111.4.3.1.2.{run}": 2}
    said = reported("huawei-nqa", _altered("huawei-nqa", {"in": "huawei-nqa", "set": failed}))
    readings = _readings(said)
    assert readings["path_loss_ratio", ("admin/huyen", "both")] == 1
    assert ("path_rtt_seconds", ("admin/huyen",)) not in readings
    assert readings["path_rtt_seconds", ("admin/ttdl",)] == pytest.approx(0.018)


def test_an_operation_that_timed_out_gives_no_times_and_no_loss() -> None:
    sense = "1.3.6.1.4.1.9.9.42.1.5.2.1.31.10"
    said = reported(
        "cisco-ipsla", _altered("cisco-ipsla", {"in": "cisco-ipsla", "set": {sense: 4}})
    )
    about = {name for name, labels in _readings(said) if labels[0] == "ttdl"}
    assert about == {"path_packets_answered"}


def test_no_quantity_or_constant_label_names_a_vendor() -> None:
    words = [each.name for each in QUANTITIES]
    for module in shipped().values():
        counts = [count for table in module.tables for count in table.counts]
        for labels in [each.labels for each in _entries(module)] + [each.labels for each in counts]:
            words += labels.values()
    assert [word for word in words if VENDORS.search(word)] == []


def test_every_module_says_what_it_is_in_both_languages_and_where_it_is_from() -> None:
    for module in shipped().values():
        assert set(module.title) == {"vi", "en"}
        assert module.title["vi"] != module.title["en"]
        assert module.source
        assert module.suits
