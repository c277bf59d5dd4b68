"""When windows are in force, and when that changes next. Pure: the time is an argument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.maintenance.agreed import agreed
from monitord.maintenance.rules import FIRST_YEAR, LAST_YEAR, Rule, RuleError
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Occurrence, Window

LEAST_SECONDS, MOST_SECONDS = 60.0, 31 * 86400.0
"""How long a window may be."""
_A_DAY = timedelta(days=1)


def check_rule(window: Window) -> str | None:
    """What is wrong with its times: a key of the texts, `maintenance.…`; None when nothing is.

    Costs some tens of milliseconds at worst.
    """
    try:
        zone = ZoneInfo(window.timezone)
    except (ValueError, OSError, KeyError):
        return "maintenance.timezone"
    if window.start.tzinfo is None:
        return "maintenance.start"
    if not FIRST_YEAR <= window.start.astimezone(zone).year <= LAST_YEAR:
        return "maintenance.year"
    if not LEAST_SECONDS <= window.seconds <= MOST_SECONDS:
        return "maintenance.duration"
    if window.repeat is None:
        return None
    try:
        Rule(window.repeat, _wall(window.start, zone), zone)
    except RuleError as error:
        return error.code
    return None


def in_force(
    windows: Iterable[Window], inventory: Inventory, now: datetime
) -> tuple[Occurrence, ...]:
    """The times in force at `now`, UTC, in the order of the windows.

    Of a window that `check_rule` refuses there are none: it hides nothing.
    """
    return tuple(
        Occurrence(window, start, _end(window, start), agreed(window, start, inventory))
        for window in windows
        for start in _around(window, now)
        if start <= now < _end(window, start)
    )


def next_edge(windows: Iterable[Window], now: datetime) -> datetime | None:
    """When one of them begins or ends next, after `now`, UTC; None: all are over."""
    edges = (
        edge
        for window in windows
        for start in _around(window, now)
        for edge in (start, _end(window, start))
        if start < _end(window, start) and edge > now
    )
    return min(edges, default=None)


def _end(window: Window, start: datetime) -> datetime:
    """The end of the time that begins at `start`: one that was cancelled ends there."""
    end = start + timedelta(seconds=window.seconds)
    return min(end, window.cancelled_at) if window.cancelled_at else end


def between(
    window: Window, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The times of a window that touch [since, until), UTC, by their start: each from and to.

    Of a window that `check_rule` refuses there are none.
    """
    for start in _starts(window, since):
        if start >= until:
            return
        end = _end(window, start)
        if start < end and end > since:
            yield start, end


def _around(window: Window, now: datetime) -> Iterator[datetime]:
    """The starts, UTC, of the times in force at `now`, of some before, and of the next after."""
    for start in _starts(window, now):
        yield start
        if start > now:
            return


def _starts(window: Window, now: datetime) -> Iterator[datetime]:
    """The starts, UTC, of the times in force at `now`, of some before, and of all after."""
    if check_rule(window) is not None:
        return
    if window.repeat is None:
        yield window.start.astimezone(UTC)
        return
    zone = ZoneInfo(window.timezone)
    # A day more: clocks are put forward and back, durations are not.
    first = _wall(now - timedelta(seconds=window.seconds), zone) - _A_DAY
    begin = _wall(window.start, zone)
    for wall in Rule(window.repeat, begin, zone).since(max(first, begin)):
        yield wall.replace(tzinfo=zone).astimezone(UTC)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows, to the second."""
    return at.astimezone(zone).replace(tzinfo=None, microsecond=0)
