"""What the metric of MCUs reads from a snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from exporters.prometheus.kinds import Kind, info
from exporters.prometheus.metrics import METRIC
from monitord.model.inventory import Device, McuGroup
from monitord.model.snapshot import CentreSnapshot


@dataclass(frozen=True, slots=True)
class Mcu:
    """An MCU and its part in a group."""

    device: Device
    group: str = ""
    role: Literal["primary", "member", ""] = ""


MCUS: Kind[Mcu] = Kind(
    METRIC["monitord_mcu_info"].labels,
    lambda mcu: (
        mcu.device.site,
        mcu.device.id.removeprefix(f"{mcu.device.site}/"),
        mcu.group,
        mcu.role,
        mcu.device.cascade_to or "",
    ),
    (info("monitord_mcu_info"),),
)


def mcus(centre: CentreSnapshot) -> Iterator[Mcu]:
    """Every MCU, once."""
    groups = _groups(centre.inventory.mcu_groups.values())
    for view in centre.sites:
        for device in view.site.devices:
            if device.role == "mcu":
                yield _of(device, groups.get(device.id))


def _groups(groups: Iterable[McuGroup]) -> Mapping[str, McuGroup]:
    """By member: of several groups the first, lest a join with its MCU find two."""
    found: dict[str, McuGroup] = {}
    for group in groups:
        for member in group.members:
            found.setdefault(member, group)
    return found


def _of(device: Device, group: McuGroup | None) -> Mcu:
    if group is None:
        return Mcu(device)
    return Mcu(device, group.id, "primary" if device.id == group.primary else "member")
