"""What devices say of themselves, as series."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import pytest

from exporters.prometheus.metrics import METRIC
from monitord.model.quantities import QUANTITIES, QUANTITY
from monitord.model.readings import Reading
from monitord.model.views import PollView
from tests.exporters.agents import NOW, everything, saying, silent
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage
from tests.exporters.province import poller_of

VENDORS = "cisco tandberg poly huawei yealink avaya lifesize sony zte acano apc hdx rmx dma"
PLACE = {"site": "xa-00003", "device": "rt"}


def talk(stage: Stage, *readings: Reading) -> None:
    """Let one router of the stage say this."""
    change(stage, lambda view: saying(view, *readings))


def change(stage: Stage, what: Callable[[PollView], PollView]) -> None:
    """Replace the poll of one router."""
    polls = stage.province.poller.polls
    changed = [what(v) if (v.site, v.device) == tuple(PLACE.values()) else v for v in polls]
    echoes = stage.province.poller.echoes
    stage.province = replace(stage.province, poller=poller_of([*echoes, *changed]))


async def said(stage: Stage, accept: str = "") -> dict[Key, float]:
    """What that router is exposed to say."""
    names = {f"monitord_{name}" for name in QUANTITY}
    found = samples(await stage.scrape(accept))
    here = set(PLACE.items())
    return {each: value for each, value in found.items() if each[0] in names and here <= each[1]}


@pytest.mark.parametrize("accept", ["", OPENMETRICS])
async def test_every_quantity_is_a_metric_with_its_labels(stage: Stage, accept: str) -> None:
    talk(stage, *everything())
    found = await said(stage, accept)
    for number, quantity in enumerate(QUANTITIES):
        name = f"monitord_{quantity.name}"
        labels = {label: f"{label} 1" for label in quantity.labels}
        if quantity.states:
            for state in quantity.states:
                expected = float(state == quantity.states[-1])
                assert found.pop(key(name, **PLACE, **labels, state=state)) == expected
        else:
            assert found.pop(key(name, **PLACE, **labels)) == number
    assert not found


def test_the_table_is_derived_from_the_quantities() -> None:
    for quantity in QUANTITIES:
        metric = METRIC[f"monitord_{quantity.name}"]
        assert metric.labels == ("site", "device", *quantity.labels)
        assert (metric.help, metric.unit, metric.states) == (
            quantity.help,
            quantity.unit,
            quantity.states,
        )
        assert metric.type == ("counter" if quantity.type == "counter" else "gauge")


@pytest.mark.parametrize("vendor", VENDORS.split())
def test_no_name_or_help_names_a_vendor(vendor: str) -> None:
    for metric in METRIC.values():
        words = re.split(r"[^a-z]+", f"{metric.name} {metric.help}".lower().replace("_", " "))
        assert vendor not in words


async def test_readings_go_when_they_are_stale_and_the_identity_stays(stage: Stage) -> None:
    before = samples(await stage.scrape())
    stage.now = NOW + 99.9
    assert len(await said(stage)) == 30
    stage.now = NOW
    change(stage, silent)
    after = samples(await stage.scrape())
    gone = {name for name, labels in set(before) - set(after) if set(PLACE.items()) <= labels}
    polls = ("poll_duration_seconds", "objects_failed", "values_wrong")
    assert {f"monitord_snmp_{name}" for name in polls} < gone
    assert not await said(stage)
    identified = [labels for name, labels in after if name == "monitord_device_identity_info"]
    assert any(set(PLACE.items()) <= labels for labels in identified)
    assert "monitord_device_identity_info" not in gone
    assert "monitord_interface_info" not in gone


async def test_a_new_answer_replaces_the_one_before(stage: Stage) -> None:
    talk(stage, Reading("device_cpu_ratio", ("1",), 0.5), Reading("device_alarms", (), 2.0))
    await said(stage)
    talk(stage, Reading("device_cpu_ratio", ("1",), 0.75), Reading("device_cpu_ratio", ("2",), 0.1))
    assert await said(stage) == {
        key("monitord_device_cpu_ratio", **PLACE, cpu="1"): 0.75,
        key("monitord_device_cpu_ratio", **PLACE, cpu="2"): 0.1,
    }


async def test_of_two_readings_with_the_same_labels_the_first_one_counts(stage: Stage) -> None:
    talk(stage, Reading("interface_up", ("eth0",), 1.0), Reading("interface_up", ("eth0",), 0.0))
    assert await said(stage) == {key("monitord_interface_up", **PLACE, interface="eth0"): 1.0}


async def test_what_is_no_number_and_no_known_state_is_absent(stage: Stage) -> None:
    talk(
        stage,
        Reading("device_cpu_ratio", ("1",), nan),
        Reading("device_cpu_ratio", ("2",), inf),
        Reading("mcu_status", (), "on fire"),
    )
    assert not await said(stage)


async def test_a_label_of_any_text_survives(stage: Stage) -> None:
    awkward = 'Gi0/0 "WAN"\\\n%a Đường truyền'
    talk(stage, Reading("interface_up", (awkward,), 1.0))
    assert await said(stage) == {key("monitord_interface_up", **PLACE, interface=awkward): 1.0}


async def test_a_counter_is_exposed_as_the_device_counts(stage: Stage) -> None:
    """Restarts are for Prometheus to see."""
    name = "monitord_interface_receive_bytes_total"
    for value in (2.0**63, 5.0):
        talk(stage, Reading("interface_receive_bytes_total", ("eth0",), value))
        assert await said(stage) == {key(name, **PLACE, interface="eth0"): value}


async def test_an_identity_has_what_the_device_told(stage: Stage) -> None:
    def nameless(view: PollView) -> PollView:
        return replace(view, identity={"vendor": "Cisco"})

    change(stage, nameless)
    found = samples(await stage.scrape())
    unknown = dict.fromkeys(("model", "software", "serial", "name"), "")
    assert found[key("monitord_device_identity_info", **PLACE, vendor="Cisco", **unknown)] == 1
