"""Sites that cannot be called, and the MCU on which they all should be registered. Pure.

An MCU that is dead or in trouble explains those whose meetings run on it; so does the silence that
hides it. Where it seems well, and
as many of its sites as would make a provider's fault lost their registration as close together, it
is what they register with. `TOGETHER` of them suffice: they are asked a minute apart, and with a
larger share half a province would be told of one by one before it is clear.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from monitord.diagnosis.drafts import Symptom, draft
from monitord.diagnosis.outages import suffering
from monitord.diagnosis.rooms import signalling, signalling_fault
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.weight import OWNERS, Impact
from monitord.diagnosis.windows import of_mcu
from monitord.model.incidents import Aspect, Cause, Fault, FaultKey, Scope
from monitord.model.states import Reason

TOGETHER = 0.05
"""Of the sites on an MCU."""
_Lost = Mapping[str, tuple[Symptom, Impact]]


def registrations(
    sight: Sight, sites: Iterable[str], mcus: Collection[Fault]
) -> tuple[list[Fault], list[Fault]]:
    """Faults of signalling, and the `mcus` with the sites that they explain."""
    lost = {
        ident: found
        for ident in sites
        if sight.places[ident].in_service
        and not beyond_sight(ident, sight)
        and (found := signalling(sight.places[ident], sight)) is not None
    }
    explained = [_explaining(fault, lost, sight) for fault in mcus]
    left = {i: found for i, found in lost.items() if not any(i in f.covers for f in explained)}
    wide = _wide(left, sight)
    covered = {ident for fault in wide for ident in fault.covers}
    single = [
        signalling_fault(sight.places[ident], *found, sight)
        for ident, found in left.items()
        if ident not in covered
    ]
    return [*wide, *single], explained


def beyond_sight(ident: str, sight: Sight) -> bool:
    """Whether what a site registers with is behind something silent."""
    mcu = sight.world.ties.conferences.leading(sight.places[ident].site.mcu)
    return mcu is not None and sight.hidden(mcu.site)


def _explaining(fault: Fault, lost: _Lost, sight: Sight) -> Fault:
    """A fault of what sites register with covers those that complain of nothing else."""
    if fault.key.aspect is Aspect.BACKUP or not lost:
        return fault
    subjects = _subjects(fault, sight)
    covers = [i for i in lost if sight.places[i].site.mcu in subjects]
    return replace(fault, covers=fault.covers.union(covers)) if covers else fault


def _subjects(fault: Fault, sight: Sight) -> set[str]:
    """The MCU, and the groups that it leads."""
    meetings = sight.world.ties.conferences
    subject = fault.key.subject
    led = {group.id for group in meetings.groups(subject) if group.primary == subject}
    return {subject} | led


def _wide(lost: _Lost, sight: Sight) -> list[Fault]:
    """One fault for each MCU whose sites have lost their registration together."""
    by_mcu: dict[str, list[str]] = {}
    for ident, (symptom, _) in lost.items():
        mcu = sight.places[ident].site.mcu
        if mcu is not None and symptom.reason.code == "snmp.not-registered":
            by_mcu.setdefault(mcu, []).append(ident)
    return [
        fault for mcu, members in by_mcu.items() for fault in _together(mcu, members, lost, sight)
    ]


def _together(mcu: str, members: list[str], lost: _Lost, sight: Sight) -> list[Fault]:
    rules, meetings = sight.world.rules, sight.world.ties.conferences
    members = sorted(members, key=lambda ident: (lost[ident][0].since, ident))
    served = [ident for ident in meetings.served(mcu) if sight.places[ident].in_service]
    span = timedelta(seconds=rules.provider_within)
    newest = lost[members[-1]][0].since
    close = [ident for ident in members if newest - lost[ident][0].since <= span]
    if len(close) < rules.provider_circuits or len(close) < TOGETHER * len(served):
        return []
    group = sight.world.inventory.mcu_groups.get(mcu)
    host = (group.primary if group else mcu).split("/")[0]
    window = of_mcu((mcu,), host, sight)
    return [
        draft(
            sight,
            FaultKey(Scope.MCU, mcu, Aspect.TROUBLE),
            place=host,
            symptom=lost[close[0]][0],
            cause=Cause.SIGNALLING,
            owner=OWNERS[Cause.SIGNALLING],
            impact=Impact.CANNOT_MEET,
            sites=suffering(sight, members, window),
            covers=members,
            window=window,
            reason=Reason("mcu.unregistered", {"mcu": mcu, "sites": len(members)}),
        )
    ]
