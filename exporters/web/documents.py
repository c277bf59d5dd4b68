"""The JSON of the API: snapshots in, plain dictionaries out. Contacts never appear.

Instants are ISO 8601 in UTC with microseconds, durations seconds, ratios from 0 to 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

from exporters.web import polled, signalled, streamed
from monitord.model.incidents import Incident
from monitord.model.inventory import Device, Inventory
from monitord.model.snapshot import CentreSnapshot, CircuitView, PollerSnapshot, SiteView, Verdict
from monitord.model.states import Reason, State, of_device
from monitord.model.views import CheckView, EchoRecent, EchoView, PollView, SignalView, StreamView

Document: TypeAlias = dict[str, Any]
Causes: TypeAlias = Mapping[str, str]
ChecksByDevice: TypeAlias = Mapping[tuple[str, str], Sequence[CheckView]]


def checks_by_device(checks: Iterable[CheckView]) -> ChecksByDevice:
    """The checks of each (site, device)."""
    grouped: dict[tuple[str, str], list[CheckView]] = defaultdict(list)
    for check in checks:
        grouped[check.site, check.device].append(check)
    return grouped


def overview(poller: PollerSnapshot, centre: CentreSnapshot) -> Document:
    """Everything of `/api/v1/sites` but the sites."""
    organization = centre.inventory.organization
    return {
        "inventory_revision": centre.inventory.revision,
        "taken_at": instant(centre.taken_at),
        "timezone": organization.timezone,
        "isolated": poller.isolated,
        "language": organization.locale,
        "organization": {"id": organization.id, "name": organization.name},
        "verdict": _verdict(centre.verdict),
    }


def causes(incidents: Iterable[Incident]) -> Causes:
    """The cause of each incident, by its id."""
    return {each.id: each.cause for each in incidents}


def site(view: SiteView, checks: ChecksByDevice, known: Causes, now: float) -> Document:
    """One site as `/api/v1/sites` lists it."""
    return _site(view, known, [_device(device, checks, now) for device in view.site.devices])


def whole_site(
    view: SiteView, checks: ChecksByDevice, centre: CentreSnapshot, now: float
) -> Document:
    """One site with its circuits and facts, its devices' identities, and its checks in full."""
    uplink = view.site.uplink
    circuits = [line for line in centre.circuits if line.circuit.site == view.site.id]
    devices = [_device(device, checks, now, whole=True) for device in view.site.devices]
    return {
        **_site(view, causes(centre.incidents), devices),
        "uplink": {"kind": uplink.kind, "id": uplink.id} if uplink else None,
        "mcu": view.site.mcu,
        "team": view.site.team,
        "team_name": _team_name(view.site.team, centre.inventory),
        "circuits": [circuit(line) for line in circuits],
        "facts": [polled.fact(fact, instant(fact.observed_at)) for fact in view.facts],
    }


def _team_name(team: str | None, inventory: Inventory) -> str | None:
    known = inventory.teams.get(team) if team else None
    return known.name if known else None


def instant(at: datetime | float) -> str:
    """`2026-11-22T05:00:00.123456Z`."""
    moment = at if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def _verdict(verdict: Verdict) -> Document:
    return {
        "total": verdict.total,
        "cannot_meet": verdict.cannot_meet,
        "states": {state: verdict.states.get(state, 0) for state in State},
    }


def _site(view: SiteView, known: Causes, devices: list[Document]) -> Document:
    return {
        "id": view.site.id,
        "name": view.site.name,
        "level": view.site.level,
        "parent": view.site.parent,
        "path": view.site.path,
        "service": view.site.service,
        "state": view.state,
        "reason": _reason(view.reason),
        "since": instant(view.since),
        "incident": view.incident,
        "cause": known.get(view.incident) if view.incident else None,
        "window": view.window,
        "devices": devices,
    }


def _device(device: Device, checks: ChecksByDevice, now: float, *, whole: bool = False) -> Document:
    own_id = device.id.removeprefix(f"{device.site}/")
    views = checks.get((device.site, own_id), ())
    document = _whole_check if whole else _check
    return {
        "id": own_id,
        "role": device.role,
        "address": device.address,
        "state": of_device(view.state for view in views),
        **({"identity": polled.identity(views)} if whole else {}),
        "checks": [document(view, now) for view in views],
    }


def _check(view: CheckView, now: float) -> Document:
    loss, rtt = _figures(view, now)
    return {
        "probe": view.probe,
        "state": view.state,
        "reason": _reason(view.reason),
        "flapping": view.flapping,
        "since": instant(view.since),
        "last_measured": None if view.last_measured is None else instant(view.last_measured),
        "loss": loss,
        "rtt": rtt,
    }


def _figures(view: CheckView, now: float) -> tuple[float | None, float | None]:
    """Loss and RTT of those checks that measure them."""
    match view:
        case EchoView():
            recent = _fresh(view, now)
            return (recent.loss, recent.rtt_mean) if recent else (None, None)
        case StreamView():
            result = streamed.fresh(view, now)
            return streamed.loss(result), streamed.rtt(result)
    return None, None


def _whole_check(view: CheckView, now: float) -> Document:
    common = {**_check(view, now), "interval": view.interval}
    match view:
        case EchoView():
            return common | _echoes(view, now)
        case PollView():
            return common | polled.poll(view, now)
        case StreamView():
            return common | streamed.stream(view, now)
        case SignalView():
            return common | signalled.signal(view, now, instant)
    return common


def _echoes(view: EchoView, now: float) -> Document:
    recent, totals = _fresh(view, now), view.totals
    return {
        "rtt_min": recent.rtt_min if recent else None,
        "rtt_max": recent.rtt_max if recent else None,
        "rtt_variation": recent.rtt_variation if recent else None,
        "totals": {
            "sent": totals.sent,
            "received": totals.received,
            "lost": totals.lost,
            "unmeasured": totals.unmeasured,
            "refused": totals.refused,
            "late": totals.late,
            "duplicates": totals.duplicates,
        },
    }


def circuit(view: CircuitView) -> Document:
    """One circuit, as it is now."""
    line = view.circuit
    return {
        "id": line.id,
        "provider": line.provider,
        "role": line.role,
        "medium": line.medium,
        "bandwidth": line.bandwidth,
        "state": view.state,
        "since": instant(view.since),
    }


def _reason(reason: Reason) -> Document:
    return {"code": reason.code, "params": dict(reason.params)}


def _fresh(view: EchoView, now: float) -> EchoRecent | None:
    return view.recent if view.recent and now < view.recent.good_until else None
