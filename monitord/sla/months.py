"""Calendar months and days on the wall of a zone, as stretches of UTC. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.model.figures import Month
from monitord.model.ledger import LedgerError

_NAME = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
FIRST_YEAR = 2000
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar: [start, end), UTC; 23 or 25 hours where clocks were set."""

    date: date
    start: datetime
    end: datetime
    """For today, where the figures end."""


def month_of(text: str, timezone: str, now: datetime) -> Month:
    """The month `2026-10`; one that is not over ends at `now`.

    Raises LedgerError: `sla.month-unreadable`, or `sla.month-future` where it has not begun.
    """
    found = _NAME.fullmatch(text.strip())
    if found is None or not FIRST_YEAR <= int(found[1]) <= date.max.year - 1:
        raise LedgerError("sla.month-unreadable", month=text)
    month = _month(int(found[1]), int(found[2]), timezone, now)
    if month.start >= now:
        raise LedgerError("sla.month-future", month=month.name)
    return month


def this_month(timezone: str, now: datetime) -> Month:
    """The month in which `now` lies, up to `now`; empty in the moment in which it begins."""
    local = now.astimezone(ZoneInfo(timezone))
    return _month(local.year, local.month, timezone, now)


def last_month(timezone: str, now: datetime) -> Month:
    """The newest month that is over."""
    local = now.astimezone(ZoneInfo(timezone))
    before = local.date().replace(day=1) - _A_DAY
    return _month(before.year, before.month, timezone, now)


def full_end(month: Month) -> datetime:
    """When the month is over by the calendar, UTC, be it in the future."""
    return midnight(_first_of_next(month.year, month.month), ZoneInfo(month.timezone))


def over(month: Month) -> bool:
    """Whether it holds all of its time."""
    return month.end >= full_end(month)


def days_of(month: Month) -> Sequence[Day]:
    """The days of the month that have begun; together they are the month exactly.

    A day that a zone left out (it moved across the date line) is not among them.
    """
    return tuple(day for day in _days(month) if day.start < day.end)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins in a zone, UTC: the first of two midnights, or the end of a gap."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _days(month: Month) -> Iterator[Day]:
    zone = ZoneInfo(month.timezone)
    day, after = date(month.year, month.month, 1), _first_of_next(month.year, month.month)
    while day < after:
        yield Day(day, midnight(day, zone), min(midnight(day + _A_DAY, zone), month.end))
        day += _A_DAY


def _month(year: int, month: int, timezone: str, now: datetime) -> Month:
    zone = ZoneInfo(timezone)
    start = midnight(date(year, month, 1), zone)
    end = min(midnight(_first_of_next(year, month), zone), now.astimezone(UTC))
    return Month(year, month, timezone, start, max(start, end))


def _first_of_next(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)
