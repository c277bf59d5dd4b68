"""How a stream ends: with a few more packets, until the last one is answered. Pure.

A reflector tells by its own numbers which way packets were lost, up to the last one it answered;
of those after it nobody knows. So a stream whose last packet is unanswered sends another.
Instants are seconds on the event loop's clock.
"""

from __future__ import annotations

from enum import Enum, auto

from probes.rtp.sender.pacing import EARLY, TICK

PAUSE = 0.1
"""Seconds from one closing packet to the next, at least; where the round trip takes longer, that
long and MARGIN, lest one be sent while the answer to the last is on its way."""
MARGIN = 0.05
MOST = 10
"""Closing packets."""
WHILE = 8.0
"""Seconds within which they are sent."""
LINGER = 0.1
"""Seconds for which duplicates are waited for when all is answered."""
SETTLE = 0.5
"""Seconds for which stragglers are when the last packet is answered, and others are not."""
PATIENCE = 1.0
"""Seconds for which a first answer is waited for."""
LONGEST = 3.0
"""Seconds of round trip that are; beyond, a clock was set rather."""


class Step(Enum):
    """What to do now."""

    WAIT = auto()
    SEND = auto()
    END = auto()


class Closing:
    """From the last packet of the codec's pace on."""

    def __init__(self, last: float) -> None:
        """`last`: when that was sent."""
        self._last = last
        self._until = last + WHILE
        self._left = MOST
        self._settled: float | None = None
        """When the last packet was known to be answered."""

    def step(self, now: float, *, last: bool, all_: bool, slowest: float | None) -> Step:
        """What to do, by whether the last packet, and all, are answered.

        `slowest`: the longest round trip so far in seconds, None without any answer.
        """
        if slowest is None:
            return Step.END if now >= self._last + PATIENCE else Step.WAIT
        if last:
            if self._settled is None:
                self._settled = now
            return Step.END if now >= self._settled + (LINGER if all_ else SETTLE) else Step.WAIT
        wait = max(min(slowest, LONGEST) + MARGIN, PAUSE)
        if now < self._last + wait - EARLY:
            return Step.WAIT
        if not self._left or now > self._until:
            return Step.END if now >= self._last + SETTLE else Step.WAIT
        self._left -= 1
        self._last = now
        return Step.SEND

    def next(self, now: float) -> float:
        """When to look again."""
        return round((now + PAUSE) / TICK) * TICK
