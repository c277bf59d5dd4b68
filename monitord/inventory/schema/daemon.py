"""How the daemon runs, whom it tells, and when it calls something an incident."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from monitord.inventory.fields import (
    Address,
    Database,
    Duration,
    Ident,
    Listen,
    ListenOrOff,
    Ports,
    Rate,
    Ratio,
    Text,
    Whole,
    YesNo,
    between,
    lasting,
    problem,
)
from monitord.inventory.schema.credentials import SecretReference
from monitord.inventory.schema.entry import Entry
from monitord.inventory.units import format_rate, format_ratio
from monitord.inventory.urls import DashboardUrl, RunbookUrl, SocketOrOff, Url
from monitord.model.doors import Role
from monitord.model.inventory import Locale


class IncidentsEntry(Entry):
    """When faults become incidents, and when they are one."""

    hold: Annotated[Duration, lasting("0s", "30s")] | None = None
    correlate: Annotated[Duration, lasting("0s", "1h")] | None = None
    settle: Annotated[Duration, lasting("1s", "1h")] | None = None
    return_within: Annotated[Duration, lasting("0s", "1d")] | None = None
    recovery: Annotated[Duration, lasting("0s", "5m")] | None = None
    provider_circuits: Annotated[Whole, between(2, 10_000)] | None = None
    provider_share: Annotated[Ratio, between(0.01, 1.0, format_ratio)] | None = None
    provider_within: Annotated[Duration, lasting("1s", "1h")] | None = None
    upstream_share: Annotated[Ratio, between(0.1, 1.0, format_ratio)] | None = None


class NotifyEntry(Entry):
    """A receiver of messages."""

    url: SecretReference
    teams: list[Ident] = Field(default_factory=list)
    urgencies: Annotated[list[Literal["page", "morning"]], Field(min_length=1)] | None = None
    plain: YesNo | None = None
    language: Locale | None = None
    group: Annotated[Duration, lasting("0s", "10m")] | None = None
    repeat: Annotated[Duration, lasting("1m", "7d")] | None = None
    resolved: YesNo | None = None


class TlsEntry(Entry):
    """What HTTP is encrypted with."""

    certificate: Text
    key: Text


class UserEntry(Entry):
    """Somebody who may come in over HTTP."""

    role: Role
    provider: Ident | None = None
    password: SecretReference | None = None
    token: SecretReference | None = None

    @model_validator(mode="after")
    def has_a_way_in(self) -> UserEntry:
        """Refuse one who can never come in, and a role that has too much or too little."""
        if self.password is None and self.token is None:
            raise problem("user-without-secret")
        if self.role == "partner" and self.provider is None:
            raise problem("partner-without-provider")
        if self.role != "partner" and self.provider is not None:
            raise problem("provider-without-partner", field="provider", role=self.role)
        return self


class DaemonEntry(Entry):
    """How the daemon runs."""

    listen: Listen | None = None
    database: Database | None = None
    witnesses: list[Address] | None = None
    resolve_every: Annotated[Duration, lasting("1s", "1d")] | None = None
    summary_every: Annotated[Duration, lasting("100ms", "1h")] | None = None
    snmp_modules: Text | None = None
    snmp_traps: ListenOrOff | None = None
    rtp_share: Annotated[Ratio, between(0.0001, 1.0, format_ratio)] | None = None
    rtp_total: Annotated[Rate, between(10_000, 10**12, format_rate)] | None = None
    rtp_ports: Ports | None = None
    socket: SocketOrOff | None = None
    tls: TlsEntry | None = None
    users: dict[Ident, UserEntry] = Field(default_factory=dict)
    insecure_listen: YesNo | None = None
    alertmanagers: list[Url] | None = None
    alert_ends: Annotated[Duration, lasting("3m", "1d")] | None = None
    notify: dict[Ident, NotifyEntry] = Field(default_factory=dict)
    notified: Text | None = None
    dashboard_url: DashboardUrl | None = None
    runbook_url: RunbookUrl | None = None
    incidents: IncidentsEntry = IncidentsEntry()
    reports: SocketOrOff | None = None
