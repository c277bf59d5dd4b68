"""The last two minutes of a stream of echoes, as running sums over a few slots."""

from __future__ import annotations

from collections import deque

SLOTS = 24
"""A window slides in steps of 1/24 of its length: 5 s for the usual 120 s."""


class Window:
    """Counts of answered and lost echoes, and the sum of RTTs, over a sliding span of time.

    Adding is O(1); what is read is always the running sum. Times and RTTs are nanoseconds.
    """

    __slots__ = ("_ends", "_slot", "_slots", "_span", "answered", "lost", "rtt_count", "rtt_sum")

    def __init__(self, seconds: float) -> None:
        self._span = max(1, int(seconds * 1e9) // SLOTS)
        self.clear()

    def clear(self) -> None:
        """Forget everything: what follows is judged on its own."""
        self.answered = self.lost = self.rtt_sum = self.rtt_count = 0
        self._slots: deque[tuple[int, int, int, int, int]] = deque()
        self._slot = [0, 0, 0, 0]
        self._ends = 0

    def add_answered(self, at: int, rtt: int | None) -> None:
        """One echo answered at `at`; `rtt` None when it was not measured."""
        if at >= self._ends:
            self._turn(at)
        slot = self._slot
        slot[0] += 1
        self.answered += 1
        if rtt is not None:
            slot[2] += rtt
            slot[3] += 1
            self.rtt_sum += rtt
            self.rtt_count += 1

    def add_lost(self, at: int) -> None:
        """One echo lost, sent at `at`."""
        if at >= self._ends:
            self._turn(at)
        self._slot[1] += 1
        self.lost += 1

    @property
    def loss(self) -> float | None:
        """Ratio of the echoes lost; None when there were none."""
        total = self.answered + self.lost
        return self.lost / total if total else None

    @property
    def rtt(self) -> float | None:
        """Mean RTT in seconds; None when none was measured."""
        return self.rtt_sum / self.rtt_count / 1e9 if self.rtt_count else None

    def _turn(self, at: int) -> None:
        """Close the slot that ended before `at`, and drop those that have left the window."""
        if any(self._slot):
            answered, lost, rtt_sum, rtt_count = self._slot
            self._slots.append((self._ends, answered, lost, rtt_sum, rtt_count))
        self._ends = (at // self._span + 1) * self._span
        self._slot = [0, 0, 0, 0]
        oldest = self._ends - SLOTS * self._span
        while self._slots and self._slots[0][0] <= oldest:
            _, answered, lost, rtt_sum, rtt_count = self._slots.popleft()
            self.answered -= answered
            self.lost -= lost
            self.rtt_sum -= rtt_sum
            self.rtt_count -= rtt_count
