"""Faults of MCUs and of groups of them that stand in for each other. Pure.

An MCU behind a silent site is explained by that; of one that is not measured nothing is concluded.

| primary | backup | fault |
|---|---|---|
| dead | answers | *standby*: they can meet, on another number, which has to be told |
| dead | dead, or not known | *silence*: nobody can meet on it |
| well | dead | *backup*: nobody notices, until the primary dies too |
| complains | | *trouble* |
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from enum import Enum
from itertools import chain

from monitord.diagnosis.drafts import Symptom, draft
from monitord.diagnosis.outages import suffering
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.symptoms import MCU, SIGNALLING, complaints, first, observed, silent
from monitord.diagnosis.weight import Impact, owner_of_mcu
from monitord.diagnosis.windows import of_mcu
from monitord.model.incidents import Aspect, Cause, Fault, FaultKey, Scope
from monitord.model.inventory import Device, McuGroup
from monitord.model.states import Reason

_OUT_OF_SERVICE = frozenset({"mcu.failed", "snmp.mcu-status"})


class Health(Enum):
    """How an MCU is, as far as meetings go."""

    WELL = "well"
    DEAD = "dead"
    UNKNOWN = "unknown"
    """Not measured, or behind something silent."""


def health(mcu: Device, sight: Sight) -> Health:
    """Whether it answers."""
    if sight.answering(mcu):
        return Health.WELL
    if silent(mcu, sight) is None or sight.hidden(mcu.site):
        return Health.UNKNOWN
    return Health.DEAD


def mcu_faults(sight: Sight, sites: Iterable[str], covered: Collection[str]) -> Iterator[Fault]:
    """All faults of the MCUs at these sites. `covered`: sites that are silent anyway."""
    meetings = sight.world.ties.conferences
    devices = [device for ident in sites for device in meetings.at.get(ident, ())]
    groups = {g.id: g for device in devices for g in meetings.groups(device.id)}
    led: set[str] = set()
    for group in groups.values():
        for fault in _of_group(group, sight, covered):
            led.add(group.primary)
            yield fault
    for device in devices:
        yield from _of_device(device, sight, covered, led)


def _of_group(group: McuGroup, sight: Sight, covered: Collection[str]) -> Iterator[Fault]:
    """What follows where the primary is dead."""
    meetings = sight.world.ties.conferences
    primary = meetings.devices.get(group.primary)
    if primary is None or health(primary, sight) is not Health.DEAD:
        return
    backups = meetings.backups(group)
    usable = next((backup for backup in backups if _usable(backup, sight)), None)
    symptom = _silence(primary, sight)
    if usable is not None:
        key, impact = FaultKey(Scope.MCU, group.id, Aspect.STANDBY), Impact.ANOTHER_WAY
        reason = _dial_instead(primary, usable)
        symptom = _beside(symptom, [usable], sight)
    else:
        key, impact = FaultKey(Scope.MCU, group.id, Aspect.SILENCE), Impact.CANNOT_MEET
        dead = all(health(backup, sight) is Health.DEAD for backup in backups)
        code = "mcu.all-silent" if dead and backups else "mcu.silent"
        reason = Reason(code, {"mcu": primary.id})
    subjects = (group.id, primary.id)
    yield from _fault(sight, key, primary, symptom, impact, subjects, covered, reason)


def _of_device(
    device: Device, sight: Sight, covered: Collection[str], led: Collection[str]
) -> Iterator[Fault]:
    """What is wrong with one MCU that no group's fault tells. `led`: primaries of those."""
    meetings = sight.world.ties.conferences
    groups = meetings.groups(device.id)
    subjects = (device.id, *(group.id for group in groups))
    match health(device, sight):
        case Health.DEAD if not groups:
            key = FaultKey(Scope.MCU, device.id, Aspect.SILENCE)
            reason = Reason("mcu.silent", {"mcu": device.id})
            symptom = _silence(device, sight)
            yield from _fault(
                sight, key, device, symptom, Impact.CANNOT_MEET, subjects, covered, reason
            )
        case Health.DEAD if device.id not in led and _stands_in_for_nobody(groups, sight):
            key = FaultKey(Scope.MCU, device.id, Aspect.BACKUP)
            reason = Reason("mcu.backup-silent", {"backup": device.id})
            devices = meetings.devices
            primaries = [devices[g.primary] for g in groups if g.primary in devices]
            symptom = _beside(_silence(device, sight), primaries, sight)
            yield from _fault(sight, key, device, symptom, Impact.LESS, subjects, covered, reason)
        case Health.WELL:
            yield from _trouble(device, sight, subjects, covered)


