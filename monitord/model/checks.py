"""Which checks an inventory asks for on a day, and what a new inventory changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from monitord.model.inventory import Device, Inventory, Presence
from monitord.model.settings import CheckSettings


@dataclass(frozen=True, slots=True)
class Check:
    """One probe on one device. Equal checks are run by the same stream, reload or not."""

    id: str
    """`site/device/probe`."""
    address: str
    presence: Presence
    timezone: str
    settings: CheckSettings


@dataclass(frozen=True, slots=True)
class CheckChanges:
    """Check ids by what a new inventory does to them; what is in none of them is unchanged."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def checks_of(inventory: Inventory, day: date) -> dict[str, Check]:
    """The checks of all sites in force on `day`, by id, in the order of the inventory."""
    zone = inventory.organization.timezone
    return {
        check.id: check
        for site in inventory.sites.values()
        if site.active(day)
        for device in site.devices
        for check in _of_device(device, zone)
    }


def compare(old: Mapping[str, Check], new: Mapping[str, Check]) -> CheckChanges:
    """What it takes to get from `old` to `new`."""
    return CheckChanges(
        added=tuple(ident for ident in new if ident not in old),
        changed=tuple(ident for ident in new if ident in old and old[ident] != new[ident]),
        removed=tuple(ident for ident in old if ident not in new),
    )


def _of_device(device: Device, zone: str) -> list[Check]:
    return [
        Check(f"{device.id}/{probe}", device.address, device.presence, zone, settings)
        for probe, settings in device.checks.items()
    ]
