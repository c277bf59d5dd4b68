"""Every shipped module, held against the recorded agents that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from monitord.model.quantities import QUANTITIES
from monitord.modules.suiting import suiting
from monitord.simulator.recording import kinds
from tests.probes.snmp.mapping.recorded import (
    altered,
    entries,
    expected,
    readings_of,
    reported,
    shipped,
    values_of,
)

SYS_DESCR, SYS_OBJECT_ID = "1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0"
VENDORS = re.compile(r"poly|cisco|huawei|tandberg|webex|hdx|rmx|vrp|nqa|ip.?sla", re.IGNORECASE)
SHIPPED = expected("shipped.yaml")
DETAILS = expected("details.yaml")
NO_MODULES = ("suits", "call")


def _cases() -> Iterator[Any]:
    for kind, page in SHIPPED.items():
        for module in sorted(page.keys() - set(NO_MODULES)):
            yield pytest.param(kind, module, False, page[module], id=f"{kind}-{module}")
        for module, said in page.get("call", {}).items():
            yield pytest.param(kind, module, True, said, id=f"{kind}-{module}-call")


def _meanings() -> Iterator[Any]:
    for module, objects in DETAILS["enumerations"].items():
        for name, case in objects.items():
            whole = f"{name}.{case['index']}" if "index" in case else name
            for raw, meant in case["gives"].items():
                one = {"in": case["in"], "set": {whole: raw}, "gives": [[*case["about"], meant]]}
                yield pytest.param(module, one, id=f"{module}-{name}-{raw}")
    for name, case in DETAILS["cases"].items():
        yield pytest.param(case["of"], case, id=name)


@pytest.mark.parametrize(("kind", "module", "in_call", "said"), list(_cases()))
def test_a_recorded_agent_means_what_was_worked_out_by_hand(
    kind: str, module: str, in_call: bool, said: Any
) -> None:
    found = reported(module, values_of(kind, in_call=in_call))
    wanted = {(quantity, tuple(labels)): value for quantity, labels, value in said["readings"]}
    readings = readings_of(found)
    assert readings.keys() == wanted.keys()
    for key, value in wanted.items():
        assert readings[key] == (value if isinstance(value, str) else pytest.approx(value))
    assert dict(found.identity) == said.get("identity", {})
    assert found.wrong == 0


def test_every_module_and_every_recording_is_worked_out() -> None:
    assert set(SHIPPED) == set(kinds())
    done = {module for page in SHIPPED.values() for module in page}
    assert done - set(NO_MODULES) == set(shipped())


@pytest.mark.parametrize(("module", "case"), list(_meanings()))
def test_a_value_means_what_the_mib_says(module: str, case: Any) -> None:
    readings = readings_of(reported(module, altered(module, case)))
    for quantity, *labels, meant in case["gives"]:
        found = readings.get((quantity, tuple(labels)))
        if meant == "none":
            assert found is None
        else:
            assert found == (meant if isinstance(meant, str) else pytest.approx(meant))


def test_every_value_of_every_enumeration_is_tried() -> None:
    listed = {
        (module.id, entry.object, raw)
        for module in shipped().values()
        for entry in entries(module)
        for raw in entry.values or ()
    }
    tried = {
        (module, name, raw)
        for module, objects in DETAILS["enumerations"].items()
        for name, case in objects.items()
        for raw in case["gives"]
    }
    assert tried == listed


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


def test_an_interface_that_is_down_stays_unless_it_is_meant_to_be() -> None:
    admin_status = "1.3.6.1.2.1.2.2.1.7"
    down = {"ifOperStatus.4": 5, "ifOperStatus.1": 2, f"{admin_status}.1": 2}
    said = reported("interfaces", altered("interfaces", {"in": "router", "set": down}))
    readings = readings_of(said)
    up = {labels[0]: value for (name, labels), value in readings.items() if "_up" in name}
    nameless = {"GigabitEthernet0/2": 0}
    assert up == {"GigabitEthernet0/0": 0, "GigabitEthernet0/1": 1} | nameless  # wwan0 is dormant
    assert {name for name, labels in readings if labels[0] in nameless} == {"interface_up"}
    shut = altered("interfaces", {"in": "router", "set": down | {f"{admin_status}.3": 2}})
    assert not {labels for _, labels in readings_of(reported("interfaces", shut))} & {*nameless}
    assert sorted(said.aliases.values()) == ["LAN", "LTE", "WAN"]
    assert said.aliases["wwan0"] == "LTE"


def test_of_several_calls_the_worst_counts_and_rates_add_up() -> None:
    values = values_of("poly-group", in_call=True)
    row = "1.3.6.1.4.1.13885.101.1.4.1.1"
    second = {f"{oid[:-2]}.2": raw for oid, raw in values.items() if oid.startswith(f"{row}.")}
    values |= second | {f"{row}.16.2": 3, f"{row}.56.2": 600}
    readings = readings_of(reported("poly-group", values))
    assert readings["endpoint_calls", ()] == 2
    assert readings["endpoint_in_call", ()] == 1
    assert readings["endpoint_call_loss_ratio", ("all", "to_site")] == pytest.approx(0.03)
    rate = readings["endpoint_call_rate_bytes_per_second", ("video", "to_site")]
    assert rate == (1000 + 600) * 125


def test_a_test_that_failed_gives_its_loss_and_no_times() -> None:
    run = "5.97.100.109.105.110.5.104.117.121.101.110.57"
    given = ["OperOfMos", "OperOfIcpif", "AvgDelaySD", "AvgDelayDS", "PacketLossRatio"]
    failed = {f"nqaJitterStats{name}.{run}": 100 for name in given}
    failed[f"1.3.6.1.4.1.2011.5.25.111.4.3.1.2.{run}"] = 2
    said = reported("huawei-nqa", altered("huawei-nqa", {"in": "huawei-nqa", "set": failed}))
    readings = readings_of(said)
    assert readings["path_loss_ratio", ("admin/huyen", "both")] == 1
    about = {name for name, labels in readings if labels[0] == "admin/huyen"}
    assert about == {"path_packets_answered", "path_packets_lost", "path_loss_ratio"}


@pytest.mark.parametrize(("operation", "path"), [(10, "ttdl"), (20, "20")])
def test_an_operation_that_timed_out_gives_no_times_and_no_loss(operation: int, path: str) -> None:
    sense = f"1.3.6.1.4.1.9.9.42.1.5.2.1.31.{operation}"
    said = reported("cisco-ipsla", altered("cisco-ipsla", {"in": "cisco-ipsla", "set": {sense: 4}}))
    about = {name for name, labels in readings_of(said) if labels[0] == path}
    assert about == {"path_packets_answered"}


def test_no_quantity_or_constant_label_names_a_vendor() -> None:
    words = [each.name for each in QUANTITIES]
    for module in shipped().values():
        counts = [count for table in module.tables for count in table.counts]
        for labels in [each.labels for each in entries(module)] + [each.labels for each in counts]:
            words += labels.values()
    assert [word for word in words if VENDORS.search(word)] == []


def test_every_module_says_what_it_is_in_both_languages_and_where_it_is_from() -> None:
    for module in shipped().values():
        assert set(module.title) == {"vi", "en"}
        assert module.title["vi"] != module.title["en"]
        assert module.source
        assert module.suits
