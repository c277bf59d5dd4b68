"""What a watcher sees: the last good picture, and since when no new one came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Missed:
    """An attempt to get a picture that failed, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Sight(Generic[T]):
    """The last picture, which is old when `away_since` is given."""

    seen: T | None = None
    away_since: datetime | None = None
    """When the first of the attempts that now fail was made."""
    why: str = ""

    def after(self, attempt: T | Missed, at: datetime) -> Sight[T]:
        """What is seen after an attempt made at `at`."""
        if isinstance(attempt, Missed):
            return Sight(self.seen, self.away_since or at, attempt.why)
        return Sight(attempt)
