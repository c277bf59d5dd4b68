"""What happened to incidents, and what people corrected: only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from monitord.model.incidents import Actor, Happening, IncidentEvent
from monitord.store.dialects import Values
from monitord.store.tables import correction, incident_event

CORRECTABLE = ("cause", "owner")
BEFORE = "_before"
"""Beside the new value of a field, an event has the old one under its name with this at the end."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person set right; None: there was no value, or there is none any more."""

    incident: str
    at: datetime
    by: Actor
    field: str
    before: str | None
    after: str | None


def add(connection: Connection, events: Sequence[IncidentEvent]) -> None:
    """Add these, in their order, to the histories of their incidents."""
    if events:
        connection.execute(incident_event.insert(), [_row(each) for each in events])
    corrected = [row for each in events for row in _corrections(each)]
    if corrected:
        connection.execute(correction.insert(), corrected)


def of_incident(connection: Connection, incident: str) -> list[IncidentEvent]:
    """All that happened to one, oldest first."""
    mine = select(incident_event).where(incident_event.c.incident == incident)
    return [
        IncidentEvent(
            incident=row.incident,
            at=row.at,
            what=Happening(row.what),
            by=Actor(row.actor, row.via),
            data=row.data,
        )
        for row in connection.execute(mine.order_by(incident_event.c.id))
    ]


def corrections(connection: Connection, since: datetime, until: datetime) -> list[Correction]:
    """What people set right in [since, until), oldest first."""
    wanted = (correction.c.at >= since) & (correction.c.at < until)
    rows = connection.execute(select(correction).where(wanted).order_by(correction.c.id))
    return [
        Correction(
            row.incident, row.at, Actor(row.actor, row.via), row.field, row.before, row.after
        )
        for row in rows
    ]


def _row(event: IncidentEvent) -> Values:
    return {
        "incident": event.incident,
        "at": event.at,
        "what": event.what,
        "actor": event.by.name,
        "via": event.by.via,
        "data": dict(event.data),
    }


def _corrections(event: IncidentEvent) -> Iterable[Values]:
    if event.what is not Happening.CORRECTED:
        return
    for name in CORRECTABLE:
        if name in event.data and event.data[name] != event.data.get(name + BEFORE):
            yield {
                "incident": event.incident,
                "at": event.at,
                "actor": event.by.name,
                "via": event.by.via,
                "field": name,
                "before": event.data.get(name + BEFORE),
                "after": event.data[name],
            }
