"""Quality in slots: what a check measured in a span of time, in one direction. Mergeable exactly.

Durations are seconds, ratios from 0 to 1. Means are never kept: sums and counts are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from typing import NamedTuple, TypeAlias, cast

from monitord.model.quality import Direction
from monitord.model.sketch import EMPTY, Sketch, merged

SLOT = 300
"""Seconds of a slot, the finest that is kept; slots begin at whole multiples of it since 1970."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Some values of one kind: their exact sum, and how they are distributed."""

    total: float = 0.0
    sketch: Sketch = EMPTY

    @property
    def count(self) -> int:
        """How many values."""
        return self.sketch.count

    @property
    def mean(self) -> float | None:
        """None without any."""
        return self.total / self.count if self.count else None


NO_SAMPLES = Samples()


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Packets. sent = received + lost + unmeasured."""

    sent: int = 0
    received: int = 0
    lost: int = 0
    unmeasured: int = 0
    duplicates: int = 0
    reordered: int = 0
    late: int = 0

    @property
    def loss(self) -> float | None:
        """Ratio lost of those whose fate is known; None when none is."""
        known = self.received + self.lost
        return self.lost / known if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """What one check measured in [start, start + seconds), in one direction."""

    check: str
    """`site/device/check`."""
    direction: Direction
    start: datetime
    """UTC."""
    seconds: int
    """300; 3600 or 86400 where slots were merged."""
    counts: Counts
    rtt: Samples = NO_SAMPLES
    """Round-trip times; each echo, each packet of a stream where that is known."""
    jitter: Samples = NO_SAMPLES
    """RFC 3550 jitter: of each stream its mean."""
    delay: Samples = NO_SAMPLES
    """One-way delay, where the clocks allow it."""
    mos: Samples = NO_SAMPLES
    """Of each stream."""


def merged_counts(counts: Iterable[Counts]) -> Counts:
    """Their sums."""
    each = list(counts)
    return Counts(
        sent=sum(c.sent for c in each),
        received=sum(c.received for c in each),
        lost=sum(c.lost for c in each),
        unmeasured=sum(c.unmeasured for c in each),
        duplicates=sum(c.duplicates for c in each),
        reordered=sum(c.reordered for c in each),
        late=sum(c.late for c in each),
    )


def merged_samples(samples: Iterable[Samples]) -> Samples:
    """All of them as one; the order makes no difference."""
    each = list(samples)
    return Samples(fsum(s.total for s in each), merged(s.sketch for s in each))


class Brief(NamedTuple):
    """What of a slot decides whether it kept the limits: sums and counts, no distribution."""

    lost: int
    known: int
    """received + lost."""
    rtt: float
    rtts: int
    jitter: float
    jitters: int
    mos: float
    ratings: int


BriefRow: TypeAlias = tuple[int, int, float, int, float, int, float, int]
"""The fields of a `Brief`, in their order."""


@dataclass(frozen=True, slots=True)
class Briefs:
    """Briefs of many slots, field by field as they are kept: a month of a province has millions."""

    columns: Sequence[Sequence[float]]
    """One for each field of `Brief`, all of one length."""

    @classmethod
    def of(cls, briefs: Iterable[BriefRow]) -> Briefs:
        """The same of briefs that there are already."""
        return cls(list(zip(*briefs, strict=True)) or [()] * len(Brief._fields))

    def __len__(self) -> int:
        return len(self.columns[0])

    def __iter__(self) -> Iterator[BriefRow]:
        return cast("Iterator[BriefRow]", zip(*self.columns, strict=True))


NO_BRIEFS = Briefs.of(())


@dataclass(frozen=True, slots=True)
class Strip:
    """Slots of one check and direction that lie together: of a day, or of a part of it."""

    merged: Slot
    """All of them as one."""
    briefs: Briefs
    """Of each slot of `SLOT` seconds in which anything was measured; empty once condensed."""


def brief(slot: Slot) -> Brief:
    """What of this slot decides."""
    return Brief(
        slot.counts.lost, slot.counts.received + slot.counts.lost,
        slot.rtt.total, slot.rtt.count, slot.jitter.total, slot.jitter.count,
        slot.mos.total, slot.mos.count,
    )  # fmt: skip
