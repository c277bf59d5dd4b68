"""Echo messages and ICMP errors: bytes ↔ dataclass, no socket (RFC 792, RFC 4443).

Our payload is an 8-byte cookie of the process, a 64-bit index of the echo, and padding. The index
tells replies, duplicates and late replies apart after the 16-bit sequence has wrapped.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probes.icmp.errors import PacketError

REQUEST = {"ipv4": 8, "ipv6": 128}
REPLY = {"ipv4": 0, "ipv6": 129}

COOKIE_SIZE = 8
MIN_SIZE = 24
"""Payload bytes: cookie, index and a word to spare."""
MAX_SIZE = 65_507
"""Payload bytes that one IPv4 datagram without options can carry."""

STAMP = struct.Struct(">HHH8sQ")
"""What changes from echo to echo, at `STAMP_AT`: checksum, identifier, sequence, cookie, index."""
STAMP_AT = 2
WHOLE = struct.Struct(">BBHHH8sQ")
HEADER = struct.Struct(">BBHHH")


def word_sum(data: bytes | bytearray) -> int:
    """The sum of `data` as 16-bit words, modulo 65535 (ones' complement, RFC 1071).

    A number modulo 65535 is the sum of its 16-bit digits, so one division does it.
    """
    return int.from_bytes(data + b"\0" if len(data) % 2 else data, "big") % 0xFFFF


def checksum(data: bytes | bytearray) -> int:
    """The internet checksum of `data` (RFC 1071), its own field being zero."""
    return 0xFFFF - word_sum(data)


@dataclass(frozen=True, slots=True)
class EchoPacket:
    """An echo request or reply that carries our cookie and index, from the type byte on."""

    type: int
    identifier: int
    sequence: int
    cookie: bytes
    index: int
    padding: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> EchoPacket:
        """Read a whole ICMP message, without an IP header.

        The checksum is the kernel's to verify. Raises PacketError for anything else than an echo
        with a payload of at least 16 bytes.
        """
        try:
            kind, code, _, identifier, sequence, cookie, index = WHOLE.unpack_from(data)
        except struct.error:
            raise PacketError(f"{len(data)} bytes are too few for an echo of ours") from None
        if code or kind not in {*REQUEST.values(), *REPLY.values()}:
            raise PacketError(f"type {kind} code {code} is no echo")
        return cls(kind, identifier, sequence, cookie, index, data[WHOLE.size :])

    def __bytes__(self) -> bytes:
        """The message; its checksum covers IPv4 only, for ICMPv6 the kernel adds the real one."""
        tail = (self.identifier, self.sequence, self.cookie, self.index)
        blank = WHOLE.pack(self.type, 0, 0, *tail) + self.padding
        return WHOLE.pack(self.type, 0, checksum(blank), *tail) + self.padding


@dataclass(frozen=True, slots=True)
class Quote:
    """The part of an echo request that an ICMP error gives back.

    Eight bytes are all that RFC 792 promises of it: `cookie` and `index` are None then.
    """

    type: int
    identifier: int
    sequence: int
    cookie: bytes | None
    index: int | None

    @classmethod
    def parse(cls, data: bytes) -> Quote:
        """Read the quoted ICMP message. Raises PacketError when not even its header is there."""
        if len(data) < HEADER.size:
            raise PacketError(f"{len(data)} bytes are too few for an ICMP header")
        kind, _, _, identifier, sequence = HEADER.unpack_from(data)
        if len(data) < WHOLE.size:
            return cls(kind, identifier, sequence, None, None)
        cookie, index = struct.unpack_from(">8sQ", data, HEADER.size)
        return cls(kind, identifier, sequence, cookie, index)
