"""What a telecom partner is told: its own circuits, their sites by name, and what befell them.

Nothing else of the system, and of people only its own: no contacts, no teams, nobody's comments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from exporters.web import documents
from monitord.model.incidents import (
    MONITORD,
    Acknowledgement,
    Actor,
    Happening,
    Incident,
    IncidentEvent,
    Owner,
    Scope,
)
from monitord.model.inventory import Circuit, Inventory
from monitord.model.maintenance import Window
from monitord.model.snapshot import CentreSnapshot
from monitord.model.states import NO_REASON, Reason

STAFF = "staff"
"""Stands for whoever of the centre did something."""
TOLD = frozenset(
    {
        Happening.OPENED,
        Happening.RESTORED,
        Happening.REOPENED,
        Happening.TICKET,
        Happening.COMMENTED,
        Happening.CLOSED,
    }
)
"""Of a history; comments only where they are the partner's own."""


@dataclass(frozen=True, slots=True)
class Share:
    """A provider's part of an inventory."""

    provider: str
    circuits: frozenset[str]
    sites: frozenset[str]
    """At which they end."""

    @property
    def subjects(self) -> frozenset[str]:
        """Of what the incidents are that may concern it."""
        return self.circuits | self.sites | {self.provider}

    def concerns(self, incident: Incident) -> bool:
        """Whether an incident is of its circuits, as far as anybody knows."""
        key = incident.key
        match key.scope:
            case Scope.PROVIDER:
                return key.subject == self.provider
            case Scope.CIRCUIT:
                return key.subject in self.circuits
            case Scope.SITE if incident.owner is Owner.PROVIDER and key.subject in self.sites:
                named = incident.reason.params.get("circuit")
                return named is None or named in self.circuits
        return False

    def covers(self, window: Window) -> bool:
        """Whether works are on its circuits and nothing else."""
        match window.cover.kind:
            case "provider":
                return window.cover.id == self.provider
            case "circuit":
                return window.cover.id in self.circuits
        return False

    def incident(self, whole: Incident) -> Incident:
        """What it is told of one."""
        sites = tuple(site for site in whole.sites if site in self.sites)
        return replace(
            whole,
            reason=self._reason(whole.reason),
            sites=sites,
            most_sites=len(sites),
            team=None,
            escalations=(),
            evidence=(),
            alerts=(),
            conference_id=None,
            merged_into=None,
            overrun=None,
            closed_by=_nameless(whole.closed_by),
            acknowledged=_unnamed(whole.acknowledged),
        )

    def history(self, events: Iterable[IncidentEvent], own: Iterable[str]) -> list[IncidentEvent]:
        """What it is told of that; `own`: the names of its users."""
        names = frozenset(own)
        return [
            _told(event, names)
            for event in events
            if event.what in TOLD
            and (event.what is not Happening.COMMENTED or event.by.name in names)
        ]

    def window(self, whole: Window) -> Window:
        """What it is told of one."""
        return replace(whole, who="", cancelled_by=STAFF if whole.cancelled_by else None)

    def _reason(self, reason: Reason) -> Reason:
        """Only if it names nothing but what is its own."""
        texts = [param for param in reason.params.values() if isinstance(param, str)]
        return reason if all(text in self.subjects for text in texts) else NO_REASON


def share_of(provider: str, inventory: Inventory) -> Share:
    """What is `provider`'s; nothing when the inventory has it no more."""
    own = [line for line in inventory.circuits.values() if line.provider == provider]
    circuits = frozenset(line.id for line in own)
    return Share(provider, circuits, frozenset(line.site for line in own))


def overview(share: Share, centre: CentreSnapshot) -> dict[str, Any]:
    """The sites of its circuits."""
    organization = centre.inventory.organization
    return {
        "taken_at": documents.instant(centre.taken_at),
        "timezone": organization.timezone,
        "language": organization.locale,
        "organization": {"id": organization.id, "name": organization.name},
        "provider": share.provider,
        "sites": [site(share, centre, ident) for ident in sites(share, centre.inventory)],
    }


def sites(share: Share, inventory: Inventory) -> list[str]:
    """In the order of the inventory."""
    return [ident for ident in inventory.sites if ident in share.sites]


def site(share: Share, centre: CentreSnapshot, ident: str) -> dict[str, Any]:
    """One of them: what it is called, and its circuits of this provider."""
    views = [line for line in centre.circuits if _is_at(line.circuit, share, ident)]
    name = centre.inventory.sites[ident].name
    return {"id": ident, "name": name, "circuits": [documents.circuit(view) for view in views]}


def _is_at(circuit: Circuit, share: Share, site: str) -> bool:
    return circuit.site == site and circuit.id in share.circuits


def _told(event: IncidentEvent, own: frozenset[str]) -> IncidentEvent:
    """Without what is said of others."""
    if event.by.name in own:
        return event
    return replace(event, by=_nameless(event.by) or MONITORD, data={})


def _nameless(actor: Actor | None) -> Actor | None:
    return actor if actor is None or actor == MONITORD else Actor(STAFF, actor.via)


def _unnamed(held: Acknowledgement | None) -> Acknowledgement | None:
    return held and replace(held, by=_nameless(held.by) or MONITORD)
