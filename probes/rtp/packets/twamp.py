"""TWAMP-Light, unauthenticated (RFC 5357, 4.1.2, 4.2.1 and appendix I).

STAMP's fields at STAMP's places (RFC 8762, 4.6), in shorter packets: a request of 14 bytes, a reply
of 41, and padding. A sender pads by 27 bytes at least, so that no reply is longer than its request.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from probes.rtp.packets.fields import at_least, packed
from probes.rtp.packets.times import UNSYNCHRONISED, ErrorEstimate

REQUEST, REPLY = 14, 41
"""Bytes before the padding."""
LEAST_PADDING = REPLY - REQUEST
"""That a request needs to be as long as its reply."""

_WHAT = "a packet of TWAMP-Test"
_REQUEST = struct.Struct(">IQH")
_REPLY = struct.Struct(">IQHxxQIQHxxB")


@dataclass(frozen=True, slots=True)
class SenderPacket:
    """What a Session-Sender sends."""

    sequence: int
    timestamp: int
    """T1, as on the wire."""
    error: ErrorEstimate = UNSYNCHRONISED
    padding: bytes = bytes(LEAST_PADDING)

    @classmethod
    def parse(cls, data: bytes) -> SenderPacket:
        """Read a request. Raises PacketError."""
        at_least(_WHAT, data, REQUEST)
        sequence, timestamp, error = _REQUEST.unpack_from(data)
        return cls(sequence, timestamp, ErrorEstimate.parse(error), data[REQUEST:])

    def __bytes__(self) -> bytes:
        fields = (self.sequence, self.timestamp, int(self.error))
        return packed(_WHAT, _REQUEST, *fields) + self.padding


@dataclass(frozen=True, slots=True)
class ReflectorPacket:
    """What a Session-Reflector sends back."""

    sequence: int
    """The reflector's own, or the sender's where it keeps no state (appendix I)."""
    timestamp: int
    """T3."""
    error: ErrorEstimate
    received: int
    """T2."""
    sender_sequence: int
    sender_timestamp: int
    """T1."""
    sender_error: ErrorEstimate
    sender_ttl: int
    padding: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> ReflectorPacket:
        """Read a reply. Raises PacketError."""
        at_least(_WHAT, data, REPLY)
        sequence, t3, error, t2, asked, t1, estimate, ttl = _REPLY.unpack_from(data)
        ours, theirs = ErrorEstimate.parse(error), ErrorEstimate.parse(estimate)
        return cls(sequence, t3, ours, t2, asked, t1, theirs, ttl, data[REPLY:])

    def __bytes__(self) -> bytes:
        return (
            packed(
                _WHAT,
                _REPLY,
                self.sequence,
                self.timestamp,
                int(self.error),
                self.received,
                self.sender_sequence,
                self.sender_timestamp,
                int(self.sender_error),
                self.sender_ttl,
            )
            + self.padding
        )
