"""What all RTCP packets begin with (RFC 3550, 6.4.1), and those whose type nothing here knows."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed

VERSION = 2
HEADER = struct.Struct(">BBH")
"""Version, padding and count; type; length in 32-bit words without the first."""


class RtcpType(IntEnum):
    """Those that are read here."""

    SENDER_REPORT = 200
    RECEIVER_REPORT = 201
    DESCRIPTION = 202
    EXTENDED_REPORT = 207


@dataclass(frozen=True, slots=True)
class OtherPacket:
    """A packet of any type, unread."""

    type: int
    count: int
    """The five bits after the padding bit."""
    body: bytes
    """After the header, in whole words."""

    def __bytes__(self) -> bytes:
        return packet(self.type, self.count, self.body)


def packet(kind: int, count: int, body: bytes) -> bytes:
    """A packet around its body. Raises PacketError when that has no whole words or too many."""
    if len(body) % 4 or not 0 <= count < 32:
        raise PacketError(f"an RTCP packet of {len(body)} bytes and a count of {count}")
    return packed("an RTCP packet", HEADER, VERSION << 6 | count, kind, len(body) // 4) + body
