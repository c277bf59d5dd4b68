"""Extended reports (RFC 3611): blocks by type, of which VoIP metrics (4.7) are read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from typing import TypeAlias

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed
from probes.rtp.packets.rtcp.header import HEADER, RtcpType, packet

VOIP_METRICS = 7
NOT_MEASURED = 127
"""Of levels, R factors and MOS: that there is no value."""

_WHAT = "an extended report"
_METRICS = struct.Struct(">IBBBBHHHHbbBBBBBBBxHHH")
_SOURCE = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class VoipMetrics:
    """How a call is received. Ratios in 256ths, times in milliseconds."""

    ssrc: int
    loss: int
    """Packets that never came."""
    discard: int
    """Packets that came too early or too late for the jitter buffer."""
    burst_density: int
    """Lost or discarded inside bursts."""
    gap_density: int
    burst_duration: int
    """Mean."""
    gap_duration: int
    round_trip: int
    """0 when not known."""
    end_system_delay: int
    signal_level: int
    """dBm0; 127: not measured, as with all that follow up to the MOS, but Gmin."""
    noise_level: int
    """dBm0."""
    residual_echo_loss: int
    """dB."""
    gmin: int
    """Packets received in a row that end a burst."""
    r_factor: int
    external_r_factor: int
    mos_lq: int
    """Listening quality, in tenths."""
    mos_cq: int
    """Conversational quality, in tenths."""
    configuration: int
    """Concealment (2 bits), adaptive buffer (2), how fast it adapts (4)."""
    buffer_nominal: int
    buffer_maximum: int
    buffer_limit: int

    @classmethod
    def parse(cls, body: bytes) -> VoipMetrics:
        """Read what follows the block's header. Raises PacketError."""
        if len(body) != _METRICS.size:
            raise PacketError(f"VoIP metrics of {len(body)} bytes")
        return cls(*_METRICS.unpack(body))

    def __bytes__(self) -> bytes:
        return _block(VOIP_METRICS, 0, packed(_WHAT, _METRICS, *astuple(self)))


@dataclass(frozen=True, slots=True)
class OtherBlock:
    """A block of any type, unread."""

    type: int
    specific: int
    """The byte after the type."""
    body: bytes
    """In whole words."""

    def __bytes__(self) -> bytes:
        return _block(self.type, self.specific, self.body)


Block: TypeAlias = VoipMetrics | OtherBlock


@dataclass(frozen=True, slots=True)
class ExtendedReport:
    """A packet of them."""

    ssrc: int
    """Of who reports."""
    blocks: tuple[Block, ...] = ()

    @classmethod
    def parse(cls, body: bytes) -> ExtendedReport:
        """Read what follows the packet's header. Raises PacketError."""
        if len(body) < _SOURCE.size:
            raise PacketError("an extended report without its source")
        (ssrc,) = _SOURCE.unpack_from(body)
        return cls(ssrc, tuple(_blocks(body, _SOURCE.size)))

    def __bytes__(self) -> bytes:
        body = packed(_WHAT, _SOURCE, self.ssrc) + b"".join(map(bytes, self.blocks))
        return packet(RtcpType.EXTENDED_REPORT, 0, body)


def _blocks(body: bytes, at: int) -> Iterator[Block]:
    while at < len(body):
        if at + HEADER.size > len(body):
            raise PacketError("an extended report ends within the header of a block")
        kind, specific, words = HEADER.unpack_from(body, at)
        start = at + HEADER.size
        at = start + 4 * words
        if at > len(body):
            raise PacketError(f"a block of {words} words is longer than its report")
        known = kind == VOIP_METRICS
        yield (
            VoipMetrics.parse(body[start:at])
            if known
            else OtherBlock(kind, specific, body[start:at])
        )


def _block(kind: int, specific: int, body: bytes) -> bytes:
    if len(body) % 4:
        raise PacketError(f"a block of {len(body)} bytes")
    return packed(_WHAT, HEADER, kind, specific, len(body) // 4) + body
