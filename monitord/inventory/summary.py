"""An inventory in a handful of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from monitord.inventory.loads import average, busiest, loads_of
from monitord.model.inventory import Inventory


@dataclass(frozen=True, slots=True)
class StreamSummary:
    """All test streams in a few figures. Rates in bit/s; shares of a circuit's bandwidth."""

    checks: int
    average: float
    circuit: str | None
    """The fullest one; None when no circuit on their ways has a bandwidth."""
    average_share: float
    most_share: float
    """What runs at once at most."""


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
    streams: StreamSummary | None
    """None without test streams."""
    witnesses: tuple[str, ...]
    maintenance: int
    """Windows of the file."""
    alertmanagers: int
    notify: tuple[str, ...]
    """Receivers that are told without Alertmanager."""


def summarize(inventory: Inventory) -> Summary:
    """The figures of `inventory`."""
    levels = Counter(site.level for site in inventory.sites.values())
    return Summary(
        organization=inventory.organization.name,
        revision=inventory.revision,
        sites={level.id: levels[level.id] for level in inventory.levels if levels[level.id]},
        devices=_count(device.role for device in inventory.devices.values()),
        circuits=_count(circuit.provider for circuit in inventory.circuits.values()),
        checks=_count(probe for device in inventory.devices.values() for probe in device.checks),
        streams=summarize_streams(inventory),
        witnesses=inventory.daemon.witnesses,
        maintenance=len(inventory.maintenance),
        alertmanagers=len(inventory.daemon.alertmanagers),
        notify=tuple(each.id for each in inventory.daemon.notify),
    )


def summarize_streams(inventory: Inventory) -> StreamSummary | None:
    """The figures on the busiest days; None without test streams."""
    loads = loads_of(inventory)
    if not loads.every:
        return None
    shares = {
        ident: average(busiest(through)) / (inventory.circuits[ident].bandwidth or 1)
        for ident, through in loads.circuits.items()
    }
    running = busiest(loads.every)
    fullest = max(shares, key=lambda ident: shares[ident], default=None)
    if fullest is None:
        return StreamSummary(len(running), average(running), None, 0.0, 0.0)
    rates = sum(load.rate for load in busiest(loads.circuits[fullest]))
    most = min(inventory.daemon.rtp_share, rates / (inventory.circuits[fullest].bandwidth or 1))
    return StreamSummary(len(running), average(running), fullest, shares[fullest], most)


def _count(words: Iterable[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())
