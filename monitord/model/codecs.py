"""What a test stream looks like: the packets of a codec, and how its loss and delay are rated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Medium: TypeAlias = Literal["audio", "video"]
Scale: TypeAlias = Literal["narrowband", "wideband"]

HEADERS = 28
"""Bytes of IPv4 and UDP before each packet: what a line carries besides the packet itself."""


@dataclass(frozen=True, slots=True)
class Codec:
    """A row of the table of codecs; those shipped are in `monitord/inventory/codecs.yaml`.

    Audio sends a packet each `interval`; video a frame, as a burst of packets back to back.
    """

    id: str
    medium: Medium
    payload_type: int
    """RTP payload type (RFC 3551, 6; 96-127 are dynamic)."""
    clock_rate: int
    """Units of the RTP time stamp a second."""
    interval: float
    """Seconds from one packet, or frame, to the next."""
    size: int
    """Bytes of UDP payload in each packet, RTP header and extension included."""
    burst: int = 1
    """Packets of one frame."""
    scale: Scale | None = None
    """On which scale R and MOS are (ITU-T G.107 or G.107.1); None: no honest MOS is known."""
    ie: float = 0.0
    """Equipment impairment factor (ITU-T G.113)."""
    bpl: float | None = None
    """Packet-loss robustness factor (ITU-T G.113); None with `scale` None."""
    delay: float = 0.06
    """Seconds that codec and jitter buffer add to the delay of the network, in the E-model only."""
    provisional: bool = False
    """Whether `ie` and `bpl` are no settled values: the figures are marked as such."""

    @property
    def packets(self) -> float:
        """Packets a second."""
        return self.burst / self.interval

    @property
    def rate(self) -> float:
        """bit/s on the line, IP and UDP headers included."""
        return self.packets * (self.size + HEADERS) * 8
