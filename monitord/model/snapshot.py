"""What exporters, the API and the CLI read: immutable pictures of poller and centre.

A snapshot is a handful of references to views and free to take. Instants are Unix seconds where
they become metrics, aware UTC datetimes where people read them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitord.model.facts import Fact
from monitord.model.incidents import Incident
from monitord.model.inventory import Circuit, Inventory, Site
from monitord.model.maintenance import Occurrence, Window
from monitord.model.quality import StreamOutcome
from monitord.model.snmp import Outcome
from monitord.model.standing import MonthToDate
from monitord.model.states import CANNOT_MEET, Reason, State
from monitord.model.views import (
    AnyView,
    EchoView,
    PollView,
    SignalView,
    StreamView,
)


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
    signal_strays: Mapping[str, int]
    """By kind: see `SignalEngine.strays`."""
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
class SiteView:
    """One site as the centre judges it."""

    site: Site
    state: State
    reason: Reason
    since: datetime
    facts: Sequence[Fact] = ()
    """The latest observations, newest first."""
    incident: str | None = None
    """The open incident that explains how it is; of several, the most severe."""
    window: str | None = None
    """The maintenance window in force that it is in."""


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
    incidents: Sequence[Incident] = ()
    """Open ones and those closed in the last quarter of an hour, by `opened_at`."""
    windows: Sequence[Window] = ()
    """Maintenance windows that are not over, cancelled ones among them for a day."""
    in_force: Sequence[Occurrence] = ()
    """Of those, the ones that are in force now."""
    month: MonthToDate | None = None
    """The ledger's figures of this month; None: not worked out yet."""
