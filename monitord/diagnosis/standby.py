"""Circuits of sites that answer: who runs on the backup, and which backup would not help. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitord.diagnosis.drafts import Symptom, draft
from monitord.diagnosis.lines import dead, standing_in
from monitord.diagnosis.places import Place
from monitord.diagnosis.sight import Sight
from monitord.diagnosis.weight import OWNERS, Impact
from monitord.diagnosis.windows import of_circuit
from monitord.model.facts import CircuitNow
from monitord.model.incidents import Aspect, Cause, Certainty, Fault, FaultKey, Scope
from monitord.model.inventory import Circuit
from monitord.model.states import Param, Reason


def standby(at: Place, sight: Sight) -> Iterator[Fault]:
    """What the circuits of a site that answers have to tell; one fault at most for each."""
    if not at.in_service:
        return
    down = [(line, now) for line in at.primaries if (now := dead(line, sight))]
    backup = standing_in(at, sight)
    if backup is not None:
        yield _on_backup(at, backup, down, sight)
    else:
        for line, now in down:
            yield _circuit(at, line, now, Aspect.SILENCE, "circuit.interface-down", sight)
    for line in at.backups:
        broken = dead(line, sight)
        if broken is not None and len(down) < len(at.primaries):
            yield _circuit(at, line, broken, Aspect.BACKUP, "circuit.backup-down", sight)


def _on_backup(
    at: Place, backup: str, down: list[tuple[Circuit, CircuitNow]], sight: Sight
) -> Fault:
    since = max(now.since for _, now in down) if down else _in_use_since(at, backup, sight)
    params: dict[str, Param] = {"circuit": backup}
    primary = down[0][0] if down else at.primaries[0] if at.primaries else None
    window = None if primary is None else of_circuit(primary.id, sight)
    return _fault(
        sight, FaultKey(Scope.SITE, at.ident, Aspect.STANDBY), at, since,
        Reason("circuit.backup", params), window,
    )  # fmt: skip


def _circuit(
    at: Place, line: Circuit, now: CircuitNow, aspect: Aspect, code: str, sight: Sight
) -> Fault:
    params: dict[str, Param] = {"circuit": line.id, "interface": line.interface or ""}
    key = FaultKey(Scope.CIRCUIT, line.id, aspect)
    return _fault(sight, key, at, now.since, Reason(code, params), of_circuit(line.id, sight))


def _fault(
    sight: Sight, key: FaultKey, at: Place, since: datetime, reason: Reason, window: str | None
) -> Fault:
    """All of these are seen by the router's interface, so there is no doubt."""
    symptom = Symptom(
        device=at.gates[0],
        since=since,
        decided_at=since,
        flapping=False,
        certainty=Certainty.CONFIRMED,
        reason=reason,
    )
    return draft(
        sight,
        key,
        place=at.ident,
        symptom=symptom,
        cause=Cause.CIRCUIT,
        owner=OWNERS[Cause.CIRCUIT],
        impact=Impact.LESS,
        sites=(at.ident,),
        window=window,
        reason=reason,
    )


def _in_use_since(at: Place, backup: str, sight: Sight) -> datetime:
    return next(
        fact.observed_at
        for fact in sight.world.facts.get(at.ident, ())
        if fact.kind == "backup-in-use" and fact.params["circuit"] == backup
    )
