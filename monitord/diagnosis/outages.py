"""Faults of what answers nothing: sites, shared circuits, providers, the centre. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitord.diagnosis.causes import rule_on
from monitord.diagnosis.facts import evidence
from monitord.diagnosis.places import TERMINALS
from monitord.diagnosis.sight import Root, Sight
from monitord.diagnosis.silences import Quiet, gather
from monitord.diagnosis.weight import OWNERS, Impact
from monitord.diagnosis.wide import Wide, widen
from monitord.model.incidents import Aspect, Cause, Certainty, Fault, FaultKey, Scope
from monitord.model.inventory import Hours
from monitord.model.states import State


def outages(sight: Sight, troubled: Iterable[str]) -> Iterator[Fault]:
    """One fault for each cause of silence by which somebody in service suffers."""
    quiets = gather(sight, (i for i in troubled if sight.silence(i) is not None))
    explained: set[Root] = set()
    for wide in widen(sight, quiets):
        explained.update(quiet.root for quiet in wide.roots)
        yield _of_many(sight, wide)
    for quiet in quiets:
        if quiet.root not in explained:
            yield from _of_one(sight, quiet)


def _of_one(sight: Sight, quiet: Quiet) -> Iterator[Fault]:
    """The fault of one root; none where nobody in service suffers."""
    sites = suffering(sight, quiet.sites, quiet.window)
    if not sites:
        return
    ruling = rule_on(quiet, sight)
    impact = Impact.ASLEEP if _asleep(sight, quiet) else Impact.CANNOT_MEET
    yield Fault(
        key=FaultKey(_scope(sight, quiet), quiet.root.id, Aspect.SILENCE),
        cause=ruling.cause,
        certainty=ruling.certainty,
        owner=OWNERS[ruling.cause],
        severity=impact.value.severity,
        urgency=impact.value.urgency,
        reason=ruling.reason,
        sites=sites,
        covers=frozenset(quiet.sites),
        since=quiet.since,
        decided_at=quiet.decided_at,
        race=quiet.race,
        flapping=quiet.flapping,
        window=quiet.window,
        evidence=evidence(sight.world.facts.get(_place(sight, quiet), ()), quiet.since),
    )


def _of_many(sight: Sight, wide: Wide) -> Fault:
    cause = Cause.PROVIDER if wide.scope is Scope.PROVIDER else Cause.UPSTREAM
    covered = [ident for quiet in wide.roots for ident in quiet.sites]
    impact = Impact.CANNOT_MEET
    return Fault(
        key=FaultKey(wide.scope, wide.subject, Aspect.SILENCE),
        cause=cause,
        certainty=Certainty.SUSPECTED,
        owner=OWNERS[cause],
        severity=impact.value.severity,
        urgency=impact.value.urgency,
        reason=wide.reason,
        sites=suffering(sight, covered, None),
        covers=frozenset(covered),
        since=wide.since,
        decided_at=wide.decided_at,
        race=True,  # a provider's lines are the first to be silent when the centre's own is cut
        flapping=all(quiet.flapping for quiet in wide.roots),
    )


def suffering(sight: Sight, sites: Iterable[str], window: str | None) -> tuple[str, ...]:
    """Those in service, in their order.

    Where no `window` covers the fault, one in a window of its own does not suffer from it.
    """
    covered = sight.world.windows.site
    return tuple(
        ident
        for ident in sites
        if sight.places[ident].in_service and (window is not None or covered(ident) is None)
    )


def _scope(sight: Sight, quiet: Quiet) -> Scope:
    if quiet.root.kind == "circuit":
        return Scope.CIRCUIT
    ties = sight.world.ties
    if quiet.root.id == ties.root and ties.below(quiet.root.id):
        return Scope.CENTRE
    return Scope.SITE


def _place(sight: Sight, quiet: Quiet) -> str:
    """The site where something may have been observed."""
    if quiet.root.kind == "site":
        return quiet.root.id
    return sight.world.inventory.circuits[quiet.root.id].site


def _asleep(sight: Sight, quiet: Quiet) -> bool:
    """Whether one site alone is silent, all of whose rooms are closed by their hours.

    A room that is only used in conferences proves nothing: nobody knows when the next one is.
    """
    if len(quiet.sites) > 1 or quiet.root.kind == "circuit":
        return False
    rooms = [d for d in sight.places[quiet.root.id].site.devices if d.role in TERMINALS]
    return bool(rooms) and all(
        isinstance(room.presence, Hours) and sight.reach(room) is State.OFF for room in rooms
    )
