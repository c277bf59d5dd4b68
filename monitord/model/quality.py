"""What a test stream brings, and what the engine promises to whoever sends one.

Instants are CLOCK_MONOTONIC nanoseconds, durations seconds, ratios from 0 to 1. Whatever a
reflector or the network does is an outcome or a count, never an exception.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from monitord.model.codecs import Codec, Scale
from monitord.model.sketch import EMPTY, Sketch

VARIATION_BOUNDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2)
"""Upper bounds of the histogram of delay variation, seconds; a last bucket holds what is above."""


class Mode(StrEnum):
    """How a stream is reflected."""

    RTP = "rtp"
    """RTP to `monitord reflector`, which reports in a header extension (RFC 8285)."""
    STAMP = "stamp"
    """RFC 8762, and the TLVs of RFC 8972."""
    TWAMP_LIGHT = "twamp-light"
    """RFC 5357, appendix I."""
    ECHO = "echo"
    """RTP to something that sends every datagram back unchanged: the round trip only."""


class StreamOutcome(StrEnum):
    """What became of a stream. The value is a label in metrics."""

    OK = "ok"
    """There were replies, be it one."""
    SILENT = "silent"
    REFUSED = "refused"
    """An ICMP error came back, and no reply: nothing listens there, or a router says no."""
    AUTH = "auth"
    """All that came back failed its HMAC: another key, or none."""
    MALFORMED = "malformed"
    """All that came back was none of the mode's packets."""
    UNMEASURED = "unmeasured"
    """The monitor's own fault: it could not send, or lost what came back."""


class Direction(StrEnum):
    """Which way packets went. The value is a label in metrics."""

    TO_SITE = "to_site"
    FROM_SITE = "from_site"
    ROUND_TRIP = "round_trip"


@dataclass(frozen=True, slots=True)
class Spread:
    """Some times of a stream, seconds. Percentiles are nearest-rank."""

    min: float
    mean: float
    p50: float
    p95: float
    p99: float
    max: float


@dataclass(frozen=True, slots=True)
class Jitter:
    """Interarrival jitter J over a stream (RFC 3550, 6.4.1 and A.8), seconds."""

    last: float
    mean: float
    """Over the values that J took with each packet, as tshark's RTP analysis has it."""
    max: float


@dataclass(frozen=True, slots=True)
class Bursts:
    """Bursts and gaps (RFC 3611, 4.7.2) with Gmin 16. Times in seconds."""

    bursts: int
    burst_density: float
    """Ratio lost of the packets inside bursts; 0 without any."""
    gap_density: float
    burst_length: float
    """Mean."""
    gap_length: float
    longest_run: int
    """Packets lost in a row, at most."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What a listener would make of it: the E-model (ITU-T G.107; G.107.1 for wideband)."""

    scale: Scale
    r: float
    mos: float
    provisional: bool
    """The codec's impairment factors are no settled values."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One direction of a stream, or its round trip. sent = received + lost."""

    sent: int
    """Packets that set out; from the site those that the reflector sent back."""
    received: int
    """Different ones."""
    lost: int
    duplicates: int
    reordered: int
    """Received after one with a greater sequence number (RFC 4737, 3.3)."""
    late: int
    """Received, but later than the jitter buffer would have waited; not lost."""
    jitter: Jitter | None
    """None when no two packets were timed."""
    variation: Spread | None
    """Delay variation: delay over the least delay of the stream (RFC 5481, 4.2: PDV)."""
    histogram: tuple[int, ...]
    """Packets by variation, per bucket of `VARIATION_BOUNDS`, not cumulative."""
    delay: Spread | None
    """One-way: only when both clocks say that they are synchronised. Of the round trip: the RTT
    without the time that the reflector took, where that is known."""
    bursts: Bursts
    rating: Rating | None
    """None when the codec has no scale, or there is no delay to rate with."""
    delays: Sketch = EMPTY
    """How the delay of each packet is distributed; empty where `delay` is None."""

    @property
    def loss(self) -> float | None:
        """Ratio lost; None when nothing set out."""
        return self.lost / self.sent if self.sent else None


@dataclass(frozen=True, slots=True)
class StreamResult:
    """What a stream came to."""

    outcome: StreamOutcome
    mode: Mode
    codec: Codec
    started: int
    ended: int
    error: str = ""
    """For REFUSED the ICMP error (`port-unreachable`), for UNMEASURED a code: `send-failed`,
    `socket-drops`, `stalled`."""
    legs: Mapping[Direction, Leg] = field(default_factory=dict)
    """The round trip of every stream that was measured; each way only of a reflector that numbers
    its own packets. What was lost where nobody can say in which direction is in the round trip
    alone."""
    pacing: float | None = None
    """How late packets were sent, p99, seconds: the monitor's own doing, and in no other figure."""
    unsent: int = 0
    """Packets that the monitor could not send; in no leg."""
    synchronised: bool = False
    """Whether both clocks say that they are."""
    restarts: int = 0
    """Times that the reflector began its numbers anew in mid-stream."""
    clock_steps: int = 0
    """Times that a clock, ours or the reflector's, was seen to jump in mid-stream."""
    strays: Mapping[str, int] = field(default_factory=dict)
    """What came that is no reply to this stream, by kind: see `StreamEngine.strays`."""

    @property
    def rtt(self) -> Spread | None:
        """The round-trip time."""
        leg = self.legs.get(Direction.ROUND_TRIP)
        return leg.delay if leg else None


class StreamEngine(Protocol):
    """What sends test streams."""

    @property
    def in_flight(self) -> int:
        """Streams that are running."""

    @property
    def sent(self) -> int:
        """Packets since the start."""

    @property
    def strays(self) -> Mapping[str, int]:
        """Datagrams that answered nothing, by kind, of the streams that have ended.

        `wrong-source`, `wrong-session` (SSRC or SSID), `unknown-sequence`, `malformed`, `forged`
        (HMAC), `replayed` (long after its original).
        """

    def target(
        self,
        address: str,
        *,
        port: int,
        mode: Mode,
        codec: Codec,
        duration: float,
        dscp: int,
        key: bytes | None,
    ) -> Any:
        """Prepare streams to a reflector; what comes out is opaque and goes into `run`.

        Raises ValueError for an address, a codec or a key that cannot be used.
        """

    async def run(self, target: Any) -> StreamResult:
        """Send one stream and wait for its last replies. Never raises for what anybody does.

        When cancelled it sends nothing more.
        """
