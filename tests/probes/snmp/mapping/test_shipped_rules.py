"""The rules of the shipped modules: silent in every recording, each heard when it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from monitord.health.rules import Observed, RuleBook
from monitord.model.quantities import QUANTITY
from monitord.texts import texts
from tests.probes.snmp.mapping.recorded import (
    altered,
    entries,
    expected,
    reported,
    shipped,
    values_of,
)

MOST_POLLS = 5
LANGUAGES = ("vi", "en")
CIRCUITS = ("GigabitEthernet0/0", "wwan0")
SHIPPED, ALARMS = expected("shipped.yaml"), expected("alarms.yaml")


def _alarms() -> Iterator[Any]:
    for module, cases in ALARMS.items():
        for case in cases:
            yield pytest.param(module, case, id=f"{module}-{'-'.join(case['set'])}")


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
    readings = reported(module, altered(module, case)).readings
    book = RuleBook(CIRCUITS)
    told: list[Observed] = []
    for at in range(MOST_POLLS):
        told += book.read(readings, at)
    quantity, *labels = case["about"]
    named = dict(zip(QUANTITY[quantity].labels, labels, strict=True))
    assert book.fault is not None
    assert book.fault.reason.code == case["says"]
    assert named.items() <= book.fault.reason.params.items()
    assert book.fault.reason.params.get("more", 0) == case.get("more", 0)
    assert [fact.kind for fact in told] == ([case["tells"]] if "tells" in case else [])
    assert all(named.items() <= fact.params.items() for fact in told)
    for language in LANGUAGES:
        assert not set("{}_") & set(texts(language).reason(book.fault.reason))


def test_every_rule_is_made_to_speak() -> None:
    rules = {
        (module.id, entry.object, rule.reason)
        for module in shipped().values()
        for entry in entries(module)
        for rule in entry.rules
    }
    names = {entry.oid: entry.object for m in shipped().values() for entry in entries(m)}
    tried = {
        (module, names.get(name.rpartition(".")[0], name.partition(".")[0]), case["says"])
        for module, cases in ALARMS.items()
        for case in cases
        for name in case["set"]
    }
    assert tried == rules
    facts = {rule.observe for m in shipped().values() for e in entries(m) for rule in e.rules}
    assert {case.get("tells") for cases in ALARMS.values() for case in cases} == facts


@pytest.mark.parametrize(
    ("module", "case"),
    [
        ("ups", {"in": "ups", "set": {"upsEstimatedMinutesRemaining": 4}}),
        ("ups", {"in": "ups", "set": {"upsOutputSource": 5, "1.3.6.1.2.1.33.1.7.3.0": 5}}),
        ("ups", {"in": "ups", "set": {"upsOutputSource": 4}}),
        ("ups", {"in": "ups", "set": {"upsOutputSource": 6}}),
        ("poly-rmx", {"in": "poly-rmx", "set": {"rmxCurrentStatus": 1}}),
        (
            "poly-group",
            {
                "in": "poly-group",
                "set": {"1.3.6.1.4.1.13885.101.1.2.7.1.0": 1, "serviceH323RegistrationStatus": 3},
            },
        ),
        (
            "poly-group",
            {
                "in": "poly-group",
                "set": {"1.3.6.1.4.1.13885.101.1.2.8.1.0": 1, "serviceSipRegistrationStatus.1": 3},
            },
        ),
        ("poly-group", {"in": "poly-group", "set": {"hardwareCameraStatus": 1}}),
        (
            "cisco-ipsla",
            {
                "in": "cisco-ipsla",
                "set": {
                    "rttMonLatestJitterOperNumOfRTT.10": 0,
                    "1.3.6.1.4.1.9.9.42.1.5.2.1.31.10": 0,
                },
            },
        ),
        ("entity", {"in": "entity", "set": {"entPhySensorOperStatus.1012": 3}}),
    ],
    ids=[
        "small",
        "tested",
        "bypass",
        "booster",
        "starting",
        "SIP only",
        "H.323 only",
        "no camera",
        "not run yet",
        "no optic",
    ],
)
def test_what_a_healthy_device_may_say_is_no_fault(module: str, case: Any) -> None:
    book = RuleBook(CIRCUITS)
    readings = reported(module, altered(module, case)).readings
    assert [book.read(readings, at) for at in range(MOST_POLLS)] == [[]] * MOST_POLLS
    assert book.fault is None


def test_alarms_while_on_battery_are_not_told_beside_it() -> None:
    book = RuleBook(CIRCUITS)
    case = {"in": "ups", "set": {"upsOutputSource": 5, "upsAlarmsPresent": 3}}
    for at in range(MOST_POLLS):
        book.read(reported("ups", altered("ups", case)).readings, at)
    assert book.fault is not None
    assert book.fault.reason.code == "snmp.on-battery"
    assert "more" not in book.fault.reason.params


def test_ports_are_full_from_95_percent() -> None:
    case = {"in": "poly-rmx", "set": {"serviceConferenceServerPortsUsedPercentage": 94}}
    book = RuleBook(())
    book.read(reported("poly-rmx", altered("poly-rmx", case)).readings, 0)
    assert book.fault is None


def test_an_interface_behind_which_no_circuit_ends_may_be_down() -> None:
    case = {"in": "router", "set": {"ifOperStatus.2": 2}}
    book = RuleBook(CIRCUITS)
    readings = reported("interfaces", altered("interfaces", case)).readings
    book.read(readings, 0)
    assert next(r.value for r in readings if r.labels == ("GigabitEthernet0/1",)) == 0
    assert book.fault is None
