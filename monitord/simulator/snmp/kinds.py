"""Which recordings a device plays: the inventory knows nothing of them, so its checks say it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from monitord.model.inventory import Device, Role
from monitord.model.settings import SnmpCheck
from monitord.simulator.recorded import Line
from monitord.simulator.recording import Key, kinds, load_recording

PLAYED: Mapping[str, str] = MappingProxyType({"cisco-router": "router"})
"""The recording that a device with a module plays, where it has not the module's own name."""
USUAL: Mapping[Role, str] = MappingProxyType({"router": "router"})
"""What a device plays whose modules have no recording (`system`, `interfaces`), by its role."""
LAST_RESORT = "host"
MIB_2 = (1, 3, 6, 1, 2, 1)


def recordings_of(device: Device, check: SnmpCheck) -> tuple[str, ...]:
    """The names of a device's recordings, most special first, as its modules are last."""
    names = (PLAYED.get(module, module) for module in reversed(check.modules))
    played = tuple(dict.fromkeys(name for name in names if name in kinds()))
    return played or (USUAL.get(device.role, LAST_RESORT),)


@cache
def lines_of(recordings: tuple[str, ...]) -> tuple[Line, ...]:
    """The objects of these recordings together; shared by all devices that play them.

    A MIB of which an earlier recording has anything is its own: rows of two devices never mix.
    """
    lines: list[Line] = []
    taken: set[Key] = set()
    for name in recordings:
        recording = load_recording(name)
        mibs = [mib(key) for key in recording.keys]
        lines += (line for line, its in zip(recording.lines, mibs, strict=True) if its not in taken)
        taken.update(mibs)
    return tuple(lines)


def mib(key: Key) -> Key:
    """The beginning of an OID that tells MIBs apart: `1.3.6.1.2.1.31`, `1.3.6.1.4.1.9.9.42.1`."""
    return key[: len(MIB_2) + 1] if key[: len(MIB_2)] == MIB_2 else key[:10]
