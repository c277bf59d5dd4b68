"""What people do to an incident. Pure: each gives the change, or says why it cannot be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from monitord.incidents import life, sets
from monitord.incidents.follow import differences
from monitord.incidents.routing import judged_labels
from monitord.model.actions import Acknowledge, AnyAction, Close, Comment, Correct, Ticket
from monitord.model.desk import DeskError
from monitord.model.incidents import (
    Acknowledgement,
    Cause,
    Certainty,
    Happening,
    Incident,
    IncidentChange,
)
from monitord.model.states import Param

_OF_LINES = (Cause.CIRCUIT, Cause.PROVIDER)
_TICKET = ("provider_ticket", "reported_at", "accepted_at", "conference_id")


def done(incident: Incident, action: AnyAction, now: datetime) -> IncidentChange:
    """The incident after it, open or closed. Raises DeskError."""
    match action:
        case Acknowledge():
            return _acknowledged(_still_open(incident), action, now)
        case Comment():
            return _commented(incident, action, now)
        case Correct():
            return _corrected(incident, action, now)
        case Ticket():
            return _ticketed(incident, action, now)
        case Close():
            why, by = "person", action.by
            return life.closed(_still_open(incident), why, now, by=by, note=action.note)


def _acknowledged(incident: Incident, action: Acknowledge, now: datetime) -> IncidentChange:
    """It is taken care of: silent, and it goes on to no other team."""
    seconds = action.seconds
    if seconds is not None and not seconds > 0:
        raise DeskError("desk.seconds-not-positive", {"seconds": seconds})
    until = None if seconds is None else now + timedelta(seconds=seconds)
    data = _noted(action, {} if seconds is None else {"seconds": seconds})
    care = Acknowledgement(action.by, now, until)
    after = replace(incident, acknowledged=care, unattended_since=None)
    return life.change(after, Happening.ACKNOWLEDGED, now, data, action.by)


def _commented(incident: Incident, action: Comment, now: datetime) -> IncidentChange:
    if not (action.note or "").strip():
        raise DeskError("desk.note-missing", {})
    return life.change(incident, Happening.COMMENTED, now, _noted(action, {}), action.by)


def _corrected(incident: Incident, action: Correct, now: datetime) -> IncidentChange:
    """A person knows better than the rules, from now on; the old value stays in the history."""
    if action.cause is None and action.owner is None:
        raise DeskError("desk.nothing-to-correct", {})
    after = replace(
        incident,
        cause=action.cause or incident.cause,
        owner=action.owner or incident.owner,
        certainty=Certainty.CONFIRMED,
        corrected=True,
    )
    after = replace(after, alerts=sets.relabelled(after.alerts, judged_labels(after), now))
    data = _noted(action, differences(incident, after))
    return life.change(after, Happening.CORRECTED, now, data, action.by)


def _ticketed(incident: Incident, action: Ticket, now: datetime) -> IncidentChange:
    """The provider was told; that it took a line's fault in hand confirms whose it is."""
    given: dict[str, str | datetime | None] = {
        "provider_ticket": action.number,
        "reported_at": action.reported_at,
        "accepted_at": action.accepted_at,
        "conference_id": action.conference_id,
    }
    if all(value is None for value in given.values()):
        raise DeskError("desk.nothing-to-report", {})
    after = replace(
        incident,
        provider_ticket=action.number or incident.provider_ticket,
        reported_at=action.reported_at or incident.reported_at,
        accepted_at=action.accepted_at or incident.accepted_at,
        conference_id=action.conference_id or incident.conference_id,
    )
    told = action.number is not None or action.accepted_at is not None
    if told and after.cause in _OF_LINES:
        after = replace(after, certainty=Certainty.CONFIRMED)
    data = _noted(action, {**_filled(incident, after), **differences(incident, after)})
    return life.change(after, Happening.TICKET, now, data, action.by)


def _filled(before: Incident, after: Incident) -> dict[str, Param]:
    """What is written of a ticket now, and what was there before."""
    data: dict[str, Param] = {}
    for name in _TICKET:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            data[name] = str(new)
            if old is not None:
                data[f"{name}_before"] = str(old)
    return data


def _still_open(incident: Incident) -> Incident:
    if not incident.open:
        raise DeskError("desk.incident-closed", {"id": incident.id})
    return incident


def _noted(action: AnyAction, data: dict[str, Param]) -> dict[str, Param]:
    return {**data, "note": action.note} if action.note else data
