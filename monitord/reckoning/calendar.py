"""The months of which there may be something."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def months_since(since: datetime | None, timezone: str, now: datetime) -> list[str]:
    """Every month from that of `since` to that of `now`, oldest first; None: there are none."""
    if since is None:
        return []
    zone = ZoneInfo(timezone)
    first, last = since.astimezone(zone), now.astimezone(zone)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
