"""The greatest of what was seen of late. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

LAG_SPAN = 60.0
"""Seconds over which the greatest lag is kept, and once more after."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The greatest of what was seen in this span of time, and in the one before."""

    since: float
    now: float = 0.0
    before: float = 0.0

    def seen(self, at: float, value: float) -> Peak:
        """With `value`, seen at `at`."""
        turned = self._turned(at)
        return replace(turned, now=max(turned.now, value))

    def greatest(self, at: float) -> float:
        """The greatest of the last one to two spans."""
        turned = self._turned(at)
        return max(turned.now, turned.before)

    def _turned(self, at: float) -> Peak:
        passed = at - self.since
        if passed < LAG_SPAN:
            return self
        return Peak(at, before=self.now if passed < 2 * LAG_SPAN else 0.0)
