"""Incidents as they are now; `history` has what happened to them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, Row, select

from monitord.model.desk import Search
from monitord.model.incidents import Incident, IncidentChange
from monitord.store import affected, history
from monitord.store.dialects import Values, batches, put
from monitord.store.revisions import DamagedContentError
from monitord.store.tables import incident as table
from monitord.store.tables import incident_site

log = logging.getLogger("store")

REMEMBERED = timedelta(minutes=15)
"""How long after its end an incident is still told of: its alerts are resolved until then."""

DISMISSED = timedelta(days=31)

_STATE = TypeAdapter(Incident)


def keep(connection: Connection, changes: Sequence[IncidentChange]) -> None:
    """Write these incidents as they have become, with their sites, and add to their history."""
    latest = {change.incident.id: change.incident for change in changes}
    put(connection, table, [_row(each) for each in latest.values()])
    affected.follow(connection, changes)
    history.add(connection, [event for change in changes for event in change.events])


def alive(connection: Connection, at: datetime) -> list[Incident]:
    """Those that are open, and those closed not long before `at`, in the order of opening.

    With them those of the last month that were closed without having been restored or merged: a
    person closed them, and the fault may be there still. One that cannot be read is left out, and
    said: the others are still to be gone on with.
    """
    dismissed = table.c.restored_at.is_(None) & table.c.merged_into.is_(None)
    lately = (
        table.c.closed_at.is_(None)
        | (table.c.closed_at > at - REMEMBERED)
        | (dismissed & (table.c.closed_at > at - DISMISSED))
    )
    rows = connection.execute(
        select(table.c.id, table.c.state).where(lately).order_by(table.c.opened_at, table.c.id)
    )
    return list(_readable(rows))


def search(connection: Connection, wanted: Search) -> list[Incident]:
    """Those that were open at some time in [since, until), the newest first.

    Raises DamagedContentError.
    """
    newest = select(table.c.id, table.c.state)
    newest = newest.order_by(table.c.opened_at.desc(), table.c.id.desc())
    for condition in _conditions(wanted):
        newest = newest.where(condition)
    return [_incident(row) for row in connection.execute(newest.limit(wanted.most))]


def touching(connection: Connection, since: datetime, until: datetime) -> list[Incident]:
    """Those that were open at some time in [since, until), and those into which they were merged.

    In the order of opening. An incident reaches back to when its fault began. Raises
    DamagedContentError.
    """
    open_then = (table.c.since < until) & (
        table.c.closed_at.is_(None) | (table.c.closed_at > since)
    )
    rows = connection.execute(select(table.c.id, table.c.state).where(open_then))
    found = {row.id: _incident(row) for row in rows}
    into = _targets(found)
    while into:
        found.update((each.id, each) for each in _of_ids(connection, into))
        into = [ident for ident in _targets(found) if ident not in into]
    return sorted(found.values(), key=lambda each: (each.opened_at, each.id))


def one(connection: Connection, ident: str) -> Incident | None:
    """The incident of this id, in whatever case it is written; None: there is none.

    Raises DamagedContentError.
    """
    asked = table.c.id.in_({ident, ident.upper()})
    row = connection.execute(select(table.c.id, table.c.state).where(asked)).first()
    return None if row is None else _incident(row)


def ids(connection: Connection, most: int) -> list[str]:
    """Of the newest incidents."""
    newest = select(table.c.id).order_by(table.c.opened_at.desc()).limit(most)
    return list(connection.scalars(newest))


def _conditions(wanted: Search) -> Iterable[ColumnElement[bool]]:
    if wanted.open_only:
        yield table.c.closed_at.is_(None)
    if wanted.since is not None:
        yield table.c.closed_at.is_(None) | (table.c.closed_at > wanted.since)
    if wanted.until is not None:
        yield table.c.opened_at < wanted.until
    if wanted.subjects is not None:
        yield table.c.subject.in_(wanted.subjects)
    if wanted.site is not None:
        suffering = select(incident_site.c.incident).where(incident_site.c.site == wanted.site)
        yield (table.c.subject == wanted.site) | table.c.id.in_(suffering)


def _targets(found: Mapping[str, Incident]) -> list[str]:
    """Into which they were merged, as far as those are not among them."""
    into = {each.merged_into for each in found.values() if each.merged_into}
    return sorted(into - {*found})


def _of_ids(connection: Connection, wanted: Sequence[str]) -> Iterator[Incident]:
    for few in batches(wanted):
        rows = connection.execute(select(table.c.id, table.c.state).where(table.c.id.in_(few)))
        yield from map(_incident, rows)


def _readable(rows: Iterable[Row[Any, Any]]) -> Iterator[Incident]:
    for row in rows:
        try:
            yield _incident(row)
        except DamagedContentError as error:
            log.error("left out: %s", error)


def _incident(row: Row[Any, Any]) -> Incident:
    try:
        return _STATE.validate_python(row.state)
    except ValidationError as error:
        raise DamagedContentError(f"incident {row.id}: {error.error_count()} fields") from error


def _row(incident: Incident) -> Values:
    acknowledged = incident.acknowledged
    return {
        "id": incident.id,
        "scope": incident.key.scope,
        "subject": incident.key.subject,
        "aspect": incident.key.aspect,
        "cause": incident.cause,
        "certainty": incident.certainty,
        "owner": incident.owner,
        "severity": incident.severity,
        "urgency": incident.urgency,
        "reason": incident.reason.code,
        "team": incident.team,
        "most_sites": incident.most_sites,
        "since": incident.since,
        "decided_at": incident.decided_at,
        "opened_at": incident.opened_at,
        "restored_at": incident.restored_at,
        "closed_at": incident.closed_at,
        "acknowledged_at": None if acknowledged is None else acknowledged.at,
        "merged_into": incident.merged_into,
        "corrected": incident.corrected,
        "provider_ticket": incident.provider_ticket,
        "reported_at": incident.reported_at,
        "accepted_at": incident.accepted_at,
        "conference_id": incident.conference_id,
        "state": _state(incident),
    }


def _state(incident: Incident) -> Any:
    # pydantic knows read-only mappings by no name: it asks what else to take them for, and warns.
    return _STATE.dump_python(incident, mode="json", fallback=dict, warnings="none")
