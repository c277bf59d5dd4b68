"""What exporters, the API and the CLI read: immutable pictures of poller and centre.

A view is replaced, never changed, so a snapshot is a handful of references and free to take.
Instants are Unix seconds where they become metrics, aware UTC datetimes where people read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from monitord.model.inventory import Circuit, Inventory, Site
from monitord.model.modules import IdentityField
from monitord.model.quality import Direction, Mode, StreamOutcome, StreamResult
from monitord.model.readings import Reading
from monitord.model.signalling import SignalAnswer, SignalOutcome
from monitord.model.snmp import Outcome
from monitord.model.states import CANNOT_MEET, Param, Reason, State


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


@dataclass(frozen=True, slots=True)
class StreamLoad:
    """How the streams share the lines."""

    waiting: int = 0
    """Streams whose turn has come and that wait for room."""
    rate: float = 0.0
    """bit/s of the streams that run."""


@dataclass(frozen=True, slots=True)
class PollerSnapshot:
    """Every check, and how the poller itself does."""

    taken_at: float
    inventory_revision: str
    isolated: bool
    checks: Sequence[AnyView]
    in_flight: Mapping[str, int]
    """By probe: echoes, requests or questions whose fate is not yet known, and streams."""
    overruns: Mapping[str, int]
    """By probe: turns left out: over an interval late, or while the last poll was still running."""
    sent: Mapping[str, int]
    """By probe, since the start: echoes, requests of polls that have ended, packets of streams,
    questions."""
    socket_drops: Mapping[str, int]
    """By family (`ipv4`, `ipv6`): datagrams that the kernel dropped for want of buffer."""
    unresolved_names: int
    outcomes: Mapping[Outcome, int]
    """Polls since the start, by outcome."""
    strays: Mapping[str, int]
    """By kind: SNMP datagrams that answered nothing (see `SnmpEngine.strays`)."""
    stream_outcomes: Mapping[StreamOutcome, int]
    """Streams since the start, by outcome."""
    stream_strays: Mapping[str, int]
    """By kind: see `StreamEngine.strays`."""
    stream_load: StreamLoad

    @property
    def echoes(self) -> list[EchoView]:
        """The checks of the probe `icmp`."""
        return [view for view in self.checks if isinstance(view, EchoView)]

    @property
    def polls(self) -> list[PollView]:
        """The checks of the probe `snmp`."""
        return [view for view in self.checks if isinstance(view, PollView)]

    @property
    def streams(self) -> list[StreamView]:
        """The checks of the probe `rtp`."""
        return [view for view in self.checks if isinstance(view, StreamView)]

    @property
    def signals(self) -> list[SignalView]:
        """The checks of the probes `sip` and `h323`."""
        return [view for view in self.checks if isinstance(view, SignalView)]


@dataclass(frozen=True, slots=True)
class Fact:
    """An observation as it is kept for people to read."""

    check: str
    kind: str
    params: Mapping[str, Param]
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site as the centre judges it."""

    site: Site
    state: State
    reason: Reason
    since: datetime
    facts: Sequence[Fact] = ()
    """The latest observations, newest first."""


@dataclass(frozen=True, slots=True)
class CircuitView:
    """One circuit as the centre judges it, with the time it has spent in each state."""

    circuit: Circuit
    state: State
    reason: Reason
    since: datetime
    booked: Mapping[State, float]
    """Seconds in each state since the daemon started, up to `entered`."""
    entered: float
    """When it was decided that it is in `state`, seconds of CLOCK_MONOTONIC."""

    def seconds(self, ticks: float) -> dict[State, float]:
        """Seconds in each state up to `ticks`, CLOCK_MONOTONIC. Their sum only grows."""
        here = self.booked.get(self.state, 0.0) + ticks - self.entered
        return {**self.booked, self.state: here}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first number that the centre wants, over the sites in service (`service: live`)."""

    total: int
    states: Mapping[State, int]

    @property
    def cannot_meet(self) -> int:
        """Sites that cannot hold a meeting now."""
        return sum(self.states.get(state, 0) for state in CANNOT_MEET)


@dataclass(frozen=True, slots=True)
class CentreSnapshot:
    """Every site and circuit."""

    taken_at: float
    """Unix seconds."""
    ticks: float
    """The same instant in seconds of CLOCK_MONOTONIC, for `CircuitView.seconds`."""
    inventory: Inventory
    verdict: Verdict
    sites: Sequence[SiteView]
    """In the order of the inventory."""
    circuits: Sequence[CircuitView]
