"""Whether the monitor itself could hear: a loss counts only once something sent later was answered.

A single dead device among many is confirmed within milliseconds, by its neighbours' replies. When
every target and every witness is silent nothing confirms anything: the losses wait, and after
`ISOLATED_AFTER` the monitor calls itself isolated and gives them up as not measured.
"""

from __future__ import annotations

from collections import deque
from typing import Protocol

ISOLATED_AFTER = 3 * 10**9
"""Nanoseconds without one answer anywhere. Shorter than five lost echoes a second apart."""


class Settle(Protocol):
    """Hears once whether a held loss was real."""

    def __call__(self, *, real: bool) -> None:
        """`real`: proven. Otherwise the echo was not measured."""


class Evidence:
    """Holds losses until an answer to a later echo, from anyone, proves that they are real.

    Times are CLOCK_MONOTONIC nanoseconds at which echoes were sent.
    """

    __slots__ = ("_answered", "_waiting", "isolated")

    def __init__(self) -> None:
        self.isolated = False
        self._answered = -1
        self._waiting: deque[tuple[int, Settle]] = deque()

    def answered(self, sent: int) -> None:
        """An echo sent at `sent` was answered: every loss sent before it is real."""
        if sent <= self._answered:
            return
        self._answered = sent
        self.isolated = False
        while self._waiting and self._waiting[0][0] <= sent:
            self._waiting.popleft()[1](real=True)

    def confirms(self, sent: int) -> bool:
        """Whether something sent at or after `sent` was answered."""
        return sent <= self._answered

    def hold(self, sent: int, settle: Settle) -> None:
        """Keep a loss that nothing confirms yet; `settle` hears what became of it."""
        if self.isolated:
            settle(real=False)
        else:
            self._waiting.append((sent, settle))

    def judge(self, now: int) -> bool:
        """Give up what has waited too long; true when the monitor has just become isolated."""
        if not self._waiting or now - self._waiting[0][0] < ISOLATED_AFTER:
            return False
        self.isolated = True
        while self._waiting:
            self._waiting.popleft()[1](real=False)
        return True
