"""What is simulated of each example: every agent has a recording that suits what is asked of it."""

from __future__ import annotations

import pytest

from monitord.model.settings import SnmpCheck
from monitord.simulator.recording import kinds
from monitord.simulator.snmp.edition import IF_NAME
from monitord.simulator.snmp.kinds import LAST_RESORT, lines_of, recordings_of
from tests.examples.conftest import example

EXAMPLES = (
    "inventory",
    "thanh-hoa",
    "thanh-hoa-reform",
    "quang-nam",
    "khanh-hoa",
    "phu-tho",
    "nghe-an",
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_polled_device_plays_a_recording_of_its_kind(name: str) -> None:
    for device in example(name).devices.values():
        check = device.checks.get("snmp")
        if isinstance(check, SnmpCheck):
            played = recordings_of(device, check)
            assert played != (LAST_RESORT,), device.id
            assert set(played) <= set(kinds())


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_line_ends_behind_an_interface_that_its_router_has(name: str) -> None:
    inventory = example(name)
    for circuit in inventory.circuits.values():
        if circuit.device is None or circuit.interface is None:
            continue
        device = inventory.devices[circuit.device]
        check = device.checks["snmp"]
        assert isinstance(check, SnmpCheck)
        lines = lines_of(recordings_of(device, check))
        names = [line.value for line in lines if line.oid.startswith(IF_NAME)]
        assert circuit.interface.encode() in names, (circuit.id, device.id)


def test_the_demonstration_has_lines_with_and_without_an_interface() -> None:
    circuits = example("inventory").circuits.values()
    by_role = {
        role: {c.interface for c in circuits if c.role == role} for role in ("primary", "backup")
    }
    assert by_role == {"primary": {None, "GigabitEthernet0/0"}, "backup": {"wwan0"}}
