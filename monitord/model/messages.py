"""What passes between poller and centre: events up, commands down.

Small, serialisable (see `monitord.model.wire`), deduplicated by (poller, boot_id, seq). Times are
aware UTC datetimes with microseconds; order is by `seq`, never by clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import TypeAlias

from monitord.model.quality import Direction, StreamOutcome
from monitord.model.states import Param, Reason, State

SCHEMA = 2
RTT_BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Upper bounds of the RTT histogram, seconds; a last bucket holds what is above."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The envelope of everything that a poller says."""

    poller: str
    boot_id: str
    """New at each start of the poller; with `seq` it tells a duplicate from a new event."""
    seq: int
    inventory_revision: str
    check: str
    """`site/device/check`; empty for what concerns the poller itself."""
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Event):
    """A check's state, reason or flapping changed."""

    previous: State
    state: State
    reason: Reason
    flapping: bool
    since: datetime
    """When the first lost echo was sent; on recovery, when the first reply arrived."""
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary(Event):
    """What a stream of echoes did since the last summary. Counts add up; nothing is averaged.

    sent = received + lost + unmeasured, once the fate of every echo of the span is known.
    """

    started_at: datetime
    sent: int
    received: int
    lost: int
    """Includes those refused by an ICMP error."""
    unmeasured: int
    refused: int
    late: int
    duplicates: int
    rtt_min: float | None
    """Seconds; None when no RTT was measured."""
    rtt_max: float | None
    rtt_sum: float
    rtt_count: int
    rtt_buckets: tuple[int, ...]
    """Counts per bucket of `RTT_BOUNDS`, not cumulative, the last one above all bounds."""
    rtt_variation_sum: float
    """Sum of |RTT - previous RTT|, seconds."""
    rtt_variation_count: int
    rtt_sketch: Mapping[int, int]
    """How many RTTs fell into each bucket of `monitord.model.sketch.Sketch`; `rtt_count` in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegSummary:
    """One direction of a test stream, or its round trip, in what adds up. sent = received + lost.

    Counts as in `monitord.model.quality.Leg`; durations are seconds.
    """

    sent: int
    received: int
    lost: int
    duplicates: int
    reordered: int
    late: int
    jitter: float | None
    """Mean RFC 3550 jitter of the stream; None when no two packets were timed."""
    delay_sum: float
    """Over all packets of which the delay is known; of the round trip their RTTs."""
    delay_sketch: Mapping[int, int]
    """How many of them fell into each bucket of `Sketch`; empty when none is known."""
    mos: float | None
    """None when it could not be rated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSummary(Event):
    """What a test stream came to, when it has ended."""

    started_at: datetime
    outcome: StreamOutcome
    measured: bool
    """False: it says nothing about the line, for the monitor could not send or hear."""
    legs: Mapping[Direction, LegSummary]
    """Empty when nothing that came back was a reply: see `StreamResult.legs`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Event):
    """A fact about the world rather than about the check: on battery, a path trace, a reboot."""

    kind: str
    params: Mapping[str, Param]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat(Event):
    """The poller lives, and whether it can measure at all."""

    isolated: bool
    """All targets and all witnesses are silent: the monitor itself is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The envelope of everything that the centre asks. Idempotent; ignored once expired."""

    id: str
    check: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck(Command):
    """Send an echo now, out of turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetInterval(Command):
    """Probe at another interval (seconds) until `until`; None for good, or until the reload.

    Raises ValueError for an interval that is none.
    """

    interval: float
    until: datetime | None = None

    def __post_init__(self) -> None:
        if not 0 < self.interval < inf:
            raise ValueError(f"an interval of {self.interval} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOnce(Command):
    """Run an on-demand part of a check once, for example the path trace."""

    what: str


AnyEvent: TypeAlias = Transition | Summary | StreamSummary | Observation | Heartbeat
AnyCommand: TypeAlias = Recheck | SetInterval | RunOnce
