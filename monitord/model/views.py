"""One check as it is now: immutable, replaced whenever anything of it changes.

Totals only grow while the daemon runs; what is recent goes stale. Instants are Unix seconds where
they become metrics, aware UTC datetimes where people read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from monitord.model.modules import IdentityField
from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from monitord.model.readings import Reading
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.snmp import Outcome
from monitord.model.states import Reason, State


@dataclass(frozen=True, slots=True)
class EchoTotals:
    """What a stream of echoes did since the daemon started. Only grows."""

    sent: int = 0
    received: int = 0
    lost: int = 0
    """Includes those refused by an ICMP error."""
    unmeasured: int = 0
    refused: int = 0
    late: int = 0
    duplicates: int = 0
    rtt_sum: float = 0.0
    rtt_count: int = 0
    rtt_buckets: tuple[int, ...] = ()
    """Counts per bucket of `messages.RTT_BOUNDS`, not cumulative; empty before the first."""


@dataclass(frozen=True, slots=True)
class EchoRecent:
    """What the last summary saw; goes stale two intervals (at least two summaries) after it."""

    measured_at: float
    """Unix seconds of the last echo whose fate is known."""
    good_until: float
    """Unix seconds after which these are no longer exposed."""
    loss: float | None
    """Ratio lost / (lost + received) in the health window; None when neither."""
    rtt_min: float | None
    rtt_mean: float | None
    rtt_max: float | None
    rtt_variation: float | None
    """Mean of |RTT - previous RTT|, seconds. Not RFC 3550 jitter, and never called so."""


@dataclass(frozen=True, slots=True)
class PollTotals:
    """What the polls of an agent did since the daemon started. Only grows."""

    polls: int = 0
    failed: int = 0
    """Polls that read nothing; those that the monitor itself could not send are not among them."""
    unmeasured: int = 0
    reboots: int = 0
    """Restarts of the agent that were seen; a wrap of sysUpTime is none."""


@dataclass(frozen=True, slots=True)
class PollRecent:
    """What the last answer said; goes stale two intervals after it."""

    measured_at: float
    """Unix seconds."""
    good_until: float
    """Unix seconds after which the readings are no longer exposed."""
    duration: float
    """Seconds that the poll took."""
    readings: Sequence[Reading]
    failures: Mapping[str, Outcome]
    """By object: what was not read, and why."""
    wrong: int
    """Objects whose value was not of the type or form that its module says."""


@dataclass(frozen=True, slots=True)
class PacketTotals:
    """The packets of one direction of all streams since the daemon started. Only grows."""

    sent: int = 0
    lost: int = 0
    duplicates: int = 0
    reordered: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class StreamTotals:
    """What the test streams to a device did since the daemon started. Only grows."""

    streams: int = 0
    failed: int = 0
    """Streams without any reply of use; those that the monitor could not send are not here."""
    unmeasured: int = 0
    packets: Mapping[Direction, PacketTotals] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StreamRecent:
    """What the last stream brought; goes stale two intervals after it."""

    measured_at: float
    """Unix seconds."""
    good_until: float
    result: StreamResult


@dataclass(frozen=True, slots=True)
class SignalTotals:
    """What the questions to a device did since the daemon started. Only grows."""

    asked: int = 0
    failed: int = 0
    """Without a good answer; those that the monitor could not send are not here."""
    unmeasured: int = 0


@dataclass(frozen=True, slots=True)
class SignalRecent:
    """The last answer; goes stale two intervals after it."""

    measured_at: float
    """Unix seconds."""
    good_until: float
    answer: SignalAnswer


@dataclass(frozen=True, slots=True)
class CheckView:
    """One check as it is now, whatever its probe."""

    id: str
    site: str
    device: str
    """The device's own id, without the site."""
    probe: str
    interval: float
    state: State
    reason: Reason
    flapping: bool
    since: datetime
    decided_at: datetime
    last_measured: float | None
    """Unix seconds of the last fate known; None before the first."""


@dataclass(frozen=True, slots=True)
class EchoView(CheckView):
    """A check of the probe `icmp`."""

    totals: EchoTotals
    recent: EchoRecent | None


@dataclass(frozen=True, slots=True)
class PollView(CheckView):
    """A check of the probe `snmp`."""

    totals: PollTotals = PollTotals()
    outcome: Outcome | None = None
    """Of the last poll; None before the first."""
    recent: PollRecent | None = None
    identity: Mapping[IdentityField, str] = field(default_factory=dict)
    """As last read; it does not go stale."""
    aliases: Mapping[str, str] = field(default_factory=dict)
    """ifAlias by interface, as last read."""


@dataclass(frozen=True, slots=True)
class StreamView(CheckView):
    """A check of the probe `rtp`."""

    mode: Mode
    codec: str
    totals: StreamTotals = StreamTotals()
    outcome: StreamOutcome | None = None
    """Of the last stream; None before the first."""
    recent: StreamRecent | None = None
    """The last stream that was measured."""


@dataclass(frozen=True, slots=True)
class SignalView(CheckView):
    """A check of the probe `sip` or `h323`."""

    totals: SignalTotals = SignalTotals()
    outcome: SignalOutcome | None = None
    """Of the last question; None before the first."""
    recent: SignalRecent | None = None
    """The last question that was measured, whatever the answer."""


AnyView: TypeAlias = EchoView | PollView | StreamView | SignalView
