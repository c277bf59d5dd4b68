"""Which circuits carry the traffic of their sites, as far as a snapshot says it.

That a site runs on its backup is the centre's judgement: the reason of a site that is up, the
incident of one that is not well otherwise. What that leaves open is told only where nothing else
can be: a line whose interface is down carries nothing; nor does a backup whose interface is known,
at a site that is up and does not run on it; and what is left of a site's lines carries if it is a
primary one, alone, that answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from monitord.model.incidents import Aspect
from monitord.model.snapshot import CentreSnapshot, CircuitView, SiteView
from monitord.model.states import Reason, State

ON_BACKUP = "circuit.backup"
"""The reason that names the backup circuit over which a site runs."""
INTERFACE_DOWN = "snmp.interface-down"
_ANSWERING = frozenset({State.UP, State.DEGRADED})


@dataclass(frozen=True, slots=True)
class Carrying:
    """A circuit of which it is known whether the traffic of its site goes over it."""

    circuit: str
    in_use: bool


def carrying(centre: CentreSnapshot) -> Iterator[Carrying]:
    """Every circuit of which that is known."""
    lines: dict[str, list[CircuitView]] = defaultdict(list)
    for view in centre.circuits:
        lines[view.circuit.site].append(view)
    told = _told(centre)
    for site in centre.sites:
        ident = site.site.id
        if ident in lines:
            backup = _named(site.reason) or _seen(told.get(ident), site, lines[ident])
            used = _idle_but_one(site, lines[ident]) if backup is None else {}
            for line in lines[ident]:
                own = line.circuit.id
                in_use = used.get(own) if backup is None else own == backup
                if in_use is not None:
                    yield Carrying(own, in_use)


def _told(centre: CentreSnapshot) -> dict[str, str]:
    """By site: the backup on which it runs, by an incident that lasts."""
    return {
        each.key.subject: circuit
        for each in centre.incidents
        if each.open and each.restored_at is None and each.key.aspect is Aspect.STANDBY
        if (circuit := _named(each.reason)) is not None
    }


def _named(reason: Reason) -> str | None:
    return str(reason.params["circuit"]) if reason.code == ON_BACKUP else None


def _seen(backup: str | None, site: SiteView, lines: Sequence[CircuitView]) -> str | None:
    """What an incident says, while it can be seen: it outlasts that something is measured."""
    up = (line.circuit.id == backup and line.state is State.UP for line in lines)
    return backup if site.state in _ANSWERING or any(up) else None


def _idle_but_one(site: SiteView, lines: Sequence[CircuitView]) -> Mapping[str, bool]:
    """The lines of a site of which nobody says that it runs on its backup, as far as known."""
    known = {line.circuit.id: False for line in lines if _idle(line, site)}
    left = [line for line in lines if line.circuit.id not in known]
    if len(left) == 1 and left[0].circuit.role == "primary" and left[0].state in _ANSWERING:
        known[left[0].circuit.id] = True
    return known


def _idle(line: CircuitView, site: SiteView) -> bool:
    if line.circuit.role == "backup" and line.state is State.UP:
        return site.state is State.UP
    return line.state is State.DOWN and line.reason.code == INTERFACE_DOWN
