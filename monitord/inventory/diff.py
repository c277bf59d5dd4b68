"""What a new inventory changes, in terms of what runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitord.model.inventory import Inventory


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids, of checks as `site/device/probe`. What is in none of the sets stays as it was."""

    added: frozenset[str]
    changed: frozenset[str]
    """Checks whose address, settings, presence or credential differ."""
    removed: frozenset[str]
    added_sites: frozenset[str]
    changed_sites: frozenset[str]
    """Sites of which anything differs, their devices and circuits included."""
    removed_sites: frozenset[str]


def diff(old: Inventory, new: Inventory) -> Changes:
    """What has to happen to `old` to make it `new`."""
    return Changes(*_compare(_checks(old), _checks(new)), *_compare(old.sites, new.sites))


def _checks(inventory: Inventory) -> dict[str, object]:
    """Everything that a check depends on, by its id. ICMP shows nobody a credential."""
    return {
        f"{device.id}/{probe}": (
            device.address,
            device.presence,
            settings,
            inventory.credentials.get(device.credential or "") if probe == "snmp" else None,
        )
        for device in inventory.devices.values()
        for probe, settings in device.checks.items()
    }


def _compare(
    old: Mapping[str, object], new: Mapping[str, object]
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The keys that are added, changed and removed."""
    changed = frozenset(key for key in old.keys() & new.keys() if old[key] != new[key])
    return frozenset(new.keys() - old.keys()), changed, frozenset(old.keys() - new.keys())
