"""Settings as the inventory gives them: of the daemon, and of each kind of check.

Units are base units: seconds, ratios from 0 to 1. Defaults are here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from monitord.model.codecs import Codec
from monitord.model.quality import Mode


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
    rtp_share: float = 0.02
    """Of each circuit's bandwidth: what the test streams below it may take at any moment."""
    rtp_total: int = 10_000_000
    """bit/s that all test streams together may take at any moment."""
    rtp_ports: tuple[int, int] = (50_000, 50_999)
    """The first and the last UDP port from which test streams are sent."""


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
class QualityLimits:
    """Beyond which a stream is a bad one. None: not judged.

    The defaults are those in use for interactive video; no regulation is behind them.
    """

    loss: float | None = 0.01
    """Ratio lost, in either direction, or of the round trip where that is all that is known."""
    jitter: float | None = 0.03
    """Mean RFC 3550 jitter, seconds."""
    delay: float | None = 0.15
    """Mean one-way delay, seconds; judged where clocks allow to measure it."""
    rtt: float | None = 0.3
    """Mean round-trip time, seconds."""
    mos: float | None = None
    """Degraded below it, on the codec's own scale."""


@dataclass(frozen=True, slots=True)
class RtpCheck:
    """A test stream to a reflector."""

    codec: Codec
    mode: Mode = Mode.RTP
    duration: float = 10.0
    """Seconds of one stream."""
    interval: float = 300.0
    """Seconds from the start of one stream to that of the next."""
    dscp: int | None = None
    """None: EF (46) for audio, AF41 (34) for video."""
    port: int = 862
    limits: QualityLimits = QualityLimits()
    streams: int = 2
    """Streams in a row that must agree before the check changes its state; the second follows
    the first as soon as the circuits have room."""


SipTransport: TypeAlias = Literal["udp", "tcp", "tls"]


@dataclass(frozen=True, slots=True)
class SipCheck:
    """An OPTIONS request (RFC 3261, 11)."""

    transport: SipTransport = "udp"
    port: int | None = None
    """None: 5060, or 5061 over TLS."""
    interval: float = 60.0
    timeout: float = 4.0
    failures: int = 2
    """Questions unanswered in a row before the check is degraded."""
    certificate: float = 14 * 86400.0
    """Over TLS: degraded when the certificate ends within so many seconds."""


@dataclass(frozen=True, slots=True)
class H323Check:
    """A TCP connection to the call-signalling port (ITU-T H.225.0)."""

    port: int = 1720
    interval: float = 60.0
    timeout: float = 3.0
    failures: int = 2


CheckSettings: TypeAlias = IcmpCheck | SnmpCheck | RtpCheck | SipCheck | H323Check
