"""How much of one source is heard, and what was heard a moment ago. Time is passed in."""

from __future__ import annotations

from collections.abc import Hashable

BURST = 20
RATE = 2.0
"""A second. More than a device in trouble says; a storm above it says nothing new."""


class TokenBucket:
    """Lets `burst` through at once and `rate` a second in the long run."""

    __slots__ = ("burst", "filled", "rate", "tokens")

    def __init__(self, now: int, burst: int = BURST, rate: float = RATE) -> None:
        self.burst = burst
        self.rate = rate
        self.tokens = float(burst)
        self.filled = now
        """When `tokens` was last brought up to date, monotonic nanoseconds."""

    def take(self, now: int) -> bool:
        """Whether one more may pass at `now`. A clock that went back gives nothing."""
        if now > self.filled:
            self.tokens = min(self.burst, self.tokens + (now - self.filled) * self.rate / 1e9)
            self.filled = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Recent:
    """Keys seen in the last one to two spans of time, at most `2 * most` of them.

    Two generations: when the young one is a span old, what is older is forgotten at once.
    """

    __slots__ = ("most", "old", "span", "turned", "young")

    def __init__(self, span: int, most: int) -> None:
        self.span = span
        """Nanoseconds."""
        self.most = most
        self.young: set[Hashable] = set()
        self.old: set[Hashable] = set()
        self.turned = 0

    def seen(self, key: Hashable, now: int) -> bool:
        """Whether `key` was seen lately; it is now."""
        age = now - self.turned
        if age >= 2 * self.span:
            self.old, self.young, self.turned = set(), set(), now
        elif age >= self.span:
            self.old, self.young, self.turned = self.young, set(), self.turned + self.span
        elif len(self.young) >= self.most:
            self.old, self.young, self.turned = self.young, set(), now
        known = key in self.young or key in self.old
        self.young.add(key)
        return known
