"""How long and how much: the whole measurement, and the smoke run of `--quick`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Scale:
    """Durations in seconds."""

    rates: Mapping[int, int] = field(default_factory=lambda: {1_242: 5, 10_000: 3})
    """Echoes a second, and for how long, of the bare ICMP engines."""
    rounds: int = 3
    polls: int = 2_000
    """Of an SNMP agent, a round."""
    stream: float = 10.0
    """Seconds of a test stream."""
    rendered: tuple[int, ...] = (621, 5_000)
    """Sites."""
    loaded: tuple[int, ...] = (621, 10_000)
    """Sites."""
    warm_up: float = 75.0
    """A minute until every agent was polled, and a little more."""
    settle: float = 10.0
    """Until the daemon is at rest where no agent is polled."""
    window: float = 60.0
    """Over which the daemon's CPU at 621 sites is measured."""
    hurried: float = 60.0
    """For which a client scrapes once a second."""
    large_sites: int = 5_001
    large_window: float = 180.0
    recorded: float = 60.0
    """For which the daemon writes every RTT down."""
    faults: int = 50
    spread: float = 20.0
    """Over which the faults begin."""
    echoes: int = 40_000
    """Of the accuracy part; fewer than the 65,536 sequence numbers that there are."""


FULL = Scale()
QUICK = Scale(
    rates={1_242: 1},
    rounds=1,
    polls=200,
    stream=2.0,
    rendered=(100,),
    loaded=(621,),
    warm_up=3.0,
    settle=3.0,
    window=6.0,
    hurried=4.0,
    large_sites=501,
    large_window=8.0,
    recorded=8.0,
    faults=5,
    spread=3.0,
    echoes=6_000,
)
