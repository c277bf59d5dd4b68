"""Times and spans as people type them on the command line."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitord.inventory.units import parse_duration

_HOUR = re.compile(r"([01]?[0-9]|2[0-3])[:h]([0-5][0-9])")
_VIETNAMESE = re.compile(r"(?:(\S+) (?:ngày )?)?([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: (\S+))?")


class TimeError(ValueError):
    """Nobody can tell which time is meant."""


def read_time(word: str, zone: ZoneInfo, now: datetime) -> datetime:
    """The instant that `word` means. Raises TimeError.

    ISO 8601 with an offset, or local time of `zone`: `2026-11-29 22:00`, `22:00 29/11/2026`,
    `2026-11-29` (its beginning), `22:00` (today). Or from `now`: `now`, `+2h`, `-90m`.
    """
    text = word.strip()
    if text == "now":
        return now
    if text[:1] in ("+", "-"):
        return now + _sign(text) * span(text[1:])
    if match := _HOUR.fullmatch(text):
        today = now.astimezone(zone).date()
        return datetime.combine(today, time(int(match[1]), int(match[2])), zone)
    try:
        return _vietnamese(text, zone) or _iso(text, zone)
    except ValueError:
        raise TimeError(word) from None


def span(word: str) -> timedelta:
    """`4h`, `90m`, `1d`, also joined: `1h30m`. Raises TimeError."""
    parts = re.findall(r"[0-9.]+ ?[a-z]+", word)
    if not parts or "".join(parts) != word:
        raise TimeError(word)
    try:
        return timedelta(seconds=sum(parse_duration(part) for part in parts))
    except (ValueError, OverflowError):
        raise TimeError(word) from None


def _sign(text: str) -> int:
    return -1 if text[0] == "-" else 1


def _iso(text: str, zone: ZoneInfo) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def _vietnamese(text: str, zone: ZoneInfo) -> datetime | None:
    """`22:00 29/11/2026`, `22:00 ngày 29/11/2026`, `29/11/2026 22:00`; None: it is not so written.

    Raises ValueError.
    """
    match = _VIETNAMESE.fullmatch(text)
    if match is None:
        return None
    before, day, month, year, after = match.groups()
    hour = _HOUR.fullmatch(before or after or "0:00")
    if hour is None or (before and after):
        raise ValueError(text)
    of_day = time(int(hour[1]), int(hour[2]))
    return datetime.combine(date(int(year), int(month), int(day)), of_day, zone)
