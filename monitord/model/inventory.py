"""What is watched: the inventory after loading, flat, resolved and immutable.

Units are base units: seconds, bit/s, ratios from 0 to 1. Ids of devices and circuits are fully
qualified (`ttdl/mcu-1`); a circuit's id is the provider's code and unique on its own.
`None` means "not given"; where the schema has a default, the default is already here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Literal, TypeAlias

from monitord.model.maintenance import Window
from monitord.model.secrets import Secret
from monitord.model.settings import CheckSettings, DaemonSettings

Role: TypeAlias = Literal["endpoint", "pc", "mcu", "router", "reflector", "ups", "external"]
Service: TypeAlias = Literal["live", "planned", "trial", "temporary"]
Locale: TypeAlias = Literal["vi", "en"]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody outside to call."""

    name: str
    hotline: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for one of the parties."""

    name: str | None = None
    title: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Organization:
    """Whose system it is; `timezone` is an IANA name and rules hours and calendar months."""

    id: str
    name: str
    timezone: str = "Asia/Ho_Chi_Minh"
    locale: Locale = "vi"
    operator: Party | None = None
    """Who runs the system and the MCUs (đơn vị vận hành)."""
    upstream: Party | None = None
    """Who answers for the centre's own uplink and interconnections."""
    test_call: str | None = None
    """The number for a test call (kết nối thử)."""
    signatory: Signatory | None = None
    """Who signs reports for it, as Bên A."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the administrative tree, outermost first in `Inventory.levels`."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Credit:
    """What is owed for a circuit whose availability of a month is below a mark."""

    below: float
    """Ratio."""
    credit: float
    """Ratio of the month's fee; of several tiers that apply the largest is owed."""


@dataclass(frozen=True, slots=True)
class Sla:
    """What a provider's contract promises, and how it counts. Defaults where it does not say."""

    availability: float | None = None
    loss: float | None = None
    rtt: float | None = None
    jitter: float | None = None
    mos: float | None = None
    """The least that is good enough, on the codec's scale."""
    notice: float | None = None
    """Seconds before its start at which maintenance must be announced, to be agreed."""
    unknown: Literal["excluded", "up"] = "excluded"
    """Time that was not measured: left out, or taken to have been good."""
    degraded: Literal["up", "down"] = "up"
    """Time in which it answered badly: available, or not."""
    repair_from: Literal["detection", "report"] = "detection"
    """What starts the repair clock: the outage was decided, or `reported_at`."""
    suspected: Literal["provider", "excluded"] = "provider"
    """What a cause that nobody has confirmed counts as when a month is closed with it."""
    suspected_after: float = 5 * 86400.0
    """Seconds after the end of a month from which it may be closed so."""
    credits: tuple[Credit, ...] = ()
    contract: str | None = None
    """The number of the contract, as printed."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to call. Never in metrics or logs."""

    name: str
    phone: str | None = None
    zalo: str | None = None
    email: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """A telecom company that rents out circuits."""

    id: str
    name: str
    hotline: str | None
    sla: Sla
    contacts: tuple[Contact, ...] = ()
    signatory: Signatory | None = None
    """Who signs reports for it, as Bên B."""


@dataclass(frozen=True, slots=True)
class SnmpCredential:
    """How to speak SNMP to a device. `community` for versions 1 and 2c, the rest for 3."""

    version: Literal["1", "2c", "3"]
    community: Secret | None = None
    user: str | None = None
    auth: tuple[str, Secret] | None = None
    """Algorithm (`sha256`) and key."""
    priv: tuple[str, Secret] | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """What a device wants to see before it answers."""

    id: str
    snmp: SnmpCredential | None = None
    rtp: Secret | None = None
    """The key of test streams (RFC 8762, 4.4)."""


@dataclass(frozen=True, slots=True)
class Team:
    """Who is alerted; `escalate_to` names another team."""

    id: str
    name: str
    contacts: tuple[Contact, ...]
    escalate_to: str | None
    escalate_after: float | None
    group: str | None = None
    """The name of its chat group (nhóm Zalo), to which site staff write."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a device is expected to answer, in the organization's timezone.

    `days` are ISO weekdays (1 = Monday). `end` <= `start` means past midnight.
    """

    id: str
    days: frozenset[int]
    start: time
    end: time


