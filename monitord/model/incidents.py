"""Incidents: one cause, the sites that suffer from it, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitord.model.facts import Fact
from monitord.model.states import Param, Reason


class Cause(StrEnum):
    """What broke. The value is the label in metrics, alerts, the API and the database."""

    CIRCUIT = "circuit"
    POWER = "power"
    EQUIPMENT = "equipment"
    PROVIDER = "provider"
    """Many circuits of one provider at once."""
    SIGNALLING = "signalling"
    QUALITY = "quality"
    MCU = "mcu"
    UPSTREAM = "upstream"
    """The centre's own uplink."""
    MONITOR = "monitor"
    """monitord itself."""
    UNDETERMINED = "undetermined"


class Owner(StrEnum):
    """Who answers for a cause."""

    PROVIDER = "provider"
    SITE = "site"
    CENTRE = "centre"
    OPERATOR = "operator"
    UTILITY = "utility"
    UPSTREAM = "upstream"
    FORCE_MAJEURE = "force_majeure"
    UNDETERMINED = "undetermined"


class Certainty(StrEnum):
    """Whether a cause is concluded from silence, or a trap, an observation or a person says so."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


class Severity(StrEnum):
    """Critical: somebody cannot meet. Warning: they still can."""

    CRITICAL = "critical"
    WARNING = "warning"


class Urgency(StrEnum):
    """Wake somebody now, or let it wait for the morning."""

    PAGE = "page"
    MORNING = "morning"


class Scope(StrEnum):
    """What kind of thing a fault is one of."""

    SITE = "site"
    CIRCUIT = "circuit"
    PROVIDER = "provider"
    MCU = "mcu"
    CENTRE = "centre"
    MONITOR = "monitor"


class Aspect(StrEnum):
    """What is wrong with it; a thing can have several faults, one of each aspect."""

    SILENCE = "silence"
    """It answers nothing: circuit, power, or undetermined."""
    EQUIPMENT = "equipment"
    """The line is well and a device that meetings need is silent, or says that it has failed."""
    SIGNALLING = "signalling"
    QUALITY = "quality"
    STANDBY = "standby"
    """It runs on what stands in: a backup circuit, a backup MCU."""
    BACKUP = "backup"
    """What would stand in is dead, while the primary is fine."""
    TROUBLE = "trouble"
    """It answers and complains: an MCU that is degraded."""
    ISOLATION = "isolation"
    """All targets and all witnesses are silent."""
    STORE = "store"
    """The database does not take what is to be kept."""


@dataclass(frozen=True, slots=True, order=True)
class FaultKey:
    """What is wrong with what.

    `subject`: the id of a site, circuit, provider, MCU (`site/device`) or MCU group; of the root
    site for the centre; of a part of monitord for the monitor.
    """

    scope: Scope
    subject: str
    aspect: Aspect

    def __str__(self) -> str:
        return f"{self.scope}:{self.subject}:{self.aspect}"


ALERT_NAMES: Mapping[tuple[Scope, Aspect], str] = {
    (Scope.SITE, Aspect.SILENCE): "SiteDown",
    (Scope.SITE, Aspect.EQUIPMENT): "SiteEquipmentDown",
    (Scope.SITE, Aspect.SIGNALLING): "SiteNotRegistered",
    (Scope.SITE, Aspect.QUALITY): "SitePoorQuality",
    (Scope.SITE, Aspect.STANDBY): "SiteOnBackupCircuit",
    (Scope.CIRCUIT, Aspect.SILENCE): "CircuitDown",
    (Scope.CIRCUIT, Aspect.BACKUP): "BackupCircuitDown",
    (Scope.PROVIDER, Aspect.SILENCE): "ProviderOutage",
    (Scope.MCU, Aspect.SILENCE): "McuDown",
    (Scope.MCU, Aspect.STANDBY): "McuOnBackup",
    (Scope.MCU, Aspect.BACKUP): "BackupMcuDown",
    (Scope.MCU, Aspect.TROUBLE): "McuDegraded",
    (Scope.CENTRE, Aspect.SILENCE): "UpstreamDown",
    (Scope.CENTRE, Aspect.ISOLATION): "MonitorIsolated",
    (Scope.MONITOR, Aspect.STORE): "MonitorNotRecording",
}
"""All the faults that there are, and what their alerts are called: few names, that never change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What the facts say now: one cause and all that it explains. Judged anew at each change."""

    key: FaultKey
    cause: Cause
    certainty: Certainty
    owner: Owner
    severity: Severity
    urgency: Urgency
    reason: Reason
    sites: tuple[str, ...]
    """Sites in service that suffer from it, its own site first."""
    covers: frozenset[str] = frozenset()
    """Sites that are silent by it: what is wrong with themselves cannot be seen, and what was
    found shortly before was this."""
    since: datetime
    """When it began: the first lost echo of what is its root."""
    decided_at: datetime
    """When the last of the transitions that make it was decided, on the poller's clock."""
    race: bool = False
    """Something above may yet prove to be the cause: to be held for a moment before it is told."""
    flapping: bool = False
    window: str | None = None
    """The maintenance window in force that covers it: no incident is opened."""
    evidence: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: the Unix socket's peer, the holder of a token, or monitord itself."""

    name: str
    via: str
    """`socket`, `token` or `monitord`."""


