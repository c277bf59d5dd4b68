"""How devices are checked: profiles, and the settings that a device may override.

Every setting of a check is optional here: those of a device are merged over those of its profile,
field by field, and both over the defaults of the model.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitord.inventory.fields import (
    Dscp,
    Duration,
    DurationOrOff,
    Ident,
    IpAddress,
    NumberOrOff,
    Ratio,
    RatioOrOff,
    Whole,
    between,
    decimal,
    lasting,
)
from monitord.inventory.schema.entry import Entry
from monitord.model.inventory import Role

Interval = Annotated[Duration, lasting("100ms", "1d")]
Timeout = Annotated[Duration, lasting("10ms", "1m")]
Port = Annotated[Whole, between(1, 65535)]
_LIMIT = lasting("1ms", "1m")


class LimitsEntry(Entry):
    """When a check is degraded, down or up again."""

    down_after: Annotated[Whole, between(1, 1000)] | None = None
    up_after: Annotated[Whole, between(1, 1000)] | None = None
    window: Annotated[Duration, lasting("1s", "1h")] | None = None
    min_lost: Annotated[Whole, between(1, 10_000)] | None = None
    loss: Ratio | None = None
    rtt: Annotated[Duration, lasting("1ms", "1m")] | None = None


class IcmpEntry(Entry):
    """A steady stream of echoes."""

    interval: Interval | None = None
    timeout: Timeout | None = None
    size: Annotated[Whole, between(24, 65_507)] | None = None
    dscp: Dscp | None = None
    ttl: Annotated[Whole, between(1, 255)] | None = None
    source: IpAddress | None = None
    limits: LimitsEntry | None = None


class SnmpEntry(Entry):
    """A poll of the device's agent."""

    modules: Annotated[list[Ident], Field(min_length=1)] | None = None
    interval: Interval | None = None
    timeout: Timeout | None = None
    retries: Annotated[Whole, between(0, 10)] | None = None
    failures: Annotated[Whole, between(1, 100)] | None = None
    port: Port | None = None


class QualityLimitsEntry(Entry):
    """Beyond which a test stream is a bad one; `off` where that is not judged."""

    loss: RatioOrOff = None
    jitter: Annotated[DurationOrOff, _LIMIT] = None
    delay: Annotated[DurationOrOff, _LIMIT] = None
    rtt: Annotated[DurationOrOff, _LIMIT] = None
    mos: Annotated[NumberOrOff, between(1.0, 4.5, decimal)] = None


class RtpEntry(Entry):
    """A test stream to a reflector."""

    mode: Literal["rtp", "stamp", "twamp-light", "echo"] | None = None
    codec: Ident | None = None
    duration: Annotated[Duration, lasting("1s", "10m")] | None = None
    interval: Interval | None = None
    dscp: Dscp | None = None
    port: Port | None = None
    limits: QualityLimitsEntry | None = None
    streams: Annotated[Whole, between(1, 10)] | None = None


class SipEntry(Entry):
    """Whether a device answers SIP."""

    transport: Literal["udp", "tcp", "tls"] | None = None
    port: Port | None = None
    interval: Annotated[Duration, lasting("1s", "1d")] | None = None
    timeout: Timeout | None = None
    failures: Annotated[Whole, between(1, 100)] | None = None
    certificate: Annotated[Duration, lasting("1d", "365d")] | None = None


class H323Entry(Entry):
    """Whether a device takes H.323 calls."""

    port: Port | None = None
    interval: Annotated[Duration, lasting("1s", "1d")] | None = None
    timeout: Timeout | None = None
    failures: Annotated[Whole, between(1, 100)] | None = None


class ChecksEntry(Entry):
    """Probes by name. A probe that is not named here or in the profile is not run."""

    icmp: IcmpEntry | None = None
    snmp: SnmpEntry | None = None
    rtp: RtpEntry | None = None
    sip: SipEntry | None = None
    h323: H323Entry | None = None


class ProfileEntry(Entry):
    """What a kind of device is, and how it is checked."""

    role: Role
    presence: Ident | None = None
    credential: Ident | None = None
    checks: ChecksEntry = ChecksEntry()
