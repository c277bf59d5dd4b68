"""Settings as the inventory gives them: of the daemon, and of each kind of check.

Units are base units: seconds, ratios from 0 to 1. Defaults are here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class DaemonSettings:
    """How the daemon itself runs. Each is also a flag and an environment variable."""

    listen: str = "127.0.0.1:9779"
    database: str = "sqlite:///var/monitord.db"
    witnesses: tuple[str, ...] = ()
    """Addresses near the monitor; while they answer, silence of the sites is real."""
    resolve_every: float = 300.0
    """Seconds between two resolutions of a host name."""
    summary_every: float = 5.0
    """Seconds between two summaries of a check."""
    snmp_modules: str | None = None
    """A folder of module files of one's own; one that has a shipped module's name replaces it."""
    snmp_traps: str | None = "127.0.0.1:1162"
    """Where traps and informs are received; None: nowhere."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a check is degraded, down or up again (see `monitord.health`)."""

    down_after: int = 5
    """Echoes lost in a row."""
    up_after: int = 2
    """Echoes answered in a row."""
    window: float = 120.0
    """Seconds over which loss and RTT are judged."""
    min_lost: int = 3
    loss: float = 0.10
    """Degraded above this ratio of echoes lost in the window."""
    rtt: float = 0.4
    """Degraded above this mean RTT in the window, seconds."""


@dataclass(frozen=True, slots=True)
class IcmpCheck:
    """A steady stream of echoes."""

    interval: float = 1.0
    timeout: float = 0.8
    size: int = 56
    """Payload bytes, at least 24: monitord's cookie travels in it."""
    dscp: int = 0
    ttl: int = 64
    source: str | None = None
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class SnmpCheck:
    """A poll of the device's agent: which modules, how often, how patiently."""

    modules: tuple[str, ...]
    interval: float = 60.0
    """Seconds between two polls."""
    timeout: float = 2.0
    """Seconds for each try of each request."""
    retries: int = 1
    port: int = 161
    failures: int = 2
    """Polls failed in a row before the check is degraded."""


@dataclass(frozen=True, slots=True)
class RtpCheck:
    """A test stream to a reflector (run by a later version)."""

    mode: Literal["rtp", "stamp", "twamp-light", "echo"] = "rtp"
    codec: str = "g711"
    duration: float = 10.0
    interval: float = 300.0
    dscp: int | None = None
    port: int | None = None


CheckSettings: TypeAlias = IcmpCheck | SnmpCheck | RtpCheck
