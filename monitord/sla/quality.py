"""What the test packets of a month said of each circuit: read once, in bounded memory.

A circuit is told by the echoes of the device behind which it ends, and by the test streams of its
site. A backup circuit is told by nothing: the packets go over the primary one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from monitord.model.evidence import Evidence, InForce
from monitord.model.figures import Month, Quality, Within
from monitord.model.inventory import Circuit, Inventory, Provider
from monitord.model.quality import Direction
from monitord.model.sketch import Sketch
from monitord.model.slots import Counts, Samples, Strip, merged_counts, merged_samples
from monitord.sla.ledger import Ledger
from monitord.sla.limits import Kept, Limits
from monitord.sla.tenures import Tenure, parts_of, providers_of, tenures_of

_COUNTS = tuple(field.name for field in fields(Counts))
_numbers = attrgetter(*_COUNTS)


@dataclass(frozen=True, slots=True)
class Use:
    """What a check tells of, [start, end), UTC."""

    key: str
    """`Tenure.key`."""
    start: datetime
    end: datetime


def freeze(evidence: Evidence, ledger: Ledger, month: Month) -> Mapping[str, Sequence[Quality]]:
    """The quality of every circuit, to be kept when the month is closed. Reads the strips."""
    parts = parts_of(month, evidence.revisions)
    tenures = list(tenures_of(parts, ledger.intervals))
    return qualities(evidence, tenures, providers_of(parts))


def qualities(
    evidence: Evidence, tenures: Iterable[Tenure], providers: Mapping[str, Provider]
) -> Mapping[str, Sequence[Quality]]:
    """By `Tenure.key`: as frozen, or from the strips, which are read. Absent: not measured."""
    if evidence.frozen is not None:
        return evidence.frozen
    uses: dict[str, list[Use]] = {}
    limits: dict[str, Limits] = {}
    for tenure in tenures:
        limits[tenure.key] = Limits.of(providers[tenure.circuit.provider].sla)
        for check, its in _uses(tenure).items():
            uses.setdefault(check, []).extend(its)
    return _folded(evidence.quality, uses, limits)


def merged(qualities: Iterable[Quality]) -> Sequence[Quality]:
    """One for each direction. Slots are added: each keeps a limit, or not, by itself."""
    each = list(qualities)
    return [
        _merged([one for one in each if one.direction is direction])
        for direction in Direction
        if any(one.direction is direction for one in each)
    ]


def _uses(tenure: Tenure) -> Mapping[str, Sequence[Use]]:
    """The checks that tell of a circuit, and when: as one over inventories that leave them be."""
    found: dict[str, list[Use]] = {}
    for part in tenure.parts:
        inventory = part.revision.inventory
        for check in checks_of(inventory.circuits[tenure.circuit.id], inventory):
            its = found.setdefault(check, [])
            if its and its[-1].end == part.start:
                its[-1] = replace(its[-1], end=part.end)
            else:
                its.append(Use(tenure.key, part.start, part.end))
    return found


def checks_of(circuit: Circuit, inventory: Inventory) -> Sequence[str]:
    """The checks whose packets tell how a circuit is."""
    if circuit.role != "primary":
        return []
    checks = []
    device = inventory.devices.get(circuit.device or "")
    if device is not None and "icmp" in device.checks:
        checks.append(f"{device.id}/icmp")
    streams = (each for each in inventory.sites[circuit.site].devices if "rtp" in each.checks)
    return [*checks, *(f"{each.id}/rtp" for each in streams)]


def telling(revisions: Iterable[InForce]) -> frozenset[str]:
    """The checks that tell of any circuit of these inventories: no others need to be read."""
    known = (each.inventory for each in revisions)
    return frozenset(
        check
        for inventory in known
        for circuit in inventory.circuits.values()
        for check in checks_of(circuit, inventory)
    )


class _Mixing:
    """Samples being added up."""

    __slots__ = ("_buckets", "_total")

    def __init__(self) -> None:
        self._total = 0.0
        self._buckets: dict[int, int] = {}

    def add(self, samples: Samples) -> None:
        if not samples.sketch.counts:
            return
        buckets = self._buckets
        for bucket, count in samples.sketch.counts.items():
            buckets[bucket] = buckets.get(bucket, 0) + count
        self._total += samples.total

    @property
    def samples(self) -> Samples:
        return Samples(self._total, Sketch(dict(sorted(self._buckets.items()))))


class _Fold:
    """The quality of one circuit in one direction, being added up; nothing of a strip is kept."""

    __slots__ = ("_counts", "_delay", "_jitter", "_kept", "_mos", "_rtt", "_slots")

    def __init__(self, limits: Limits) -> None:
        self._counts = [0] * len(_COUNTS)
        self._rtt, self._jitter, self._delay, self._mos = (_Mixing() for _ in range(4))
        self._kept = Kept(limits)
        self._slots = 0

    def add(self, strip: Strip) -> None:
        slot = strip.merged
        self._counts = [a + b for a, b in zip(self._counts, _numbers(slot.counts), strict=True)]
        self._rtt.add(slot.rtt)
        self._jitter.add(slot.jitter)
        self._delay.add(slot.delay)
        self._mos.add(slot.mos)
        self._kept.add(strip.briefs)
        self._slots += len(strip.briefs)

    def quality(self, direction: Direction) -> Quality:
        return Quality(
            direction=direction,
            counts=Counts(**dict(zip(_COUNTS, self._counts, strict=True))),
            rtt=self._rtt.samples,
            jitter=self._jitter.samples,
            delay=self._delay.samples,
            mos=self._mos.samples,
            slots=self._slots,
            within=self._kept.within,
        )


def _folded(
    strips: Iterable[Strip], uses: Mapping[str, Sequence[Use]], limits: Mapping[str, Limits]
) -> Mapping[str, Sequence[Quality]]:
    """Each circuit's own."""
    folds: dict[tuple[str, Direction], _Fold] = {}
    for check, its in groupby(strips, key=lambda strip: strip.merged.check):
        if (uses_of := uses.get(check)) is None:
            continue
        for strip in its:
            slot = strip.merged
            for use in uses_of:
                if use.start <= slot.start < use.end:
                    at = use.key, slot.direction
                    fold = folds.get(at) or folds.setdefault(at, _Fold(limits[use.key]))
                    fold.add(strip)
    found: dict[str, list[Quality]] = {}
    for direction in Direction:
        for (key, way), fold in folds.items():
            if way is direction:
                found.setdefault(key, []).append(fold.quality(way))
    return found


def _merged(each: Sequence[Quality]) -> Quality:
    return Quality(
        direction=each[0].direction,
        counts=merged_counts(one.counts for one in each),
        rtt=merged_samples(one.rtt for one in each),
        jitter=merged_samples(one.jitter for one in each),
        delay=merged_samples(one.delay for one in each),
        mos=merged_samples(one.mos for one in each),
        slots=sum(one.slots for one in each),
        within=_within(each),
    )


def _within(each: Sequence[Quality]) -> Mapping[str, Within]:
    """All are of one contract, so that the limits are the same."""
    found: dict[str, Within] = {}
    for one in each:
        for name, its in one.within.items():
            so_far = found.get(name, Within(its.limit, 0, 0))
            found[name] = Within(its.limit, so_far.good + its.good, so_far.of + its.of)
    return found
