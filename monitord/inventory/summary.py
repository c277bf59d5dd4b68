"""An inventory in a handful of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitord.model.inventory import Inventory

RUN = ("icmp", "snmp")
"""The probes that this version runs; the others are kept for a later one."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many of each there are; kinds without any are not listed."""

    organization: str
    revision: str
    sites: dict[str, int]
    """By level, outermost first."""
    devices: dict[str, int]
    """By role, most first."""
    circuits: dict[str, int]
    """By provider, most first."""
    checks: dict[str, int]
    """By probe, most first."""
    run: tuple[str, ...]
    """The probes among `checks` that this version runs."""
    witnesses: tuple[str, ...]


def summarize(inventory: Inventory) -> Summary:
    """The figures of `inventory`."""
    levels = Counter(site.level for site in inventory.sites.values())
    checks = _count(probe for device in inventory.devices.values() for probe in device.checks)
    return Summary(
        organization=inventory.organization.name,
        revision=inventory.revision,
        sites={level.id: levels[level.id] for level in inventory.levels if levels[level.id]},
        devices=_count(device.role for device in inventory.devices.values()),
        circuits=_count(circuit.provider for circuit in inventory.circuits.values()),
        checks=checks,
        run=tuple(probe for probe in checks if probe in RUN),
        witnesses=inventory.daemon.witnesses,
    )


def _count(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())
