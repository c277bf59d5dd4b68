"""Counts of a stream of echoes: what the span since the last summary saw, and the totals."""

from __future__ import annotations

from bisect import bisect_left

from monitord.model.messages import RTT_BOUNDS
from monitord.model.sketch import bucket_of_ns
from monitord.model.views import EchoTotals

_BOUNDS = [round(bound * 1e9) for bound in RTT_BOUNDS]


class Tally:
    """One span. Times are nanoseconds; RTTs in the sums too."""

    def __init__(self) -> None:
        self.sent = self.received = self.lost = self.unmeasured = 0
        self.refused = self.late = self.duplicates = 0
        self.rtt_sum = self.rtt_count = 0
        self.rtt_min: int | None = None
        self.rtt_max: int | None = None
        self.buckets = [0] * (len(_BOUNDS) + 1)
        self.variation_sum = self.variation_count = 0
        self.sketch: dict[int, int] = {}
        """How many RTTs fell into each bucket of a `Sketch`."""

    def rtt(self, rtt: int, previous: int | None) -> None:
        """One RTT measured; `previous` is the stream's last one."""
        self.rtt_sum += rtt
        self.rtt_count += 1
        if self.rtt_min is None or rtt < self.rtt_min:
            self.rtt_min = rtt
        if self.rtt_max is None or rtt > self.rtt_max:
            self.rtt_max = rtt
        self.buckets[bisect_left(_BOUNDS, rtt)] += 1
        bucket = bucket_of_ns(rtt)
        self.sketch[bucket] = self.sketch.get(bucket, 0) + 1
        if previous is not None:
            self.variation_sum += abs(rtt - previous)
            self.variation_count += 1

    @property
    def measured(self) -> bool:
        """Whether the fate of any echo became known."""
        return bool(self.received or self.lost or self.late)

    def added_to(self, totals: EchoTotals) -> EchoTotals:
        """`totals` with this span added."""
        before = totals.rtt_buckets or (0,) * len(self.buckets)
        return EchoTotals(
            totals.sent + self.sent,
            totals.received + self.received,
            totals.lost + self.lost,
            totals.unmeasured + self.unmeasured,
            totals.refused + self.refused,
            totals.late + self.late,
            totals.duplicates + self.duplicates,
            totals.rtt_sum + self.rtt_sum / 1e9,
            totals.rtt_count + self.rtt_count,
            tuple([a + b for a, b in zip(before, self.buckets, strict=True)]),
        )
