"""Incidents that closed of late: they may come back, be spoken of, or still be shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitord.incidents.shifting import shifted
from monitord.model.incidents import MONITORD, Fault, FaultKey, Incident
from monitord.model.settings import IncidentRules

SHOWN = timedelta(minutes=15)
"""How long what closed is still shown, and its end told again."""


class Shelf:
    """What closed, by id, until it is too old to matter."""

    def __init__(self) -> None:
        self.dismissed: dict[FaultKey, Incident] = {}
        """Closed by a person while the fault lasted: it opens nothing until it was gone once."""
        self._closed: dict[str, Incident] = {}
        self._latest: dict[FaultKey, str] = {}

    def shift(self, by: timedelta) -> None:
        """The wall clock was set."""
        self._closed = {ident: shifted(each, by) for ident, each in self._closed.items()}
        self.dismissed = {key: shifted(each, by) for key, each in self.dismissed.items()}

    def put(self, incident: Incident) -> None:
        """It closed, or something was done to it afterwards."""
        self._closed[incident.id] = incident
        latest = self._closed.get(self._latest.get(incident.key, ""))
        if latest is None or _end(latest) <= _end(incident):
            self._latest[incident.key] = incident.id
        if dismissed(incident):
            self.dismissed[incident.key] = incident

    def get(self, ident: str) -> Incident | None:
        """The one of this id; None: there is none, or none any more."""
        return self._closed.get(ident)

    def shown(self, now: datetime | None) -> Iterable[Incident]:
        """Those that closed within `SHOWN`; None: all."""
        return (each for each in self._closed.values() if now is None or _end(each) + SHOWN > now)

    def take_back(self, fault: Fault, rules: IncidentRules) -> Incident | None:
        """The incident that a fault continues: its own, well for a short time only."""
        incident = self._closed.get(self._latest.get(fault.key, ""))
        if incident is None or incident.closed_by != MONITORD or incident.merged_into:
            return None
        well = incident.restored_at
        if well is None or fault.since > well + timedelta(seconds=rules.return_within):
            return None
        del self._closed[incident.id], self._latest[fault.key]
        return incident

    def prune(self, rules: IncidentRules, now: datetime) -> bool:
        """Drop what is too old to be shown or to come back; whether there was any."""
        kept = max(SHOWN, timedelta(seconds=rules.return_within + rules.settle))
        old = [ident for ident, each in self._closed.items() if _end(each) + kept <= now]
        for ident in old:
            incident = self._closed.pop(ident)
            if self._latest.get(incident.key) == ident:
                del self._latest[incident.key]
        return bool(old)


def dismissed(incident: Incident) -> bool:
    """Whether a person closed it and it was not measured well since."""
    by_person = incident.closed_by is not None and incident.closed_by.via != MONITORD.via
    return by_person and incident.restored_at is None


def _end(incident: Incident) -> datetime:
    return incident.closed_at or incident.opened_at
