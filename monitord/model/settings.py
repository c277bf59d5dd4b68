"""Settings as the inventory gives them: of the daemon, and of each kind of check.

Units are base units: seconds, ratios from 0 to 1. Defaults are here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from monitord.model.codecs import Codec
from monitord.model.doors import Tls, User
from monitord.model.quality import Mode
from monitord.model.secrets import Secret


@dataclass(frozen=True, slots=True)
class IncidentRules:
    """When faults become incidents, and when they are one. Seconds, ratios."""

    hold: float = 1.5
    """How long a site's own fault waits for one above it to show."""
    correlate: float = 60.0
    """How far apart a fault and a wider one may begin, and still be one incident."""
    settle: float = 30.0
    """How long something must be well until its incident closes."""
    return_within: float = 300.0
    """The same fault again so soon after is the same incident."""
    recovery: float = 6.0
    """How long after its uplink came back a silent site still counts as unreachable."""
    provider_circuits: int = 3
    provider_share: float = 0.2
    provider_within: float = 60.0
    """So many circuits, this share of a provider's, within so many seconds: the provider's."""
    upstream_share: float = 0.8
    """This share of all sites silent at once: the centre's own uplink."""


@dataclass(frozen=True, slots=True)
class Notify:
    """A receiver of messages, where there is no Alertmanager."""

    id: str
    url: Secret
    """As the library apprise takes it; it holds passwords."""
    teams: tuple[str, ...] = ()
    """Only incidents of these; empty: all."""
    urgencies: tuple[str, ...] = ("page", "morning")
    plain: bool = False
    """Without diacritics and at most 160 characters: SMS."""
    language: Literal["vi", "en"] | None = None
    """None: the organization's."""
    group: float = 10.0
    """Seconds for which messages are gathered into one."""
    repeat: float = 4 * 3600.0
    """Seconds until what still lasts and nobody acknowledged is told again."""
    resolved: bool = True
    """Whether the end is told too."""


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
    socket: str | None = "var/monitord.sock"
    """The Unix socket over which commands that change something come; None: none."""
    tls: Tls | None = None
    """What HTTP is encrypted with; None: it is not."""
    users: Mapping[str, User] = field(default_factory=dict)
    """By name: who may come in over HTTP; none: everybody may read, nobody change anything."""
    insecure_listen: bool = False
    """Listen beyond this machine although there is no TLS, or there are no users."""
    alertmanagers: tuple[str, ...] = ()
    """Base URLs of all replicas."""
    alert_ends: float = 3600.0
    """Seconds after which an alert that is not sent again ends by itself."""
    notify: tuple[Notify, ...] = ()
    """Who is told without Alertmanager."""
    notified: str = "var/notified.json"
    """The file in which it is kept what they were told, so that a restart tells nothing twice."""
    dashboard_url: str | None = None
    """Where a site is shown; `{site}` stands for its id."""
    runbook_url: str | None = None
    """Where the runbooks are; `{cause}` and `{language}` stand for theirs."""
    incidents: IncidentRules = IncidentRules()
    reports: str | None = "var/reports"
    """The folder in which the reports of each month are kept; None: none are made by itself."""


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
