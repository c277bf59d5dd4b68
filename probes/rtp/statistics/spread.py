"""Many times in a few figures."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from math import ceil

from monitord.model.quality import VARIATION_BOUNDS, Spread
from monitord.model.sketch import EMPTY, Sketch, bucket_of_ns

_BOUNDS = tuple(round(bound * 1e9) for bound in VARIATION_BOUNDS)


def spread(times: Collection[int]) -> Spread | None:
    """Of times in ns, in seconds; None of none. Percentiles are nearest-rank."""
    if not times:
        return None
    ordered = sorted(times)
    return Spread(
        min=ordered[0] / 1e9,
        mean=sum(ordered) / len(ordered) / 1e9,
        p50=_rank(ordered, 50) / 1e9,
        p95=_rank(ordered, 95) / 1e9,
        p99=_rank(ordered, 99) / 1e9,
        max=ordered[-1] / 1e9,
    )


def sketched(times: Collection[int]) -> Sketch:
    """The sketch, in seconds, of times in ns."""
    return Sketch(dict(Counter(map(bucket_of_ns, times)))) if times else EMPTY


def histogram(times: Collection[int]) -> tuple[int, ...]:
    """How many times, in ns, are in each bucket of `VARIATION_BOUNDS`; empty of none.

    A time equal to a bound is below it.
    """
    if not times:
        return ()
    ordered = sorted(times)
    below = [0, *(bisect_right(ordered, bound) for bound in _BOUNDS), len(ordered)]
    return tuple(more - less for less, more in pairwise(below))


def _rank(ordered: Sequence[int], percent: int) -> int:
    return ordered[ceil(len(ordered) * percent / 100) - 1]
