"""Two clocks, and how far apart they are.

Durations and fates live on CLOCK_MONOTONIC; the kernel stamps datagrams in CLOCK_REALTIME. Both
are slewed alike, so their difference moves only when somebody steps the wall clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

CLOSE = 2_000
"""Nanoseconds; two readings of the monotonic clock this near enclose a good one of the other."""
STEP = 1_000_000
"""Nanoseconds of change in `Clock.offset` that mean that the wall clock was stepped."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Where time comes from; tests put in their own."""

    monotonic: Callable[[], int] = time.monotonic_ns
    realtime: Callable[[], int] = time.time_ns

    def offset(self) -> int:
        """Realtime minus monotonic, in nanoseconds.

        Read again (three times at most) when the process was interrupted between the two.
        """
        best, offset = self._reading()
        for _ in range(2):
            if best <= CLOSE:
                break
            best, offset = min((best, offset), self._reading())
        return offset

    def _reading(self) -> tuple[int, int]:
        """How long a reading took, and the offset that it gave."""
        before = self.monotonic()
        realtime = self.realtime()
        apart = self.monotonic() - before
        return apart, realtime - before - apart // 2
