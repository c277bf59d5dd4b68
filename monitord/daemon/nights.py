"""When the nights' work is due."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

MIDNIGHT = time()
QUIET_HOUR = time(3, 30)
"""Local time at which a pause disturbs nobody."""


def tomorrow(now: datetime, hour: time, timezone: str) -> datetime:
    """The next day's `hour`, local time."""
    zone = ZoneInfo(timezone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), hour, zone)
