"""What a stream has sent, and when. Pure; instants in Unix ns."""

from __future__ import annotations

from array import array

SOONER = 1_000_000
"""Nanoseconds by which a transmit stamp may be before the instant noted: another CPU's clock."""
LATER = 1_000_000_000
"""Nanoseconds that a packet may wait inside the machine."""


class Outbox:
    """The packets of one stream, by index."""

    def __init__(self, rate: int, stamp: int, start: int) -> None:
        """`rate`: units of media time a second; the time is `stamp` at `start`."""
        self.noted: array[int] = array("q")
        """When each was handed to the kernel, by our own clock."""
        self.left: array[int] = array("q")
        """When each left, by the kernel's stamp; what was noted where it gives none."""
        self.stamps: array[int] = array("q")
        """The media time of each, unwrapped."""
        self._rate = rate
        self._stamp = stamp
        self._start = start
        self._first = 0
        """Index of the packet to which the kernel gives number 0."""

    def __len__(self) -> int:
        return len(self.noted)

    def media_time(self, at: int) -> int:
        """The media time of an instant, rounded to the nearest unit, and after the last packet's.

        Packets of the same time are one frame to whoever analyses a stream. Those of a loop that
        catches up are not, however close: the second is put off by a unit (G.711: 0.125 ms).
        """
        time = self._stamp + ((at - self._start) * self._rate + 500_000_000) // 1_000_000_000
        return max(time, self.stamps[-1] + 1) if self.stamps else time

    def add(self, at: int, stamp: int) -> None:
        """A packet has been sent."""
        self.noted.append(at)
        self.left.append(at)
        self.stamps.append(stamp)

    def renumber(self) -> None:
        """The kernel counts from 0 again, beginning with the next packet."""
        self._first = len(self.noted)

    def stamped(self, number: int, at: int) -> None:
        """The kernel says when packet `number` of its own count left; nonsense is ignored."""
        index = self._first + number
        if index < len(self.noted) and -SOONER <= at - self.noted[index] <= LATER:
            self.left[index] = max(at, self.noted[index])
