"""The poller's clocks, in one place so that tests can hold them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """CLOCK_MONOTONIC measures, CLOCK_REALTIME names the instant. Both in nanoseconds."""

    def monotonic(self) -> int:
        """CLOCK_MONOTONIC."""
        return time.monotonic_ns()

    def realtime(self) -> int:
        """CLOCK_REALTIME, since 1970."""
        return time.time_ns()

    def now(self) -> datetime:
        """The wall clock, aware, UTC, microseconds."""
        return instant(self.realtime())

    def at(self, monotonic: int) -> datetime:
        """What the wall clock, as it is now set, would have shown at a monotonic instant."""
        return instant(self.realtime() - self.monotonic() + monotonic)


def instant(realtime: int) -> datetime:
    """Nanoseconds since 1970 as an aware UTC datetime, rounded down to the microsecond."""
    return _EPOCH + timedelta(microseconds=realtime // 1000)
