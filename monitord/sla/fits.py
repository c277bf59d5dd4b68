"""How well an incident fits a subject that something was wrong with: the tables of ranks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from monitord.model.incidents import Aspect, Incident, Scope, Severity
from monitord.model.ledger import Subject
from monitord.model.states import State


class Place(NamedTuple):
    """Where a subject belonged at the time."""

    site: str
    provider: str | None = None
    """Of a circuit."""
    primary: bool = False
    """A circuit's role."""
    groups: tuple[str, ...] = ()
    """Of an MCU: those that it is a member of."""


_DEAD_ROUTER = "equipment.router"
_WHOLE: Mapping[Scope, int] = {Scope.CIRCUIT: 11, Scope.PROVIDER: 12, Scope.SITE: 13}
"""What reaches a site from elsewhere, by its scope."""
CENTRE = 20
_OWN_ASPECTS: Mapping[Aspect, int] = {Aspect.EQUIPMENT: 21, Aspect.SIGNALLING: 22}
_MCU = 23


def fit(
    incident: Incident, subject: Subject, place: Place, state: State, *, affects: bool
) -> int | None:
    """The rank of an incident for a subject in `state`, 0 the best; None: it explains nothing.

    `affects`: the incident is known to have affected the subject's site at the time; only then
    what is about something else is considered.
    """
    key = incident.key
    if key.scope is Scope.MONITOR or key.aspect is Aspect.ISOLATION:
        return None
    if key.aspect is Aspect.QUALITY:
        fits = state is State.DEGRADED and (affects or key.subject == place.site)
        return int(affects) if fits and subject.kind != "mcu" else None
    match subject.kind:
        case "circuit":
            return _circuit(incident, subject, place, state, affects=affects)
        case "site":
            return _site(incident, subject, state, affects=affects)
        case "mcu":
            return _mcu(incident, subject, place, affects=affects)


def _circuit(
    incident: Incident, subject: Subject, place: Place, state: State, *, affects: bool
) -> int | None:
    key = incident.key
    if key.scope is Scope.CIRCUIT and key.subject == subject.id:
        return 2
    if key.scope is Scope.SITE and key.subject == place.site:
        return _of_its_site(incident, place, state)
    if key.scope is Scope.CENTRE and (affects or key.subject == place.site):
        return CENTRE
    if not affects:
        return None
    if key.scope is Scope.PROVIDER:
        return 4 if key.subject == place.provider else None
    return _WHOLE.get(key.scope) if state is State.UNREACHABLE and _silence(incident) else None


def _of_its_site(incident: Incident, place: Place, state: State) -> int | None:
    """What an incident of its site says of a circuit."""
    match incident.key.aspect:
        case Aspect.STANDBY:
            return 3 if place.primary and state is State.DOWN else None
        case Aspect.SILENCE:
            return 5
        case Aspect.EQUIPMENT:
            return 6 if incident.reason.code == _DEAD_ROUTER else None
        case _:
            return None


def _site(incident: Incident, subject: Subject, state: State, *, affects: bool) -> int | None:
    key = incident.key
    if state is not State.DEGRADED and incident.severity is not Severity.CRITICAL:
        return None
    if key.scope is Scope.SITE and key.subject == subject.id:
        return 2 if key.aspect is Aspect.SILENCE else _OWN_ASPECTS.get(key.aspect)
    if key.scope is Scope.CENTRE and (affects or key.subject == subject.id):
        return CENTRE
    if not affects:
        return None
    if key.scope is Scope.MCU:
        return _MCU
    return _WHOLE.get(key.scope) if _silence(incident) else None


def _mcu(incident: Incident, subject: Subject, place: Place, *, affects: bool) -> int | None:
    key = incident.key
    if key.scope is Scope.MCU:
        if key.subject == subject.id:
            return 2
        return 3 if key.subject in place.groups else None
    if not _silence(incident):
        return None
    if key.scope is Scope.SITE and key.subject == place.site:
        return 4
    if key.scope is Scope.CENTRE and (affects or key.subject == place.site):
        return CENTRE
    return _WHOLE.get(key.scope) if affects else None


def _silence(incident: Incident) -> bool:
    return incident.key.aspect is Aspect.SILENCE
