"""Sender and receiver reports (RFC 3550, 6.4): how each source is received."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed
from probes.rtp.packets.rtcp.header import RtcpType, packet

_WHAT = "a report"
_BLOCK = struct.Struct(">II4I")
_SOURCE = struct.Struct(">I")
_SENDER = struct.Struct(">IQIII")


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """How one source is received."""

    ssrc: int
    fraction_lost: int
    """Since the last report, in 256ths."""
    lost: int
    """Since the beginning, 24 bits with a sign: duplicates make it negative."""
    highest: int
    """The highest sequence number, extended by its cycles to 32 bits."""
    jitter: int
    """In units of the time stamp."""
    last_sender_report: int
    """The middle 32 bits of its NTP time stamp; 0 before the first."""
    delay: int
    """Since that came, in 65,536ths of a second."""

    @classmethod
    def parse(cls, data: bytes, at: int = 0) -> ReportBlock:
        """Read the 24 bytes at `at`. Raises PacketError."""
        try:
            ssrc, losses, highest, jitter, last, delay = _BLOCK.unpack_from(data, at)
        except struct.error:
            raise PacketError("a report ends within a block") from None
        lost = (losses & 0xFFFFFF) - ((losses & 0x800000) << 1)
        return cls(ssrc, losses >> 24, lost, highest, jitter, last, delay)

    def __bytes__(self) -> bytes:
        if not (0 <= self.fraction_lost <= 0xFF and -0x800000 <= self.lost < 0x800000):
            raise PacketError(f"no losses of a report: {self.fraction_lost}, {self.lost}")
        losses = self.fraction_lost << 24 | self.lost & 0xFFFFFF
        return packed(
            _WHAT,
            _BLOCK,
            self.ssrc,
            losses,
            self.highest,
            self.jitter,
            self.last_sender_report,
            self.delay,
        )


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """Of somebody who sends nothing."""

    ssrc: int
    """Of who reports."""
    blocks: tuple[ReportBlock, ...] = ()
    extension: bytes = b""
    """Of a profile, in whole words."""

    @classmethod
    def parse(cls, count: int, body: bytes) -> ReceiverReport:
        """Read what follows the header. Raises PacketError."""
        (ssrc,) = _unpacked(_SOURCE, body)
        blocks, rest = _blocks(count, body, _SOURCE.size)
        return cls(ssrc, blocks, rest)

    def __bytes__(self) -> bytes:
        body = (
            packed(_WHAT, _SOURCE, self.ssrc) + b"".join(map(bytes, self.blocks)) + self.extension
        )
        return packet(RtcpType.RECEIVER_REPORT, len(self.blocks), body)


@dataclass(frozen=True, slots=True)
class SenderReport:
    """Of somebody who sends."""

    ssrc: int
    ntp: int
    """When it was sent, as `times` reads it."""
    timestamp: int
    """The same instant on the clock of the RTP time stamps."""
    packets: int
    """Sent since the beginning."""
    octets: int
    """Of payload, likewise."""
    blocks: tuple[ReportBlock, ...] = ()
    extension: bytes = b""

    @classmethod
    def parse(cls, count: int, body: bytes) -> SenderReport:
        """Read what follows the header. Raises PacketError."""
        ssrc, ntp, timestamp, packets, octets = _unpacked(_SENDER, body)
        blocks, rest = _blocks(count, body, _SENDER.size)
        return cls(ssrc, ntp, timestamp, packets, octets, blocks, rest)

    def __bytes__(self) -> bytes:
        head = packed(
            _WHAT, _SENDER, self.ssrc, self.ntp, self.timestamp, self.packets, self.octets
        )
        body = head + b"".join(map(bytes, self.blocks)) + self.extension
        return packet(RtcpType.SENDER_REPORT, len(self.blocks), body)


def _blocks(count: int, body: bytes, start: int) -> tuple[tuple[ReportBlock, ...], bytes]:
    """So many blocks from `start` on, and what follows them."""
    end = start + count * _BLOCK.size
    blocks = (ReportBlock.parse(body, at) for at in range(start, end, _BLOCK.size))
    return tuple(blocks), body[end:]


def _unpacked(form: struct.Struct, body: bytes) -> tuple[int, ...]:
    try:
        return form.unpack_from(body)
    except struct.error:
        raise PacketError(f"a report of {len(body)} bytes") from None
