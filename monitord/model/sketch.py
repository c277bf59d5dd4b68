"""How values are distributed: counts in buckets that grow geometrically.

A quantile of a sketch is within `RELATIVE_ERROR` of the value of that rank, whatever the
distribution, and however often sketches are merged: the counts are added, nothing is rounded twice
(Masson, Rim, Lee: DDSketch, VLDB 2019).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, inf, log

RELATIVE_ERROR = 0.02
LEAST = 1e-6
"""What is smaller counts as this: a microsecond, a millionth."""
GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR)
_PER_BUCKET = 1 / log(GAMMA)
_LEAST_NS = 1_000
"""`LEAST` in nanoseconds."""
_SECOND = log(1e9) * _PER_BUCKET
"""Buckets from a nanosecond to a second."""


def bucket_of(value: float) -> int:
    """The bucket of a value: (GAMMA^(i-1), GAMMA^i] is bucket i.

    Raises ValueError for a value that is negative, infinite or none.
    """
    if not 0 <= value < inf:
        raise ValueError(f"no bucket for {value}")
    return ceil(log(max(value, LEAST)) * _PER_BUCKET)


def bucket_of_ns(nanoseconds: int) -> int:
    """The bucket of a time, seconds, that is given in nanoseconds; below `LEAST` that of `LEAST`.

    For what is done at each echo: one logarithm, and it never raises.
    """
    if nanoseconds < _LEAST_NS:
        nanoseconds = _LEAST_NS
    return ceil(log(nanoseconds) * _PER_BUCKET - _SECOND)


def value_of(bucket: int) -> float:
    """What stands for all values of a bucket: at most RELATIVE_ERROR from each of them."""
    return 2 * GAMMA**bucket / (GAMMA + 1)


@dataclass(frozen=True, slots=True)
class Sketch:
    """How many values fell into each bucket; buckets without any are absent."""

    counts: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Iterable[float]) -> Sketch:
        """The sketch of these values."""
        return cls(Counter(map(bucket_of, values)))

    @property
    def count(self) -> int:
        """How many values."""
        return sum(self.counts.values())

    def quantile(self, q: float) -> float | None:
        """The value of nearest rank ⌈q·n⌉, 0 <= q <= 1, within RELATIVE_ERROR; None without any."""
        rank = max(1, ceil(q * self.count))
        seen = 0
        for bucket in sorted(self.counts):
            seen += self.counts[bucket]
            if seen >= rank:
                return value_of(bucket)
        return None


EMPTY = Sketch()


def merged(sketches: Iterable[Sketch]) -> Sketch:
    """All of them as one; exact, in whatever order."""
    total: Counter[int] = Counter()
    for sketch in sketches:
        total.update(sketch.counts)
    return Sketch(dict(total)) if total else EMPTY
