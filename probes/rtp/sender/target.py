"""Where and how to send streams."""

from __future__ import annotations

from dataclasses import dataclass, field

from monitord.model.codecs import Codec
from monitord.model.quality import Mode
from probes.kernel.address import Address
from probes.rtp.packets.times import UNSYNCHRONISED
from probes.rtp.sender.modes import form

MOST_BYTES = 65_507
"""Of a UDP datagram over IPv4."""


@dataclass(frozen=True, slots=True)
class StreamTarget:
    """Made by `RtpEngine.target`."""

    to: Address
    mode: Mode
    codec: Codec
    duration: float
    """Seconds."""
    dscp: int
    key: bytes | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Raises ValueError for what no stream can be sent with."""
        if not 0 < self.to.port < 0x10000:
            raise ValueError(f"{self.to.port} is no port")
        if not 0 <= self.dscp <= 63:
            raise ValueError(f"dscp must be between 0 and 63, not {self.dscp}")
        if not self.duration > 0:
            raise ValueError(f"a stream of {self.duration} s is none")
        codec = self.codec
        if not (codec.interval > 0 and codec.burst >= 1 and codec.clock_rate > 0):
            raise ValueError(f"codec {codec.id} has no pace")
        if not 0 < codec.size <= MOST_BYTES:
            raise ValueError(f"codec {codec.id} has packets of {codec.size} bytes")
        form(self.mode, codec, self.key, UNSYNCHRONISED)
