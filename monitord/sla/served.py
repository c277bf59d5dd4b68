"""Site service: what the people in the rooms had, within the hours in which it was promised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from monitord.model.figures import Served
from monitord.model.inventory import Hours, Site
from monitord.model.ledger import Interval
from monitord.model.states import CANNOT_MEET, State
from monitord.sla.available import MICROSECOND, total
from monitord.sla.tenures import Part

IN_SERVICE = frozenset({"live", "temporary"})
"""Sites of which service is expected; planned ones and those on trial are not counted."""
NOTHING = Served(hours=0.0, lost=0.0, unknown=0.0)

Stretch: TypeAlias = tuple[datetime, datetime]
"""[start, end), UTC."""


def served(
    ident: str, intervals: Sequence[Interval], parts: Sequence[Part], timezone: str
) -> Served:
    """What was had at a site, by the hours and the service that it had in each part of the month.

    What was measured counts, also during maintenance: the people had nothing.
    """
    hours = lost = unknown = 0
    for interval, start, end in _pieces(intervals, _open(ident, parts, timezone)):
        length = (end - start) // MICROSECOND
        hours += length
        if interval.measured in CANNOT_MEET:
            lost += length
        elif interval.measured is State.UNKNOWN:
            unknown += length
    return Served(hours=hours / 1e6, lost=lost / 1e6, unknown=unknown / 1e6)


def merged(figures: Iterable[Served]) -> Served:
    """Of many sites."""
    each = list(figures)
    return Served(
        hours=total(one.hours for one in each),
        lost=total(one.lost for one in each),
        unknown=total(one.unknown for one in each),
    )


def _open(ident: str, parts: Sequence[Part], timezone: str) -> Iterator[Stretch]:
    """When a site was to serve, in the order of time."""
    for part in parts:
        site: Site | None = part.revision.inventory.sites.get(ident)
        if site is None or site.service not in IN_SERVICE:
            continue
        if site.hours is None:
            yield part.start, part.end
        else:
            yield from stretches(site.hours, timezone, part.start, part.end)


@lru_cache(maxsize=64)
def stretches(hours: Hours, timezone: str, start: datetime, end: datetime) -> Sequence[Stretch]:
    """The hours within [start, end), from wall clock to wall clock.

    A night in which the clocks are set forward is an hour shorter.
    """
    zone = ZoneInfo(timezone)
    first = start.astimezone(zone).date() - timedelta(1)
    days = range((end - start).days + 3)
    found = []
    for day in (first + timedelta(number) for number in days):
        if day.isoweekday() not in hours.days:
            continue
        last = day if hours.start < hours.end else day + timedelta(1)
        opening = datetime.combine(day, hours.start, zone).astimezone(UTC)
        closing = datetime.combine(last, hours.end, zone).astimezone(UTC)
        if opening < end and closing > start:
            found.append((max(opening, start), min(closing, end)))
    return found


def _pieces(
    intervals: Sequence[Interval], stretches: Iterable[Stretch]
) -> Iterator[tuple[Interval, datetime, datetime]]:
    """Where intervals in which the site is present lie within stretches; both in order."""
    place = 0
    for opening, closing in stretches:
        while place < len(intervals) and intervals[place].end <= opening:
            place += 1
        at = place
        while at < len(intervals) and intervals[at].start < closing:
            interval = intervals[at]
            start, end = max(interval.start, opening), min(interval.end, closing)
            if interval.present and start < end:
                yield interval, start, end
            at += 1
