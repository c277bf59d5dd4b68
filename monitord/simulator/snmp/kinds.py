"""Which recordings a device plays: the inventory knows nothing of them, so its checks say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from monitord.model.inventory import Device
from monitord.model.settings import SnmpCheck
from monitord.simulator.recorded import Line
from monitord.simulator.recording import kinds, load_recording

RECORDINGS: Mapping[str, str] = MappingProxyType({"cisco-router": "router", "interfaces": "router"})
"""The recording that a device with a module plays, where it has not the module's own name."""
LAST_RESORT = "host"
"""What a device plays of which its modules say nothing more than `system`."""


def recordings_of(device: Device, check: SnmpCheck) -> tuple[str, ...]:
    """The names of a device's recordings; what an earlier one has, a later one does not replace.

    The last of the modules is the most special one.
    """
    shipped = kinds()
    if device.role == "router" and "interfaces" not in check.modules:
        return tuple(dict.fromkeys([*_played(check, shipped), "router"]))
    played = tuple(dict.fromkeys(_played(check, shipped)))
    if len(played) > 1 and "huawei-router" in played:
        played = tuple(name for name in played if name != "router")
    return played or (LAST_RESORT,)


def _played(check: SnmpCheck, shipped: tuple[str, ...]) -> Iterator[str]:
    for module in reversed(check.modules):
        name = RECORDINGS.get(module, module)
        if name in shipped:
            yield name


@cache
def lines_of(recordings: tuple[str, ...]) -> tuple[Line, ...]:
    """The objects of these recordings together; shared by all devices that play them."""
    found: dict[str, list[Line]] = {}
    for name in recordings:
        fresh: dict[str, list[Line]] = {}
        for line in load_recording(name).lines:
            if line.oid not in found:
                fresh.setdefault(line.oid, []).append(line)
        found |= fresh
    return tuple(line for lines in found.values() for line in lines)
