"""Reading times and durations as a person writes them down."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_TERM = re.compile(r"\s*([+-]?)\s*(?:(\d+)\s*x\s*)?(\d+(?:\.\d+)?)([dhms]?)\s*")


def duration(text: str) -> float:
    """Seconds: `31d - 20m`, `3 x 10m + 5s`; a number without a unit is seconds."""
    place, sum_ = 0, Fraction()
    while place < len(text):
        found = _TERM.match(text, place)
        if found is None:
            raise ValueError(f"no duration: {text!r} at {place}")
        sign, times, number, unit = found.groups()
        term = Fraction(number) * SECONDS[unit or "s"] * int(times or 1)
        sum_ += -term if sign == "-" else term
        place = found.end()
    return float(sum_)


def instant(text: str, zone: ZoneInfo) -> datetime:
    """UTC: `2026-10-03 23:50` on the wall of `zone`; `2026-10-25 02:30+01:00` at this offset."""
    at = datetime.fromisoformat(text.strip())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def ratio(text: str) -> tuple[float, float]:
    """`2677200 / 2678400`: good seconds of all that count."""
    good, of = text.split("/")
    return float(good), float(of)