def _stands_in_for_nobody(groups: list[McuGroup], sight: Sight) -> bool:
    """Whether a primary that it would stand in for is well, and none is dead: that tells all."""
    devices = sight.world.ties.conferences.devices
    states = [health(devices[g.primary], sight) for g in groups if g.primary in devices]
    return Health.WELL in states and Health.DEAD not in states


def _trouble(
    device: Device, sight: Sight, subjects: tuple[str, ...], covered: Collection[str]
) -> Iterator[Fault]:
    """It answers and complains, or takes no calls; not where an MCU above it is dead."""
    meetings = sight.world.ties.conferences
    above = (meetings.devices[a] for a in meetings.above(device) if a in meetings.devices)
    if any(health(mcu, sight) is Health.DEAD for mcu in above):
        return
    symptom = _refuses(device, sight) or first(
        chain(complaints(device, MCU, sight), observed(device, "mcu-failed", "mcu.failed", sight))
    )
    if symptom is not None:
        key = FaultKey(Scope.MCU, device.id, Aspect.TROUBLE)
        leads = any(g.primary == device.id for g in meetings.groups(device.id))
        leads = leads or not meetings.groups(device.id)
        impact = _impact(device, symptom, sight) if leads else Impact.LESS
        yield from _fault(sight, key, device, symptom, impact, subjects, covered, symptom.named)


def _impact(device: Device, symptom: Symptom, sight: Sight) -> Impact:
    """An MCU that takes no calls is as good as dead; one that fails may be so soon."""
    if symptom.reason.code in SIGNALLING:
        meetings = sight.world.ties.conferences
        others = chain.from_iterable(meetings.backups(g) for g in meetings.groups(device.id))
        usable = any(_usable(other, sight) for other in others)
        return Impact.ANOTHER_WAY if usable else Impact.CANNOT_MEET
    return Impact.ANOTHER_WAY if symptom.reason.code in _OUT_OF_SERVICE else Impact.LESS


def _fault(
    sight: Sight,
    key: FaultKey,
    device: Device,
    symptom: Symptom,
    impact: Impact,
    subjects: tuple[str, ...],
    covered: Collection[str],
    reason: Reason,
) -> Iterator[Fault]:
    window = of_mcu(subjects, device.site, sight)
    sites = _sites(sight, device, subjects, covered, window)
    if not sites:
        return
    named = next((s for s in subjects if s in sight.world.inventory.mcu_groups), device.id)
    yield draft(
        sight,
        key,
        place=device.site,
        symptom=symptom,
        cause=Cause.MCU,
        owner=owner_of_mcu(sight.world.inventory, named),
        impact=impact,
        sites=sites,
        race=key.aspect is not Aspect.TROUBLE,
        window=window,
        reason=reason,
    )


def _sites(
    sight: Sight,
    device: Device,
    subjects: tuple[str, ...],
    covered: Collection[str],
    window: str | None,
) -> tuple[str, ...]:
    """Whose meetings run on it, its own site first; that one, where nobody's do."""
    meetings = sight.world.ties.conferences
    found = [i for i in meetings.suffering(subjects) if i not in covered]
    found.sort(key=lambda ident: ident != device.site)
    return suffering(sight, found, window) or suffering(sight, (device.site,), window)


def _silence(device: Device, sight: Sight) -> Symptom:
    symptom = silent(device, sight)
    if symptom is None:
        raise ValueError(f"{device.id} is not silent")
    return symptom


def _usable(device: Device, sight: Sight) -> bool:
    """Whether people can be sent there."""
    return health(device, sight) is Health.WELL and _refuses(device, sight) is None


def _beside(symptom: Symptom, others: Iterable[Device], sight: Sight) -> Symptom:
    """What is dead while these answer: it was decided when the last of all that was.

    Where all of a group come back, one is later by a moment, and that is not to be told.
    """
    checks = [sight.world.checks.get(d.id, {}).get("icmp") for d in others if sight.answering(d)]
    decided = [check.decided_at for check in checks if check is not None]
    return replace(symptom, decided_at=max([symptom.decided_at, *decided]))


def _refuses(device: Device, sight: Sight) -> Symptom | None:
    """What says that it takes no calls."""
    return first(complaints(device, SIGNALLING, sight))


def _dial_instead(primary: Device, backup: Device) -> Reason:
    """The words that tell people what to dial."""
    params = {"mcu": primary.id, "backup": backup.id}
    if backup.dial is None:
        return Reason("mcu.on-backup-undialled", {**params})
    return Reason("mcu.on-backup", {**params, "dial": backup.dial})
