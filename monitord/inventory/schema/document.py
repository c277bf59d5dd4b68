"""The document as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from monitord.inventory.fields import (
    Days,
    DeviceId,
    Duration,
    Ident,
    Number,
    Ratio,
    Text,
    TimeOfDay,
    Timezone,
    Version,
    between,
    decimal,
    lasting,
    problem,
)
from monitord.inventory.schema.checks import ProfileEntry
from monitord.inventory.schema.codecs import CodecEntry
from monitord.inventory.schema.credentials import CredentialEntry
from monitord.inventory.schema.daemon import DaemonEntry
from monitord.inventory.schema.entry import ContactEntry, Entry
from monitord.inventory.schema.maintenance import WindowEntry
from monitord.inventory.schema.sites import SiteEntry
from monitord.model.inventory import Locale


class PartyEntry(Entry):
    """Somebody outside to call."""

    name: Text
    hotline: Text | None = None


class SignatoryEntry(Entry):
    """Who signs reports for one of the parties."""

    name: Text | None = None
    title: Text | None = None
    address: Text | None = None


class OrganizationEntry(Entry):
    """Whose system it is."""

    id: Ident
    name: Text
    timezone: Timezone | None = None
    locale: Locale | None = None
    operator: PartyEntry | None = None
    upstream: PartyEntry | None = None
    test_call: Text | None = None
    signatory: SignatoryEntry | None = None


class LevelEntry(Entry):
    """A level of the administrative tree."""

    id: Ident
    name: Text


class CreditEntry(Entry):
    """What is owed for a circuit that falls below a mark."""

    below: Ratio
    credit: Ratio


class SuspectedEntry(Entry):
    """What a cause that nobody has confirmed counts as, and from when on."""

    counts: Literal["provider", "excluded"] | None = None
    after: Annotated[Duration, lasting("1m", "365d")] | None = None


class SlaEntry(Entry):
    """What a contract promises, and how it counts."""

    availability: Ratio | None = None
    loss: Ratio | None = None
    rtt: Duration | None = None
    jitter: Duration | None = None
    mos: Annotated[Number, between(1.0, 5.0, decimal)] | None = None
    notice: Annotated[Duration, lasting("1m", "365d")] | None = None
    unknown: Literal["excluded", "up"] | None = None
    degraded: Literal["up", "down"] | None = None
    repair_from: Literal["detection", "report"] | None = None
    suspected: SuspectedEntry = SuspectedEntry()
    credits: list[CreditEntry] = Field(default_factory=list)
    contract: Text | None = None


class ProviderEntry(Entry):
    """A telecom company."""

    name: Text
    hotline: Text | None = None
    sla: SlaEntry = SlaEntry()
    contacts: list[ContactEntry] = Field(default_factory=list)
    signatory: SignatoryEntry | None = None


class TeamEntry(Entry):
    """Who is alerted."""

    name: Text
    contacts: list[ContactEntry] = Field(default_factory=list)
    escalate_to: Ident | None = None
    escalate_after: Annotated[Duration, lasting("1m", "1d")] | None = None
    group: Text | None = None

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
    utilities: dict[Ident, PartyEntry] = Field(default_factory=dict)
    maintenance: list[WindowEntry] = Field(default_factory=list)
    sites: Annotated[list[SiteEntry], Field(min_length=1)]
