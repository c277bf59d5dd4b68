"""Flapping: a score that each change raises and time halves."""

from __future__ import annotations

HALF_LIFE = 300 * 10**9
STARTS_AT = 3.5
"""Four changes in quick succession: down, up, down, up."""
ENDS_AT = 1.0


class Flapping:
    """Whether a check changes so often that each change says little. Times in nanoseconds."""

    __slots__ = ("_at", "_score", "active")

    def __init__(self) -> None:
        self.active = False
        self._score = 0.0
        self._at = 0

    def score(self, now: int) -> float:
        """The score at `now`, halved every `HALF_LIFE`."""
        return float(self._score * 0.5 ** ((now - self._at) / HALF_LIFE))

    def changed(self, now: int) -> None:
        """The state changed at `now`."""
        self._score = self.score(now) + 1.0
        self._at = now
        if self._score >= STARTS_AT:
            self.active = True

    def calmed(self, now: int) -> bool:
        """Whether it has just stopped flapping; true once."""
        if self.active and self.score(now) <= ENDS_AT:
            self.active = False
            return True
        return False
