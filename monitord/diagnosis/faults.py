"""Which faults there are now, and what each explains: one cause, all that suffers from it. Pure.

In this order, for what is found first hides what comes after it: isolation of the monitor; silence
with the causes above it; MCUs; then, at sites that answer, equipment, signalling, quality and the
circuits that stand in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitord.diagnosis.mcus import mcu_faults
from monitord.diagnosis.outages import outages
from monitord.diagnosis.qualities import qualities
from monitord.diagnosis.registrations import registrations
from monitord.diagnosis.rooms import equipment
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.standby import standby
from monitord.diagnosis.weight import OWNERS, Impact
from monitord.diagnosis.world import World
from monitord.model.incidents import Aspect, Cause, Certainty, Fault, FaultKey, Scope
from monitord.model.states import Reason


def find_faults(
    world: World, troubled: Iterable[str], sight: Sight | None = None
) -> dict[FaultKey, Fault]:
    """All faults of this moment; `troubled`: the sites that are not plainly well."""
    seen = sight or Sight(world)
    if world.isolated_since is not None:
        return {fault.key: fault for fault in _isolation(seen)}
    known = sorted(ident for ident in troubled if ident in seen.places)
    found = {fault.key: fault for fault in outages(seen, known)}
    covered = {ident for fault in found.values() for ident in fault.covers}
    within = [ident for ident in known if not seen.hidden(ident)]
    if within:
        for fault in _within(seen, within, covered):
            if fault.key not in found and not _told_already(fault, found, seen):
                found[fault.key] = fault
    return found


def _within(sight: Sight, sites: list[str], covered: set[str]) -> Iterator[Fault]:
    """What is wrong at sites where more can be seen than silence."""
    mcus = list(mcu_faults(sight, sites, covered))
    lost, mcus = registrations(sight, sites, mcus)
    yield from mcus
    yield from lost
    hidden = covered.union(*(fault.covers for fault in (*mcus, *lost)))
    for ident in sites:
        for fault in equipment(sight.places[ident], sight):
            hidden.add(ident)
            yield fault
        yield from standby(sight.places[ident], sight)
    yield from qualities(sight, sites, hidden)


def _told_already(fault: Fault, found: dict[FaultKey, Fault], sight: Sight) -> bool:
    """A site on its backup, because of a circuit whose death is told for those who hang on it."""
    if fault.key.aspect is not Aspect.STANDBY or fault.key.scope is not Scope.SITE:
        return False
    lines = sight.places[fault.key.subject].primaries
    return any(FaultKey(Scope.CIRCUIT, line.id, Aspect.SILENCE) in found for line in lines)


def _isolation(sight: Sight) -> Iterator[Fault]:
    """The monitor itself is cut off: nothing is known of any site, and that is all to be told."""
    world, root = sight.world, sight.world.ties.root
    serving = [ident for ident, at in sight.places.items() if at.in_service]
    if root is None or world.isolated_since is None or not serving:
        return
    yield Fault(
        key=FaultKey(Scope.CENTRE, root, Aspect.ISOLATION),
        cause=Cause.UPSTREAM,
        certainty=Certainty.CONFIRMED,
        owner=OWNERS[Cause.UPSTREAM],
        severity=Impact.CANNOT_MEET.value.severity,
        urgency=Impact.CANNOT_MEET.value.urgency,
        reason=Reason("isolated"),
        sites=(root,) if root in serving else (serving[0],),
        covers=frozenset(sight.places),
        since=world.isolated_since,
        decided_at=world.isolated_since,
        window=world.windows.site(root),
    )
