"""What becomes of an incident by itself, one step a function. Pure: each gives the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from monitord.incidents import sets
from monitord.incidents.routing import judged_labels
from monitord.model.incidents import (
    MONITORD,
    Actor,
    Escalation,
    Fault,
    Happening,
    Incident,
    IncidentChange,
    IncidentEvent,
    Severity,
)
from monitord.model.states import Param


def change(
    incident: Incident,
    what: Happening,
    at: datetime,
    data: Mapping[str, Param] | None = None,
    by: Actor = MONITORD,
) -> IncidentChange:
    """An incident as it has become, with the line of its history that says how."""
    event = IncidentEvent(incident=incident.id, at=at, what=what, by=by, data=data or {})
    return IncidentChange(incident, (event,))


def opened(
    ident: str, fault: Fault, sites: Sequence[str], labels: Mapping[str, str], now: datetime
) -> Incident:
    """A new one, whose alert fires from `now` on."""
    return Incident(
        id=ident,
        key=fault.key,
        cause=fault.cause,
        certainty=fault.certainty,
        owner=fault.owner,
        severity=fault.severity,
        urgency=fault.urgency,
        reason=fault.reason,
        team=labels.get("team"),
        sites=tuple(sites),
        most_sites=len(sites),
        since=fault.since,
        decided_at=fault.decided_at,
        opened_at=now,
        unattended_since=now if fault.severity is Severity.CRITICAL else None,
        flapping=fault.flapping,
        evidence=fault.evidence,
        alerts=sets.started((), labels, now),
    )


def begun(incident: Incident, now: datetime) -> IncidentChange:
    """The first line of its history."""
    data: dict[str, Param] = {"sites": len(incident.sites), "cause": incident.cause.value}
    return change(incident, Happening.OPENED, now, data)


def overran(incident: Incident, window: str, now: datetime) -> IncidentChange:
    """Planned work is over by the clock, and what it switched off is not back."""
    incident = replace(incident, window=None, overrun=window)
    return change(incident, Happening.OVERRUN, now, {"window": window})


def covered(incident: Incident, window: str | None) -> IncidentChange | None:
    """It is in a maintenance window from now on, or in none any more; None: as before."""
    after = replace(incident, window=window)
    return IncidentChange(after, ()) if after != incident else None


def outlasted(incident: Incident, window: str, now: datetime) -> IncidentChange:
    """It was there before planned work, hushed during it, and is still there: alerts anew.

    The label makes another alert of it: who was told of the first would not be told again.
    """
    alerts = sets.relabelled(incident.alerts, {sets.OVERRUN: "yes"}, now)
    return overran(replace(incident, alerts=alerts), window, now)


def restored(incident: Incident, at: datetime, now: datetime) -> IncidentChange:
    """It was measured well at `at`; whether it stays so is not known yet."""
    return change(replace(incident, restored_at=at), Happening.RESTORED, now)


def returned(incident: Incident, now: datetime) -> IncidentChange:
    """It is back before it was over: its alert has fired all along."""
    incident = replace(incident, restored_at=None, reopened=incident.reopened + 1)
    return change(incident, Happening.REOPENED, now, {"times": incident.reopened})


def reopened(incident: Incident, labels: Mapping[str, str], now: datetime) -> IncidentChange:
    """It is back soon after it was over: its alert fires again, and nobody takes care yet.

    `labels`: for one that never had any.
    """
    critical = incident.severity is Severity.CRITICAL
    incident = replace(
        incident,
        restored_at=None,
        closed_at=None,
        closed_by=None,
        acknowledged=None,
        unattended_since=now if critical else None,
        reopened=incident.reopened + 1,
    )
    told = {**(sets.first(incident.alerts) or labels), **judged_labels(incident)}
    incident = replace(incident, alerts=sets.started(incident.alerts, told, now))
    return change(incident, Happening.REOPENED, now, {"times": incident.reopened})


def closed(
    incident: Incident, why: str, now: datetime, *, by: Actor = MONITORD, note: str | None = None
) -> IncidentChange:
    """It is over. `why`: `settled`, `person`, `left` (the inventory), `window` (no alert ends)."""
    data: dict[str, Param] = {"why": why} if note is None else {"why": why, "note": note}
    return change(_over(incident, now, by, silent=why == "window"), Happening.CLOSED, now, data, by)


def merged(incident: Incident, into: str, now: datetime) -> IncidentChange:
    """A wider one was the cause: it goes on there, and nobody is told that this is over."""
    over = replace(_over(incident, now, MONITORD, silent=True), merged_into=into)
    return change(over, Happening.MERGED, now, {"into": into})


def escalated(incident: Incident, team: str, now: datetime) -> IncidentChange:
    """Nobody took care in time: another team is told as well."""
    incident = replace(
        incident,
        escalations=(*incident.escalations, Escalation(team, now)),
        alerts=sets.escalated(incident.alerts, team, now),
    )
    return change(incident, Happening.ESCALATED, now, {"team": team})


def unacknowledged(incident: Incident, now: datetime) -> IncidentChange:
    """Who took care has not ended it in the time he gave himself."""
    critical = incident.severity is Severity.CRITICAL
    incident = replace(incident, acknowledged=None, unattended_since=now if critical else None)
    return change(incident, Happening.UNACKNOWLEDGED, now)


def _over(incident: Incident, now: datetime, by: Actor, *, silent: bool) -> Incident:
    return replace(
        incident,
        closed_at=now,
        closed_by=by,
        unattended_since=None,
        alerts=sets.ended(incident.alerts, now, silent=silent),
    )
