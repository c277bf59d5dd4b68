"""What is wrong at a site whose line is well: equipment, signalling, quality. Pure.

Nothing of this is looked for at a site that is silent: it cannot be seen there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from monitord.diagnosis.drafts import Symptom, draft
from monitord.diagnosis.facts import holding
from monitord.diagnosis.places import TERMINALS, Place
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.symptoms import (
    PARTS,
    SIGNALLING,
    SIGNALLING_SOON,
    complaints,
    first,
    observed,
    silent,
)
from monitord.diagnosis.weight import OWNERS, Impact
from monitord.diagnosis.windows import of_site
from monitord.model.incidents import Aspect, Cause, Fault, FaultKey, Scope
from monitord.model.inventory import Device
from monitord.model.states import Reason, State


def equipment(at: Place, sight: Sight) -> Iterator[Fault]:
    """A device is silent while the line is well, or a part of it has failed.

    Of several: the codec first, for the others keep nobody from meeting.
    """
    if not at.in_service:
        return
    found = _equipment(at, sight)
    if found is None:
        return
    symptom, impact = found
    cause = _equipment_cause(at, symptom, sight)
    yield draft(
        sight,
        FaultKey(Scope.SITE, at.ident, Aspect.EQUIPMENT),
        place=at.ident,
        symptom=symptom,
        cause=cause,
        owner=OWNERS[cause],
        impact=impact,
        sites=(at.ident,),
        race=at.has_router or at.above is not None,
        window=of_site(at.ident, sight),
    )


def signalling(at: Place, sight: Sight) -> tuple[Symptom, Impact] | None:
    """A codec that cannot call, or does not answer calls.

    What another one at the site can do decides how bad that is.
    """
    rooms = _terminals(at)
    lost = [(room, symptom) for room in rooms if (symptom := _unregistered(room, sight))]
    if lost:
        symptom = min((symptom for _, symptom in lost), key=lambda s: s.since)
        other = any(sight.answering(r) and r not in [room for room, _ in lost] for r in rooms)
        return symptom, Impact.LESS if other else Impact.CANNOT_MEET
    soon = first(chain.from_iterable(complaints(r, SIGNALLING_SOON, sight) for r in rooms))
    return None if soon is None else (soon, Impact.LESS)


def signalling_fault(at: Place, symptom: Symptom, impact: Impact, sight: Sight) -> Fault:
    """The fault of one site that has this to say of its signalling."""
    return draft(
        sight,
        FaultKey(Scope.SITE, at.ident, Aspect.SIGNALLING),
        place=at.ident,
        symptom=symptom,
        cause=Cause.SIGNALLING,
        owner=OWNERS[Cause.SIGNALLING],
        impact=impact,
        sites=(at.ident,),
        window=of_site(at.ident, sight),
    )


def _equipment(at: Place, sight: Sight) -> tuple[Symptom, Impact] | None:
    rooms = _terminals(at)
    dead = [symptom for room in rooms if (symptom := silent(room, sight))]
    if dead and len(dead) == len(rooms):
        return max(dead, key=lambda symptom: symptom.since), Impact.CANNOT_MEET
    if dead:
        return min(dead, key=lambda symptom: symptom.since), Impact.LESS
    devices = [d for d in at.site.devices if d.role != "mcu"]
    others = (silent(d, sight) for d in devices if d.role not in TERMINALS)
    other = first(symptom for symptom in others if symptom is not None)
    if other is not None:
        return _router(other), Impact.LESS
    failed = first(chain.from_iterable(_failed(device, sight) for device in devices))
    return None if failed is None else (failed, Impact.LESS)


def _router(symptom: Symptom) -> Symptom:
    """A router that is silent while the site is not has words of its own."""
    if symptom.device.role != "router":
        return symptom
    return replace(symptom, reason=Reason("equipment.router", symptom.reason.params))


def _failed(device: Device, sight: Sight) -> Iterator[Symptom]:
    yield from complaints(device, PARTS, sight)
    yield from observed(device, "equipment-failed", "equipment.failed", sight)


def _unregistered(room: Device, sight: Sight) -> Symptom | None:
    """Why a device that answers cannot be called; None where it can, or is silent."""
    if not sight.answering(room):
        return None
    return first(complaints(room, SIGNALLING, sight)) or first(
        observed(room, "registration-lost", "snmp.not-registered", sight)
    )


def _equipment_cause(at: Place, symptom: Symptom, sight: Sight) -> Cause:
    """Power, where a UPS says so; nothing is known where the router is not measured."""
    if symptom.reason.code == "equipment.silent":
        if any(holding(sight.world.facts.get(at.ident, ()), "on-battery")):
            return Cause.POWER
        if at.has_router and all(sight.reach(g) is State.UNKNOWN for g in at.gates):
            return Cause.UNDETERMINED
    return Cause.EQUIPMENT


def _terminals(at: Place) -> list[Device]:
    return [device for device in at.site.devices if device.role in TERMINALS]
