"""Whether a device is expected to answer now: kept up to date by the calendar, read per echo."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from monitord.health.presence import expected, next_edge
from monitord.model.inventory import Presence
from monitord.poller.calendar import Calendar

Hours: TypeAlias = tuple[Presence, str]
"""A presence and the name of the time zone in which it is meant."""


class PresenceOutlook:
    """The answer for all devices of one presence."""

    def __init__(self, presence: Presence, zone: str) -> None:
        self.expected = True
        self._presence = presence
        self._zone = ZoneInfo(zone)

    def turn(self, now: datetime) -> datetime | None:
        """Look at the clock; when to look again."""
        self.expected = expected(self._presence, now, self._zone)
        return next_edge(self._presence, now, self._zone)


class Outlooks:
    """One `PresenceOutlook` per presence, each with its edge in the calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[Hours, PresenceOutlook] = {}

    def of(self, presence: Presence, zone: str) -> PresenceOutlook:
        """The outlook of `presence` in `zone`, made and booked when it is new."""
        key = (presence, zone)
        if key not in self._known:
            self._known[key] = PresenceOutlook(presence, zone)
            self._calendar.keep(f"presence:{key}", self._known[key].turn)
        return self._known[key]

    def keep_only(self, wanted: Collection[Hours]) -> None:
        """Forget the others."""
        for key in self._known.keys() - set(wanted):
            del self._known[key]
            self._calendar.drop(f"presence:{key}")