Presence: TypeAlias = Literal["always", "conference"] | Hours
"""When silence is a fault: always, only in a conference window, or inside these hours."""


@dataclass(frozen=True, slots=True)
class Device:
    """Something with an address at a site. `id` is `site/device`."""

    id: str
    site: str
    name: str | None
    role: Role
    profile: str
    address: str
    """An IPv4 or IPv6 address, or a host name that is resolved in the background."""
    presence: Presence
    credential: str | None
    dial: str | None
    """What to dial to reach it: an E.164 alias, a URI or an IP."""
    cascade_to: str | None
    """For an MCU: the MCU above it."""
    checks: Mapping[str, CheckSettings]
    """By probe name: `icmp`, `snmp`, `rtp`, `sip`, `h323`."""


@dataclass(frozen=True, slots=True)
class Circuit:
    """A rented line of a site."""

    id: str
    site: str
    provider: str
    role: Literal["primary", "backup"]
    medium: str | None
    bandwidth: int | None
    """bit/s."""
    device: str | None
    """The qualified id of the device behind which the line ends."""
    interface: str | None
    from_: date | None = None
    until: date | None = None
    merged_into: str | None = None

    def active(self, day: date) -> bool:
        """Whether the line is in use on `day`."""
        return in_force(self, day)


@dataclass(frozen=True, slots=True)
class Uplink:
    """What a site hangs on: another site or a circuit."""

    kind: Literal["site", "circuit"]
    id: str


@dataclass(frozen=True, slots=True)
class Site:
    """A point of the video-conference system (điểm cầu)."""

    id: str
    name: str
    level: str
    parent: str | None
    path: str
    """Ids from the root down, `/ttdl/h-nhu-thanh`."""
    uplink: Uplink | None
    """None only for a root that hangs on nothing known."""
    mcu: str | None
    """The MCU or MCU group that its meetings run on, inherited from above."""
    team: str | None
    service: Service
    contacts: tuple[Contact, ...]
    circuits: tuple[Circuit, ...]
    devices: tuple[Device, ...]
    address: str | None = None
    """The postal address, for the site card."""
    utility: str | None = None
    """Whose electricity it has, inherited from above."""
    hours: Hours | None = None
    """When it is to serve, inherited from above; None: always. Only the ledger heeds it."""
    from_: date | None = None
    until: date | None = None
    merged_into: str | None = None

    def active(self, day: date) -> bool:
        """Whether the site exists on `day`; only then it is probed and counted."""
        return in_force(self, day)


def in_force(what: Site | Circuit, day: date) -> bool:
    """Whether `day` lies in [from, until], both included; an open end has no bound."""
    return (what.from_ is None or what.from_ <= day) and (what.until is None or day <= what.until)


@dataclass(frozen=True, slots=True)
class McuGroup:
    """MCUs that stand in for each other."""

    id: str
    members: tuple[str, ...]
    primary: str
    operator: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """What a kind of device is; its settings are already merged into each `Device`."""

    id: str
    role: Role


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything that is watched, in the order of the file."""

    revision: str
    """The first 16 hex digits of the SHA-256 of the file."""
    organization: Organization
    levels: tuple[Level, ...]
    daemon: DaemonSettings
    providers: Mapping[str, Provider]
    credentials: Mapping[str, Credential]
    teams: Mapping[str, Team]
    hours: Mapping[str, Hours]
    profiles: Mapping[str, Profile]
    mcu_groups: Mapping[str, McuGroup]
    sites: Mapping[str, Site]
    devices: Mapping[str, Device]
    circuits: Mapping[str, Circuit]
    utilities: Mapping[str, Party] = field(default_factory=dict)
    """Electricity companies, by id."""
    maintenance: tuple[Window, ...] = ()
    """Windows of the file."""
