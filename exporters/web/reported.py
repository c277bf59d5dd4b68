"""The JSON of incidents and maintenance windows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from exporters.web import polled
from monitord.model.incidents import (
    ALERT_NAMES,
    Acknowledgement,
    Actor,
    AlertSet,
    Incident,
    IncidentEvent,
    Scope,
)
from monitord.model.inventory import Inventory
from monitord.model.maintenance import Cover, Occurrence, Window


def instant(at: datetime) -> str:
    """`2026-11-22T05:00:00.123456Z`."""
    text = at.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def incident(each: Incident, inventory: Inventory) -> dict[str, Any]:
    """One incident as `/api/v1/incidents` lists it."""
    key = each.key
    return {
        "id": each.id,
        "alertname": ALERT_NAMES.get((key.scope, key.aspect)),
        "scope": key.scope,
        "subject": key.subject,
        "subject_name": _subject_name(key.scope, key.subject, inventory),
        "aspect": key.aspect,
        "cause": each.cause,
        "certainty": each.certainty,
        "owner": each.owner,
        "severity": each.severity,
        "urgency": each.urgency,
        "reason": {"code": each.reason.code, "params": dict(each.reason.params)},
        "team": each.team,
        "sites": list(each.sites),
        "most_sites": each.most_sites,
        **_course(each),
        "provider_ticket": each.provider_ticket,
        "conference_id": each.conference_id,
        "corrected": each.corrected,
        "overrun": each.overrun,
        "flapping": each.flapping,
        "reopened": each.reopened,
    }


def whole_incident(
    each: Incident,
    history: Iterable[IncidentEvent],
    inventory: Inventory,
    advice: Mapping[str, str] | None,
) -> dict[str, Any]:
    """One incident with its evidence, alerts and history; `advice` None: not for this reader."""
    return {
        **incident(each, inventory),
        "evidence": [polled.fact(fact, instant(fact.observed_at)) for fact in each.evidence],
        "alerts": [_alerts(alerts) for alerts in each.alerts],
        "advice": None if advice is None else dict(advice),
        "history": [_event(event) for event in history],
    }


def site_names(incidents: Iterable[Incident], inventory: Inventory) -> dict[str, str]:
    """The name of every site that one of `incidents` is about, by its id."""
    named = dict.fromkeys(site for each in incidents for site in each.sites)
    return {site: inventory.sites[site].name for site in named if site in inventory.sites}


def team_names(inventory: Inventory) -> dict[str, str]:
    """The name of every team, by its id."""
    return {team.id: team.name for team in inventory.teams.values()}


def window(each: Window, in_force: Sequence[Occurrence], inventory: Inventory) -> dict[str, Any]:
    """One maintenance window; `in_force` are the occurrences of now."""
    now = next((one for one in in_force if one.window.id == each.id), None)
    return {
        "id": each.id,
        "cover": {"kind": each.cover.kind, "id": each.cover.id},
        "cover_name": _cover_name(each.cover, inventory),
        "start": instant(each.start),
        "seconds": each.seconds,
        "repeat": each.repeat,
        "timezone": each.timezone,
        "why": each.why,
        "who": each.who,
        "announced_at": _instant(each.announced_at),
        "cancelled_at": _instant(each.cancelled_at),
        "cancelled_by": each.cancelled_by,
        "source": each.source,
        "in_force": _occurrence(now) if now else None,
    }


def _course(each: Incident) -> dict[str, Any]:
    """Its instants, and who had a hand in it."""
    return {
        "since": instant(each.since),
        "decided_at": instant(each.decided_at),
        "opened_at": instant(each.opened_at),
        "restored_at": _instant(each.restored_at),
        "closed_at": _instant(each.closed_at),
        "closed_by": _actor(each.closed_by) if each.closed_by else None,
        "merged_into": each.merged_into,
        "acknowledged": _acknowledged(each.acknowledged) if each.acknowledged else None,
        "escalations": [{"team": one.team, "at": instant(one.at)} for one in each.escalations],
        "reported_at": _instant(each.reported_at),
        "accepted_at": _instant(each.accepted_at),
    }


def _subject_name(scope: Scope, subject: str, inventory: Inventory) -> str:
    """What people call it; its id when it has no name, or the inventory has it no more."""
    match scope:
        case Scope.SITE | Scope.CENTRE if subject in inventory.sites:
            return inventory.sites[subject].name
        case Scope.PROVIDER if subject in inventory.providers:
            return inventory.providers[subject].name
        case Scope.MCU if subject in inventory.devices:
            return inventory.devices[subject].name or subject
    return subject


def _cover_name(cover: Cover, inventory: Inventory) -> str:
    scopes = {"site": Scope.SITE, "provider": Scope.PROVIDER, "mcu": Scope.MCU}
    scope = scopes.get(cover.kind)
    return _subject_name(scope, cover.id, inventory) if scope else cover.id


def _acknowledged(held: Acknowledgement) -> dict[str, Any]:
    return {"by": _actor(held.by), "at": instant(held.at), "until": _instant(held.until)}


def _alerts(alerts: AlertSet) -> dict[str, Any]:
    return {
        "labels": dict(alerts.labels),
        "starts_at": instant(alerts.starts_at),
        "ended_at": _instant(alerts.ended_at),
        "silent": alerts.silent,
    }


def _event(event: IncidentEvent) -> dict[str, Any]:
    return {
        "at": instant(event.at),
        "what": event.what,
        "by": _actor(event.by),
        "data": dict(event.data),
    }


def _occurrence(each: Occurrence) -> dict[str, Any]:
    return {"start": instant(each.start), "end": instant(each.end), "agreed": each.agreed}


def _actor(actor: Actor) -> dict[str, str]:
    return {"name": actor.name, "via": actor.via}


def _instant(at: datetime | None) -> str | None:
    return None if at is None else instant(at)
