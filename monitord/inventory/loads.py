"""What test streams load the circuits with: sums over a day, the fullest day at that. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, fsum

from monitord.inventory.units import format_duration
from monitord.model.inventory import Circuit, Device, Inventory, Site
from monitord.model.settings import RtpCheck
from monitord.model.ways import Ways

MOST_TERMS = 3
"""Kinds of streams that a sum names."""
TOLERANCE = 1 + 1e-9
"""What rounding may do to a sum that just fits."""


@dataclass(frozen=True, slots=True)
class Load:
    """The streams of one check, and from which day to which they run."""

    device: Device
    check: RtpCheck
    rate: float
    """bit/s of a stream."""
    average: float
    """bit/s, pauses between streams included."""
    first: date
    last: date

    @classmethod
    def of(
        cls, device: Device, check: RtpCheck, first: date = date.min, last: date = date.max
    ) -> Load:
        """The load of a device's check."""
        rate = check.codec.rate
        return cls(device, check, rate, rate * check.duration / check.interval, first, last)


@dataclass(frozen=True, slots=True)
class Loads:
    """All of an inventory, of any day."""

    every: tuple[Load, ...]
    circuits: dict[str, list[Load]]
    """By circuit, of those whose bandwidth is known."""


def loads_of(inventory: Inventory) -> Loads:
    """What each circuit has to carry while it, its site and the site of the device exist."""
    ways = Ways(inventory)
    every: list[Load] = []
    circuits: dict[str, list[Load]] = {}
    for device, check in _streams(inventory):
        site = inventory.sites[device.site]
        load = _while_there(Load.of(device, check), site)
        every += [load] if load else []
        for stretch in ways.to(device.site) if load else ():
            through = _while_there(load, stretch.site, stretch.circuit)
            if through and stretch.circuit.bandwidth:
                circuits.setdefault(stretch.circuit.id, []).append(through)
    return Loads(tuple(every), circuits)


def busiest(loads: Sequence[Load]) -> list[Load]:
    """Those that run on the day on which they take most together."""
    if all(load.first == date.min and load.last == date.max for load in loads):
        return list(loads)
    edges: dict[date, float] = {}
    for load in loads:
        edges[load.first] = edges.get(load.first, 0.0) + load.average
        if load.last < date.max:
            after = date.fromordinal(load.last.toordinal() + 1)
            edges[after] = edges.get(after, 0.0) - load.average
    best, most, now = date.min, 0.0, 0.0
    for day in sorted(edges):
        now += edges[day]
        if now > most:
            best, most = day, now
    return [load for load in loads if load.first <= best <= load.last]


def average(loads: Iterable[Load]) -> float:
    """bit/s that they take together."""
    return fsum(load.average for load in loads)


def usable(room: float, loads: Sequence[Load]) -> float:
    """bit/s of a room that whole streams can fill, when all are of one rate; else all of it.

    Each fits alone.
    """
    rates = {load.rate for load in loads}
    return int(room * TOLERANCE / (rate := rates.pop())) * rate if len(rates) == 1 else room


def wanted(loads: Sequence[Load]) -> float:
    """bit/s of the least room whose usable part holds the average of all."""
    rates = {load.rate for load in loads}
    taken = average(loads)
    return ceil(taken / TOLERANCE / (rate := rates.pop())) * rate if len(rates) == 1 else taken


def shown_sum(loads: Iterable[Load]) -> str:
    """`27 × 80kbit/s × 10s / 5m + …`, the greatest first."""
    kinds = Counter((load.rate, load.check.duration, load.check.interval) for load in loads)
    ordered = sorted(
        kinds.items(), key=lambda kind: -kind[1] * kind[0][0] * kind[0][1] / kind[0][2]
    )
    terms = [
        f"{count} × {shown_rate(rate)} × {format_duration(lasts)} / {format_duration(interval)}"
        for (rate, lasts, interval), count in ordered
    ]
    more = ["…"] if len(terms) > MOST_TERMS else []
    return " + ".join(terms[:MOST_TERMS] + more)


def shown_rate(rate: float) -> str:
    """A rate in its own unit with three digits: `80kbit/s`, `1.47Mbit/s`."""
    for unit, size in (("Gbit/s", 1e9), ("Mbit/s", 1e6), ("kbit/s", 1e3)):
        if rate >= size:
            return f"{rate / size:.3g}{unit}" if rate < 1000 * size else f"{rate / size:.0f}{unit}"
    return f"{rate:.3g}bit/s"


def _streams(inventory: Inventory) -> Iterable[tuple[Device, RtpCheck]]:
    for device in inventory.devices.values():
        check = device.checks.get("rtp")
        if isinstance(check, RtpCheck):
            yield device, check


def _while_there(load: Load | None, *lasting: Site | Circuit) -> Load | None:
    """The load on those of its days on which all of these exist; None when there is no such day."""
    if load is None or not any(each.from_ or each.until for each in lasting):
        return load
    first = max(load.first, *(each.from_ or date.min for each in lasting))
    last = min(load.last, *(each.until or date.max for each in lasting))
    return replace(load, first=first, last=last) if first <= last else None
