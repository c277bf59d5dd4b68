"""When the packets of a stream are due. Pure; instants are seconds on the event loop's clock."""

from __future__ import annotations

import math

TICK = 0.02
"""Seconds. Streams start on multiples of it on the loop's clock, as every probe sends: whoever is
on the same grid shares the wake-up, which costs more than the packet."""
CATCH_UP = 0.1
"""Seconds. A loop that comes later than this sends no burst of what it has missed; the rest of the
stream moves back instead."""
STALL = 1.0
"""Seconds by which a stream may move back in all; beyond, it is not like the codec's any more."""
EARLY = 1e-6
"""Seconds before an instant at which a timer may fire for it."""


def next_tick(now: float) -> float:
    """The next point of the grid."""
    return (now // TICK + 1) * TICK


class Pace:
    """The instants of a stream: of audio one for each packet, of video one for each frame."""

    def __init__(self, start: float, interval: float, duration: float) -> None:
        """The first is at `start`. `interval` and `duration` in seconds; there is one at least."""
        self.left = max(round(duration / interval), 1)
        """Instants still to come."""
        self.due = self.ideal = start
        """When the next one is; and when it would be had the loop not been late."""
        self.moved = 0.0
        """Seconds by which the stream has moved back."""
        self._interval = interval
        self._start = start
        self._count = 0
        ticks = interval / TICK
        self._on_grid = math.isclose(ticks, round(ticks))

    @property
    def stalled(self) -> bool:
        """Whether the loop was late by more than a stream can bear."""
        return self.moved > STALL

    def is_due(self, now: float) -> bool:
        """Whether to send now. When the loop is far too late, what is left moves back."""
        if not self.left or now < self.due - EARLY:
            return False
        if now - self.due > CATCH_UP:
            moved = next_tick(now) - self.due
            self._start += moved
            self.moved += moved
            self.due += moved
            return False
        return True

    def stop(self) -> None:
        """Nothing more is due."""
        self.left = 0

    def sent(self) -> None:
        """The packets of this instant have been sent: on to the next."""
        self.left -= 1
        self._count += 1
        due = self._start + self._count * self._interval
        self.due = self.ideal = round(due / TICK) * TICK if self._on_grid else due


def percentile_99(errors: list[float]) -> float | None:
    """Nearest-rank; None of nothing."""
    if not errors:
        return None
    return sorted(errors)[math.ceil(len(errors) * 0.99) - 1]
