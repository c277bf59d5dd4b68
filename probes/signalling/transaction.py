"""When a question over UDP is repeated and given up (RFC 3261, 17.1.2): pure, without clock.

Times are CLOCK_MONOTONIC nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

T1 = 500_000_000
"""Estimate of the round-trip time, with which repetitions begin."""
T2 = 4_000_000_000
"""Longest time between two repetitions, and the one after a provisional response."""


@dataclass(slots=True)
class Transaction:
    """A client transaction: waits for the final response, and repeats itself meanwhile."""

    deadline: int
    """When it is given up."""
    resend_at: int
    """Timer E."""
    interval: int = T1
    proceeding: bool = False
    """A provisional response has come."""

    @classmethod
    def begin(cls, now: int, timeout: int) -> Transaction:
        """The request was sent just `now`."""
        return cls(now + timeout, now + T1)

    @property
    def due(self) -> int:
        """When it has to be looked at."""
        return min(self.deadline, self.resend_at)

    def over(self, now: int) -> bool:
        """Whether it has waited long enough."""
        return now >= self.deadline

    def resend(self, now: int) -> bool:
        """Whether the request is to be sent again; the next time is later then."""
        if now < self.resend_at or self.over(now):
            return False
        self.interval = T2 if self.proceeding else min(2 * self.interval, T2)
        self.resend_at = now + self.interval
        return True
