"""Silent sites, gathered under what their silence goes back to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitord.diagnosis.sight import Root, Sight
from monitord.diagnosis.windows import of_circuit, of_site
from monitord.model.incidents import (
    Aspect,
    Cause,
    Certainty,
    Fault,
    FaultKey,
    Owner,
    Scope,
    Severity,
    Urgency,
)
from monitord.model.states import Reason


def silences(sight: Sight, troubled: Iterable[str]) -> Iterator[Fault]:
    """One fault for each root of silence that makes somebody in service suffer."""
    behind: dict[Root, list[str]] = {}
    for ident in troubled:
        if ident in sight.places and sight.silence(ident) is not None:
            behind.setdefault(sight.root(ident), []).append(ident)
    for root, sites in behind.items():
        if root.kind != "returning":
            yield from _fault(sight, root, sites)


def _fault(sight: Sight, root: Root, sites: list[str]) -> Iterator[Fault]:
    found = [sight.silence(ident) for ident in ([root.id] if root.kind == "site" else sites)]
    silent = min((s for s in found if s is not None), key=lambda s: s.since)
    suffering = tuple(
        sorted(
            (ident for ident in sites if sight.places[ident].in_service),
            key=lambda ident: (ident != root.id, ident),
        )
    )
    if not suffering:
        return
    scope = Scope.SITE if root.kind == "site" else Scope.CIRCUIT
    yield Fault(
        key=FaultKey(scope, root.id, Aspect.SILENCE),
        cause=Cause.CIRCUIT,
        certainty=Certainty.SUSPECTED,
        owner=Owner.PROVIDER,
        severity=Severity.CRITICAL,
        urgency=Urgency.PAGE,
        reason=Reason("circuit.silent"),
        sites=suffering,
        covers=frozenset(sites),
        since=silent.since,
        decided_at=silent.decided_at,
        race=scope is Scope.SITE and sight.places[root.id].above is not None,
        flapping=silent.flapping,
        window=(of_site if root.kind == "site" else of_circuit)(root.id, sight),
    )
