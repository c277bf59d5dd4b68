"""The document as a whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from monitord.inventory.fields import (
    Address,
    Database,
    Days,
    DeviceId,
    Duration,
    Ident,
    Listen,
    ListenOrOff,
    Ports,
    Rate,
    Ratio,
    Text,
    TimeOfDay,
    Timezone,
    Version,
    between,
    lasting,
    problem,
)
from monitord.inventory.schema.checks import ProfileEntry
from monitord.inventory.schema.codecs import CodecEntry
from monitord.inventory.schema.credentials import CredentialEntry
from monitord.inventory.schema.entry import ContactEntry, Entry
from monitord.inventory.schema.sites import SiteEntry
from monitord.inventory.units import format_rate, format_ratio
from monitord.model.inventory import Locale


class OrganizationEntry(Entry):
    """Whose system it is."""

    id: Ident
    name: Text
    timezone: Timezone | None = None
    locale: Locale | None = None


class LevelEntry(Entry):
    """A level of the administrative tree."""

    id: Ident
    name: Text


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


class SlaEntry(Entry):
    """What a contract promises."""

    availability: Ratio | None = None
    loss: Ratio | None = None
    rtt: Duration | None = None
    jitter: Duration | None = None


class ProviderEntry(Entry):
    """A telecom company."""

    name: Text
    hotline: Text | None = None
    sla: SlaEntry = SlaEntry()
    contacts: list[ContactEntry] = Field(default_factory=list)


class TeamEntry(Entry):
    """Who is alerted."""

    name: Text
    contacts: list[ContactEntry] = Field(default_factory=list)
    escalate_to: Ident | None = None
    escalate_after: Annotated[Duration, lasting("1m", "1d")] | None = None

    @model_validator(mode="after")
    def escalates_wholly(self) -> TeamEntry:
        """Refuse `escalate_to` without `escalate_after` and the other way round."""
        if (self.escalate_to is None) != (self.escalate_after is None):
            raise problem("escalation-half")
        return self


class HoursEntry(Entry):
    """When devices are expected to answer."""

    days: Days
    from_: TimeOfDay = Field(alias="from")
    to: TimeOfDay


class McuGroupEntry(Entry):
    """MCUs that stand in for each other."""

    members: Annotated[list[DeviceId], Field(min_length=1)]
    primary: DeviceId
    operator: Text | None = None


class Document(Entry):
    """An inventory file."""

    version: Version
    organization: OrganizationEntry
    levels: Annotated[list[LevelEntry], Field(min_length=1)]
    daemon: DaemonEntry = DaemonEntry()
    providers: dict[Ident, ProviderEntry] = Field(default_factory=dict)
    credentials: dict[Ident, CredentialEntry] = Field(default_factory=dict)
    teams: dict[Ident, TeamEntry] = Field(default_factory=dict)
    hours: dict[Ident, HoursEntry] = Field(default_factory=dict)
    codecs: dict[Ident, CodecEntry] = Field(default_factory=dict)
    profiles: dict[Ident, ProfileEntry] = Field(default_factory=dict)
    mcu_groups: dict[Ident, McuGroupEntry] = Field(default_factory=dict)
    sites: Annotated[list[SiteEntry], Field(min_length=1)]
