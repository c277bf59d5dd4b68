"""The other end of a TCP connection (RFC 9293) that remembers nothing.

It can do without memory because it sends nothing unasked, and because whoever asks says in each
segment what he has got: what was lost on the way is asked for again, and answered alike.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntFlag
from zlib import crc32

from monitord.simulator.packet import Packet, checksum, ip_header

TCP = 6
"""The protocol's number."""
HEADER = struct.Struct("!HHIIBBHHH")
MOST_SEGMENT = struct.pack("!BBH", 2, 4, 1220)
"""The option of a SYN: what fits the smallest frame of IPv6 (RFC 9293, 3.7.1)."""
WINDOW = 0xFFFF
MODULUS = 1 << 32


class Flag(IntFlag):
    """Control bits."""

    FIN = 1
    SYN = 2
    RST = 4
    PSH = 8
    ACK = 16


@dataclass(frozen=True, slots=True)
class Segment:
    """What has arrived."""

    packet: Packet
    source_port: int
    port: int
    sequence: int
    acknowledged: int
    flags: Flag
    payload: bytes

    @classmethod
    def parse(cls, packet: Packet) -> Segment | None:
        """Read a packet; None for what is no whole segment."""
        data = packet.data[packet.header :]
        if packet.protocol != TCP or len(data) < HEADER.size:
            return None
        source, port, sequence, acknowledged, offset, flags, *_ = HEADER.unpack_from(data)
        begin = (offset >> 4) * 4
        if not HEADER.size <= begin <= len(data):
            return None
        return cls(packet, source, port, sequence, acknowledged, Flag(flags & 31), data[begin:])

    @property
    def next(self) -> int:
        """The sequence number behind it; SYN and FIN count as a byte each."""
        length = len(self.payload) + bool(self.flags & Flag.SYN) + bool(self.flags & Flag.FIN)
        return (self.sequence + length) % MODULUS

    @property
    def greets(self) -> bool:
        """Whether it begins a connection."""
        return self.flags & (Flag.SYN | Flag.ACK | Flag.RST) == Flag.SYN

    @property
    def asks(self) -> bool:
        """Whether it wants an acknowledgement."""
        return not self.flags & Flag.RST and self.next != self.sequence


def welcome(segment: Segment, ttl: int) -> bytes:
    """The packet that accepts a connection. It begins with the same number each time."""
    packet = segment.packet
    ends = struct.pack("!HH", segment.source_port, segment.port)
    first = crc32(packet.source + packet.destination + ends)
    return _answer(segment, ttl, first, Flag.SYN | Flag.ACK, MOST_SEGMENT)


def acknowledge(segment: Segment, ttl: int, payload: bytes = b"") -> bytes:
    """The packet that says what has come, with an answer to it; it hangs up when the other does."""
    flags = Flag.ACK | segment.flags & Flag.FIN | (Flag.PSH if payload else Flag(0))
    return _answer(segment, ttl, segment.acknowledged, flags, b"", payload)


def refuse(segment: Segment, ttl: int) -> bytes:
    """The reset with which a closed port answers (RFC 9293, 3.10.7.1)."""
    if segment.flags & Flag.ACK:
        return _packet(segment, ttl, segment.acknowledged, 0, Flag.RST)
    return _answer(segment, ttl, 0, Flag.RST | Flag.ACK)


def _answer(
    segment: Segment, ttl: int, sequence: int, flags: Flag, options: bytes = b"", data: bytes = b""
) -> bytes:
    return _packet(segment, ttl, sequence, segment.next, flags, options, data)


def _packet(
    segment: Segment,
    ttl: int,
    sequence: int,
    acknowledged: int,
    flags: Flag,
    options: bytes = b"",
    data: bytes = b"",
) -> bytes:
    """A packet back to where `segment` came from."""
    here, there = segment.packet.destination, segment.packet.source
    offset = (HEADER.size + len(options)) << 2
    ports = segment.port, segment.source_port
    head = HEADER.pack(*ports, sequence, acknowledged, offset, flags, WINDOW, 0, 0)
    message = head + options + data
    total = checksum(here + there + struct.pack("!II", len(message), TCP) + message)
    message = message[:16] + total.to_bytes(2, "big") + message[18:]
    return ip_header(here, there, TCP, len(message), ttl) + message