MONITORD = Actor("monitord", "monitord")


@dataclass(frozen=True, slots=True)
class AlertSet:
    """Labels under which an incident alerts, or has alerted."""

    labels: Mapping[str, str]
    starts_at: datetime
    ended_at: datetime | None = None
    silent: bool = False
    """It ended because a wider incident took it over: nobody is to be told "resolved"."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """Nobody acknowledged in time, and another team was told."""

    team: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Somebody takes care. The incident is silent until it closes, or `until`."""

    by: Actor
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One cause from its beginning to its end. Open while `closed_at` is None."""

    id: str
    """For people to say over the telephone: `261122-K7QF`."""
    key: FaultKey
    cause: Cause
    certainty: Certainty
    owner: Owner
    severity: Severity
    urgency: Urgency
    reason: Reason
    team: str | None
    sites: tuple[str, ...]
    """Those that suffer now, its own first; once it is over, those at the end."""
    most_sites: int
    """The largest number of them so far."""
    since: datetime
    decided_at: datetime
    opened_at: datetime
    restored_at: datetime | None = None
    """When it was measured well again; None while it is not."""
    closed_at: datetime | None = None
    closed_by: Actor | None = None
    merged_into: str | None = None
    """The wider incident that turned out to be the cause."""
    corrected: bool = False
    """A person has set cause or owner: the rules change neither any more."""
    acknowledged: Acknowledgement | None = None
    unattended_since: datetime | None = None
    """Since when it is critical and nobody takes care: escalation counts from here. None: it is
    not, or somebody does."""
    escalations: tuple[Escalation, ...] = ()
    provider_ticket: str | None = None
    reported_at: datetime | None = None
    accepted_at: datetime | None = None
    conference_id: str | None = None
    window: str | None = None
    """The maintenance window in which it is, though it began before: nothing more is told of it
    until its end, or that of the window."""
    overrun: str | None = None
    """The maintenance window at whose end it was still there."""
    flapping: bool = False
    reopened: int = 0
    """How often it came back within the same incident."""
    evidence: tuple[Fact, ...] = ()
    alerts: tuple[AlertSet, ...] = ()

    @property
    def open(self) -> bool:
        """Whether it is not over."""
        return self.closed_at is None


class Happening(StrEnum):
    """What can happen to an incident."""

    OPENED = "opened"
    IMPACT = "impact"
    """Other sites than before suffer."""
    CAUSE = "cause"
    """Cause, certainty, owner, severity or urgency changed by the rules."""
    EVIDENCE = "evidence"
    RESTORED = "restored"
    REOPENED = "reopened"
    OVERRUN = "overrun"
    ESCALATED = "escalated"
    ACKNOWLEDGED = "acknowledged"
    UNACKNOWLEDGED = "unacknowledged"
    """The acknowledgement has run out."""
    COMMENTED = "commented"
    CORRECTED = "corrected"
    TICKET = "ticket"
    MERGED = "merged"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """One line of an incident's history.

    `data`: what changed, with the old value beside the new (`cause`, `cause_before`), counts, the
    text of a comment (`note`).
    """

    incident: str
    at: datetime
    what: Happening
    by: Actor
    data: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """An incident as it has become, and how that came about; to be kept in one transaction."""

    incident: Incident
    events: tuple[IncidentEvent, ...]
