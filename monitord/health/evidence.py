"""Whether the monitor itself could hear: a loss counts only if others were heard around it.

A single dead device among many is confirmed within milliseconds, by its neighbours' replies. When
every target and every witness is silent nothing confirms anything: the losses wait. If the silence
ends, those inside it were the monitor's own deafness and nobody's loss; if it lasts for
`Evidence.isolated_after`, the monitor calls itself isolated.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from typing import Protocol

DEAF_AFTER = 15 * 10**8
"""Nanoseconds between two echoes that were answered, by anyone, in which none was: deafness.

Witnesses are asked twice a second, so three of their echoes in a row must be lost as well. Where
few devices are asked seldom, and no witness, it is longer: see `Evidence.pace`.
"""
CERTAIN = 16.0
"""So many echoes at random moments, and that a second one of them falls in between is certain."""


class Settle(Protocol):
    """Hears once whether a held loss was real."""

    def __call__(self, *, real: bool) -> None:
        """`real`: proven. Otherwise the echo was not measured."""


def usual_gap(intervals: Collection[float]) -> float:
    """Seconds between two answers that nothing is made of, when one is asked for at each interval.

    Many echoes are as good as evenly spread; of a few the slowest may be the only one that answers.
    """
    if not intervals:
        return 0.0
    return min(max(intervals), CERTAIN / sum(1 / interval for interval in intervals))


class Evidence:
    """Judges losses by the answers to echoes sent shortly before and after, to anyone.

    Times are CLOCK_MONOTONIC nanoseconds at which echoes were sent.
    """

    __slots__ = ("_answered", "_deaf_from", "_deaf_until", "_waiting", "deaf_after", "isolated")

    def __init__(self) -> None:
        self.isolated = False
        self.deaf_after = DEAF_AFTER
        self._answered = self._deaf_from = self._deaf_until = -1
        self._waiting: deque[tuple[int, Settle]] = deque()

    @property
    def isolated_after(self) -> int:
        """Nanoseconds without one answer anywhere: usually 3 s, less than five lost echoes take."""
        return 2 * self.deaf_after

    def pace(self, intervals: Collection[float]) -> None:
        """These are the seconds between two echoes to each target and witness.

        Five devices asked every 10 s are heard every 2 s at best: that is no deafness.
        """
        self.deaf_after = max(DEAF_AFTER, int(1.5e9 * usual_gap(intervals)))

    def answered(self, sent: int) -> None:
        """An echo sent at `sent` was answered: what was lost before it can be judged."""
        if sent <= self._answered:
            return
        if sent - self._answered > self.deaf_after:
            self._deaf_from, self._deaf_until = self._answered, sent
        self._answered = sent
        self.isolated = False
        while self._waiting and self._waiting[0][0] <= sent:
            lost, settle = self._waiting.popleft()
            settle(real=not self._deaf_from < lost < self._deaf_until)

    def verdict(self, sent: int) -> bool | None:
        """Whether a loss is real; None when only time will tell: `hold` it."""
        if self._deaf_from < sent < self._deaf_until:
            return False
        return True if sent <= self._answered else None

    def was_deaf(self, since: int, until: int) -> bool:
        """Whether the monitor could not hear for a while of this span, as far as is known."""
        return self._deaf_from < until and since < self._deaf_until

    def hold(self, sent: int, settle: Settle) -> None:
        """Keep a loss that cannot be judged yet; `settle` hears what became of it."""
        if self.isolated:
            settle(real=False)
        else:
            self._waiting.append((sent, settle))

    def judge(self, now: int) -> bool:
        """Give up what has waited too long; true when the monitor has just become isolated."""
        if not self._waiting or now - self._waiting[0][0] < self.isolated_after:
            return False
        self.isolated = True
        while self._waiting:
            self._waiting.popleft()[1](real=False)
        return True
