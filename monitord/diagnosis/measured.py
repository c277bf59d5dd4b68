"""Of which faults the absence means nothing, because what they are about is not measured. Pure.

Off is not measured either: a dead codec whose room has closed is not well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from monitord.diagnosis.mcus import Health, health
from monitord.diagnosis.places import TERMINALS, Place
from monitord.diagnosis.qualities import below_silence
from monitord.diagnosis.registrations import beyond_sight
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.world import World
from monitord.model.incidents import Aspect, FaultKey, Scope
from monitord.model.inventory import Device
from monitord.model.states import State

_UNSEEN = frozenset({State.UNKNOWN, State.OFF})


def unmeasured(
    world: World, keys: Iterable[FaultKey], sight: Sight | None = None
) -> frozenset[FaultKey]:
    """Those of `keys` that may be there or not; what has left the inventory is gone for good."""
    seen = sight or Sight(world)
    return frozenset(key for key in keys if _unseen(key, seen))


def _unseen(key: FaultKey, sight: Sight) -> bool:
    if key.scope is Scope.MONITOR or key.aspect is Aspect.ISOLATION:
        return False
    return sight.world.isolated_since is not None or _BY_SCOPE[key.scope](key, sight)


def _site(key: FaultKey, sight: Sight) -> bool:
    at = sight.places.get(key.subject)
    if at is None:
        return False
    if key.aspect is Aspect.SILENCE:
        # Silent and explained by something else, or not answering as far as anybody knows.
        return sight.silence(at.ident) is not None or not _gates_heard(at, sight)
    return sight.hidden(at.ident) or _BY_ASPECT[key.aspect](at, sight)


def _gates_heard(at: Place, sight: Sight) -> bool:
    """Whether something at the site answers, so that it is known not to be silent."""
    return not at.site.devices or any(sight.answering(device) for device in at.site.devices)


def _equipment_unseen(at: Place, sight: Sight) -> bool:
    """Any of its devices may be the one."""
    return any(sight.reach(device) in _UNSEEN for device in at.site.devices if device.role != "mcu")


def _rooms_unseen(at: Place, sight: Sight) -> bool:
    """A codec has not said whether it is registered, or what it registers with is not seen."""
    if beyond_sight(at.ident, sight):
        return True
    rooms = (device for device in at.site.devices if device.role in TERMINALS)
    return any(_asked_in_vain(room, ("snmp", "sip", "h323"), sight) for room in rooms)


def _quality_unseen(at: Place, sight: Sight) -> bool:
    """Something that measures the line has nothing to say, and not because a room is closed."""
    return below_silence(at.ident, sight) or any(
        _asked_in_vain(device, ("icmp", "rtp"), sight)
        for device in at.site.devices
        if device.role != "mcu" and sight.reach(device) is not State.OFF
    )


def _lines_unseen(at: Place, sight: Sight) -> bool:
    return any(not _line_known(line.id, sight) for line in at.primaries)


_BY_ASPECT: Mapping[Aspect, Callable[[Place, Sight], bool]] = {
    Aspect.EQUIPMENT: _equipment_unseen,
    Aspect.SIGNALLING: _rooms_unseen,
    Aspect.QUALITY: _quality_unseen,
    Aspect.STANDBY: _lines_unseen,
}


def _circuit(key: FaultKey, sight: Sight) -> bool:
    line = sight.world.inventory.circuits.get(key.subject)
    if line is None or line.site not in sight.places:
        return False
    return sight.hidden(line.site) or not _line_known(line.id, sight)


def _line_known(line: str, sight: Sight) -> bool:
    now = sight.world.circuits.get(line)
    return now is not None and now.state in (State.UP, State.DEGRADED, State.DOWN)


def _provider(key: FaultKey, sight: Sight) -> bool:
    """Not while most of its sites are not measured, as after a start."""
    return _mostly_unheard([p for p in sight.places.values() if p.provider == key.subject], sight)


def _centre(key: FaultKey, sight: Sight) -> bool:
    """The centre is not measured, or most of the sites are not."""
    at = sight.places.get(key.subject)
    if at is None:
        return False
    return not _measured(at, sight) or _mostly_unheard(list(sight.places.values()), sight)


def _mostly_unheard(places: Sequence[Place], sight: Sight) -> bool:
    """Whether fewer than half of them are measured; it stops looking once it knows."""
    enough = (len(places) + 1) // 2
    return sum(islice((1 for at in places if _measured(at, sight)), enough)) < enough


def _measured(at: Place, sight: Sight) -> bool:
    """Whether it is known if it answers."""
    return any(sight.reach(gate) is not State.UNKNOWN for gate in at.gates)


def _mcu(key: FaultKey, sight: Sight) -> bool:
    meetings = sight.world.ties.conferences
    group = sight.world.inventory.mcu_groups.get(key.subject)
    mcu = meetings.devices.get(group.primary if group else key.subject)
    if mcu is None:
        return False
    if health(mcu, sight) is Health.UNKNOWN:
        return True
    if key.aspect is Aspect.TROUBLE:
        return _asked_in_vain(mcu, ("snmp", "sip", "h323"), sight)
    return key.aspect is Aspect.BACKUP and _primaries_unseen(mcu, sight)


def _primaries_unseen(mcu: Device, sight: Sight) -> bool:
    """A backup is dead, and it is not known whether what it stands in for is well."""
    if health(mcu, sight) is not Health.DEAD:
        return False
    devices = sight.world.ties.conferences.devices
    groups = sight.world.ties.conferences.groups(mcu.id)
    known = (devices[g.primary] for g in groups if g.primary in devices)
    return any(health(primary, sight) is Health.UNKNOWN for primary in known)


def _asked_in_vain(device: Device, probes: Iterable[str], sight: Sight) -> bool:
    """Whether one of these checks of a device has nothing to say."""
    checks = sight.world.checks.get(device.id, {})
    return any(
        probe in device.checks and (probe not in checks or checks[probe].state in _UNSEEN)
        for probe in probes
    )


_BY_SCOPE: Mapping[Scope, Callable[[FaultKey, Sight], bool]] = {
    Scope.SITE: _site,
    Scope.CIRCUIT: _circuit,
    Scope.PROVIDER: _provider,
    Scope.MCU: _mcu,
    Scope.CENTRE: _centre,
}
