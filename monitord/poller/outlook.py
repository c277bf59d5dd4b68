"""Whether a device is expected to answer now: kept up to date by the calendar, read per echo."""

from __future__ import annotations

from datetime import datetime, tzinfo

from monitord.health.presence import expected, next_edge
from monitord.model.inventory import Hours, Presence
from monitord.poller.calendar import Calendar


class PresenceOutlook:
    """The answer for all devices of one presence."""

    def __init__(self, presence: Presence, zone: tzinfo) -> None:
        self.expected = True
        self._presence = presence
        self._zone = zone

    def turn(self, now: datetime) -> datetime | None:
        """Look at the clock; when to look again."""
        self.expected = expected(self._presence, now, self._zone)
        return next_edge(self._presence, now, self._zone)


class Outlooks:
    """One `PresenceOutlook` per presence, each with its edge in the calendar."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[tuple[Presence, str], PresenceOutlook] = {}

    def of(self, presence: Presence, zone: tzinfo) -> PresenceOutlook:
        """The outlook of `presence` in `zone`, made and booked when it is new."""
        key = (presence, str(zone))
        if key not in self._known:
            self._known[key] = PresenceOutlook(presence, zone)
            name = presence.id if isinstance(presence, Hours) else presence
            self._calendar.keep(f"presence:{name}:{len(self._known)}", self._known[key].turn)
        return self._known[key]
