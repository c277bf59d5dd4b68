"""Which sites have suffered from which incident, and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Connection, select

from monitord.model.incidents import IncidentChange
from monitord.model.ledger import Affected
from monitord.store.dialects import batches, put
from monitord.store.tables import incident_site as table

Key: TypeAlias = tuple[str, str]
"""Incident, site."""


def follow(connection: Connection, changes: Sequence[IncidentChange]) -> None:
    """Write which sites came and went with these changes; only what differs is written."""
    book = _Book(_known(connection, {change.incident.id for change in changes}))
    for change in changes:
        book.turn(change.incident.id, change.incident.sites, _at(change))
    rows = [
        {"incident": key[0], "site": key[1], "joined_at": at.joined_at, "left_at": at.left_at}
        for key, at in book.changed.items()
    ]
    put(connection, table, rows)


def of_incident(connection: Connection, incident: str) -> list[Affected]:
    """Those of one incident, in the order in which they came."""
    mine = select(table).where(table.c.incident == incident)
    rows = connection.execute(mine.order_by(table.c.joined_at, table.c.site))
    return [Affected(row.site, row.joined_at, row.left_at) for row in rows]


def of_incidents(connection: Connection, wanted: Sequence[str]) -> dict[str, list[Affected]]:
    """Those of each of these incidents, in the order in which they came; none: it is not there."""
    found: dict[str, list[Affected]] = {}
    for few in batches(wanted):
        mine = select(table).where(table.c.incident.in_(few))
        for row in connection.execute(mine.order_by(table.c.joined_at, table.c.site)):
            each = Affected(row.site, row.joined_at, row.left_at)
            found.setdefault(row.incident, []).append(each)
    return found


@dataclass(slots=True)
class _Book:
    """What is known of each site of each incident, and what of it is still to be written."""

    known: dict[str, dict[str, Affected]]
    """By incident and site."""
    changed: dict[Key, Affected] = field(default_factory=dict)

    def turn(self, incident: str, sites: Iterable[str], at: datetime) -> None:
        """From `at` on these suffer, and no others."""
        known, now = self.known.setdefault(incident, {}), dict.fromkeys(sites)
        for site in now:
            before = known.get(site)
            if before is None or before.left_at is not None:
                first = at if before is None else before.joined_at
                self._set(incident, Affected(site, first, None))
        for each in [one for one in known.values() if one.left_at is None]:
            if each.site not in now:
                self._set(incident, Affected(each.site, each.joined_at, at))

    def _set(self, incident: str, affected: Affected) -> None:
        self.known[incident][affected.site] = affected
        self.changed[incident, affected.site] = affected


def _known(connection: Connection, incidents: Collection[str]) -> dict[str, dict[str, Affected]]:
    known: dict[str, dict[str, Affected]] = {incident: {} for incident in incidents}
    for row in connection.execute(select(table).where(table.c.incident.in_(incidents))):
        known[row.incident][row.site] = Affected(row.site, row.joined_at, row.left_at)
    return known


def _at(change: IncidentChange) -> datetime:
    """When it was; the opening itself is told with an event too, so there always is one."""
    return max((event.at for event in change.events), default=change.incident.opened_at)
