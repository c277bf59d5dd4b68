"""When a device is expected to answer: always, inside its hours, or in a conference only."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from monitord.model.inventory import Hours, Presence


def expected(presence: Presence, at: datetime, zone: tzinfo) -> bool:
    """Whether silence at `at` (aware) would be a fault.

    A `conference` device is expected only while a conference window is open; there is no calendar
    of conferences yet, so its silence is never a fault.
    """
    if isinstance(presence, Hours):
        return _open(presence, at.astimezone(zone))
    return presence == "always"


def next_edge(presence: Presence, at: datetime, zone: tzinfo) -> datetime | None:
    """The next instant after `at` at which `expected` changes; None when it never does.

    Found on the wall clock of `zone`, so that a day with 23 or 25 hours has its edges where people
    look at their watches. Accurate to the minute, as hours are.
    """
    if not isinstance(presence, Hours):
        return None
    now = expected(presence, at, zone)
    local = at.astimezone(zone)
    for days in range(9):
        day = local.date() + timedelta(days)
        for moment in sorted((presence.start, presence.end)):
            edge = datetime.combine(day, moment, zone)
            if edge > at and expected(presence, edge, zone) != now:
                return edge
    return None


def _open(hours: Hours, local: datetime) -> bool:
    """Whether local wall-clock time lies in the hours; a span past midnight is its first day's."""
    moment, today = local.time(), local.isoweekday()
    if hours.start < hours.end:
        return today in hours.days and hours.start <= moment < hours.end
    yesterday = today - 1 or 7
    return (today in hours.days and moment >= hours.start) or (
        yesterday in hours.days and moment < hours.end
    )
