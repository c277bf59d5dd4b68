"""What each metric of incidents reads from a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from exporters.prometheus.kinds import Kind, Series, info
from exporters.prometheus.metrics import METRIC
from monitord.model.incidents import Cause, FaultKey, Incident, Owner, Scope, Severity
from monitord.model.inventory import Device, Inventory, Provider, Site
from monitord.model.snapshot import CentreSnapshot


@dataclass(frozen=True, slots=True)
class Alike:
    """How many incidents of a sort are open."""

    cause: Cause
    severity: Severity
    owner: Owner
    count: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many incidents of a severity nobody has acknowledged."""

    severity: Severity
    count: int


@dataclass(frozen=True, slots=True)
class Named:
    """An open incident, and what is broken in words."""

    incident: Incident
    name: str


@dataclass(frozen=True, slots=True)
class Suffering:
    """A site with an open incident, of several with the most severe."""

    site: str
    cause: Cause
    incident: str


INCIDENTS: Kind[Alike] = Kind(
    ("cause", "severity", "owner"),
    lambda alike: (alike.cause, alike.severity, alike.owner),
    (Series(METRIC["monitord_incidents"], lambda alike, _: (alike.count,)),),
)

UNACKNOWLEDGED: Kind[Waiting] = Kind(
    ("severity",),
    lambda waiting: (waiting.severity,),
    (Series(METRIC["monitord_incidents_unacknowledged"], lambda waiting, _: (waiting.count,)),),
)

OPEN: Kind[Named] = Kind(
    METRIC["monitord_incident_info"].labels,
    lambda named: (
        named.incident.id,
        named.incident.key.scope,
        named.incident.key.subject,
        named.name,
        named.incident.cause,
        named.incident.severity,
        named.incident.urgency,
        named.incident.owner,
        named.incident.team or "",
        named.incident.provider_ticket or "",
    ),
    (
        info("monitord_incident_info"),
        Series(
            METRIC["monitord_incident_since_timestamp_seconds"],
            lambda named, _: (named.incident.since.timestamp(),),
        ),
        Series(METRIC["monitord_incident_sites"], lambda named, _: (len(named.incident.sites),)),
        Series(
            METRIC["monitord_incident_acknowledged"],
            lambda named, _: (int(named.incident.acknowledged is not None),),
        ),
    ),
)

SITE_CAUSES: Kind[Suffering] = Kind(
    ("site", "cause", "incident"),
    lambda suffering: (suffering.site, suffering.cause, suffering.incident),
    (Series(METRIC["monitord_site_cause"], lambda _suffering, _now: (1,)),),
)


def alike(centre: CentreSnapshot) -> Iterator[Alike]:
    """The open incidents, counted by what they have in common."""
    sorts = Counter((each.cause, each.severity, each.owner) for each in _open(centre))
    return (Alike(*sort, count) for sort, count in sorted(sorts.items()))


def waiting(centre: CentreSnapshot) -> Iterator[Waiting]:
    """For each severity, also where nothing waits."""
    counts = Counter(each.severity for each in _open(centre) if each.acknowledged is None)
    return (Waiting(severity, counts[severity]) for severity in Severity)


def named(centre: CentreSnapshot) -> Iterator[Named]:
    """The open incidents, one by one."""
    return (Named(each, subject_name(each.key, centre.inventory)) for each in _open(centre))


def subject_name(key: FaultKey, inventory: Inventory) -> str:
    """What people call it; its id where it has no name."""
    known: Site | Provider | Device | None = None
    match key.scope:
        case Scope.SITE | Scope.CENTRE:
            known = inventory.sites.get(key.subject)
        case Scope.PROVIDER:
            known = inventory.providers.get(key.subject)
        case Scope.MCU:
            known = inventory.devices.get(key.subject)
    return key.subject if known is None else known.name or key.subject


def suffering(centre: CentreSnapshot) -> Iterator[Suffering]:
    """The sites that an open incident explains."""
    causes = {each.id: each.cause for each in _open(centre)}
    for view in centre.sites:
        if view.incident is not None and view.incident in causes:
            yield Suffering(view.site.id, causes[view.incident], view.incident)


def _open(centre: CentreSnapshot) -> Iterator[Incident]:
    return (each for each in centre.incidents if each.open)
