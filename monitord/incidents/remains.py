"""What is left of a wide outage when it is too little to be found as one. Pure.

A provider's outage ends circuit by circuit. Below its thresholds no wide cause is found any more;
what is not back yet would open by the dozen, although nothing new has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from monitord.incidents import life
from monitord.incidents.follow import impact
from monitord.model.incidents import (
    Aspect,
    Fault,
    FaultKey,
    Incident,
    IncidentChange,
    Scope,
)
from monitord.model.settings import IncidentRules

_WIDE = frozenset({Scope.PROVIDER, Scope.CENTRE})
_SINGLE = frozenset({Scope.SITE, Scope.CIRCUIT})


def wide(key: FaultKey) -> bool:
    """Whether it is above several roots of silence."""
    return key.scope in _WIDE and key.aspect is Aspect.SILENCE


def remains(
    incident: Incident,
    faults: Iterable[Fault],
    place: Callable[[FaultKey], str | None],
    rules: IncidentRules,
) -> list[Fault]:
    """Those of `faults` that are the rest of a wide outage."""
    earliest = incident.since - timedelta(seconds=rules.correlate)
    sites = frozenset(incident.sites)
    return [
        fault
        for fault in faults
        if fault.key.scope in _SINGLE
        and fault.key.aspect is Aspect.SILENCE
        and fault.window is None
        and place(fault.key) in sites
        and earliest <= fault.since <= (incident.restored_at or fault.since)
    ]


def shrunk(incident: Incident, left: Collection[Fault], now: datetime) -> IncidentChange | None:
    """The outage goes on where it is not over yet; None: there is nothing new about that."""
    suffering = {site for fault in left for site in fault.sites}
    after = replace(incident, sites=tuple(site for site in incident.sites if site in suffering))
    if incident.restored_at is not None:
        return life.returned(after, now)
    return IncidentChange(after, tuple(impact(incident, after, now))) if after != incident else None
