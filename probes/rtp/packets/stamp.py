"""Test packets of STAMP (RFC 8762, 4; RFC 8972, 3): bytes ↔ dataclass, no socket.

What follows the base packet (TLVs, or the padding of TWAMP-Light) is kept as it is: `tlv` reads it.
In authenticated mode (4.2.2, 4.3.2) an HMAC-SHA-256, cut to 16 bytes, is over the 96 bytes before
it; TLVs are not under it. Time stamps are 64 bits as on the wire: `times` reads them.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import at_least, packed
from probes.rtp.packets.times import UNSYNCHRONISED, ErrorEstimate

UNAUTHENTICATED, AUTHENTICATED = 44, 112
"""Bytes of a base packet, both ways."""
SIGNED, HMAC_SIZE = 96, 16
"""Bytes under the HMAC, and of the HMAC."""
TWAMP_REPLY = 41
"""The least that a reply in TWAMP-Light has (RFC 5357, 4.2.1); what comes after it is padding."""

_WHAT = "a test packet"
_SENDER = struct.Struct(">IQHH")
_SENDER_SIGNED = struct.Struct(">I12xQHH")
_REFLECTOR = struct.Struct(">IQHHQIQHxxB")
_REFLECTOR_SIGNED = struct.Struct(">I12xQHH4xQ8xI12xQH6xB")
_FIRST, _SECOND = struct.Struct(">IQH"), struct.Struct(">QIQHHB")
"""What a reflector writes before and after the SSID, at 0 and at 16."""
_ZEROS = bytes(AUTHENTICATED)


@dataclass(frozen=True, slots=True)
class SenderPacket:
    """What a Session-Sender sends."""

    sequence: int
    timestamp: int
    """T1."""
    error: ErrorEstimate = UNSYNCHRONISED
    ssid: int = 0
    """Of the session (RFC 8972, 3); 0: none."""
    tail: bytes = b""
    """What follows the base packet."""

    @classmethod
    def parse(cls, data: bytes) -> SenderPacket:
        """Read a packet of unauthenticated mode. Raises PacketError."""
        at_least(_WHAT, data, UNAUTHENTICATED)
        sequence, timestamp, error, ssid = _SENDER.unpack_from(data)
        tail = data[UNAUTHENTICATED:]
        return cls(sequence, timestamp, ErrorEstimate.parse(error), ssid, tail)

    @classmethod
    def parse_signed(cls, data: bytes, key: bytes) -> SenderPacket:
        """Read a packet of authenticated mode. Raises PacketError, also for a wrong HMAC."""
        _genuine(data, key)
        sequence, timestamp, error, ssid = _SENDER_SIGNED.unpack_from(data)
        tail = data[AUTHENTICATED:]
        return cls(sequence, timestamp, ErrorEstimate.parse(error), ssid, tail)

    def __bytes__(self) -> bytes:
        return _filled(self._pack(_SENDER), UNAUTHENTICATED) + self.tail

    def signed(self, key: bytes) -> bytes:
        """The packet of authenticated mode."""
        return _signed(self._pack(_SENDER_SIGNED), key) + self.tail

    def _pack(self, form: struct.Struct) -> bytes:
        return packed(_WHAT, form, self.sequence, self.timestamp, int(self.error), self.ssid)


@dataclass(frozen=True, slots=True)
class ReflectorPacket:
    """What a Session-Reflector sends back."""

    sequence: int
    """The reflector's own when it is stateful (RFC 8762, 4), else the sender's."""
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
    ssid: int = 0
    tail: bytes = b""

    @classmethod
    def parse(cls, data: bytes) -> ReflectorPacket:
        """Read a packet of unauthenticated mode. Raises PacketError.

        A reply in TWAMP-Light of 41 bytes or more is read as well.
        """
        at_least(_WHAT, data, TWAMP_REPLY)
        return cls._of(_REFLECTOR.unpack_from(data), data[UNAUTHENTICATED:])

    @classmethod
    def parse_signed(cls, data: bytes, key: bytes) -> ReflectorPacket:
        """Read a packet of authenticated mode. Raises PacketError, also for a wrong HMAC."""
        _genuine(data, key)
        return cls._of(_REFLECTOR_SIGNED.unpack_from(data), data[AUTHENTICATED:])

    @classmethod
    def _of(cls, fields: tuple[int, ...], tail: bytes) -> ReflectorPacket:
        sequence, t3, error, ssid, t2, sender_sequence, t1, sender_error, ttl = fields
        return cls(
            sequence,
            t3,
            ErrorEstimate.parse(error),
            t2,
            sender_sequence,
            t1,
            ErrorEstimate.parse(sender_error),
            ttl,
            ssid,
            tail,
        )

    def __bytes__(self) -> bytes:
        return _filled(self._pack(_REFLECTOR), UNAUTHENTICATED) + self.tail

    def signed(self, key: bytes) -> bytes:
        """The packet of authenticated mode."""
        return _signed(self._pack(_REFLECTOR_SIGNED), key) + self.tail

    def _pack(self, form: struct.Struct) -> bytes:
        return packed(
            _WHAT,
            form,
            self.sequence,
            self.timestamp,
            int(self.error),
            self.ssid,
            self.received,
            self.sender_sequence,
            self.sender_timestamp,
            int(self.sender_error),
            self.sender_ttl,
        )


def is_genuine(data: bytes | bytearray, key: bytes) -> bool:
    """Whether a packet of authenticated mode has the HMAC that `key` gives."""
    if len(data) < AUTHENTICATED:
        return False
    return hmac.compare_digest(signature(data, key), data[SIGNED:AUTHENTICATED])


def signature(data: bytes | bytearray, key: bytes) -> bytes:
    """The HMAC of a packet of authenticated mode (RFC 8762, 4.4)."""
    return hmac.digest(key, data[:SIGNED], "sha256")[:HMAC_SIZE]


def patch(packet: bytearray, sequence: int, timestamp: int, key: bytes | None = None) -> None:
    """Make the next packet out of one: of authenticated mode when there is a key."""
    struct.pack_into(">I", packet, 0, sequence)
    if key is None:
        struct.pack_into(">Q", packet, 4, timestamp)
    else:
        struct.pack_into(">Q", packet, 16, timestamp)
        packet[SIGNED:AUTHENTICATED] = signature(packet, key)


def reflect(data: bytes, sequence: int, t2: int, t3: int, error: int, ttl: int) -> bytearray:
    """The reply to a request of unauthenticated mode or of TWAMP-Light, as long as that.

    Its SSID and what follows the base packet come back as they are. `error` is the reflector's
    error estimate as a word. Raises PacketError for fewer than 41 bytes.
    """
    at_least(_WHAT, data, TWAMP_REPLY)
    reply = bytearray(data)
    t1, estimate = struct.unpack_from(">QH", data, 4)
    (asked,) = struct.unpack_from(">I", data)
    _FIRST.pack_into(reply, 0, sequence & 0xFFFFFFFF, t3, error)
    _SECOND.pack_into(reply, 16, t2, asked, t1, estimate, 0, ttl)
    rest = min(len(reply), UNAUTHENTICATED) - TWAMP_REPLY
    reply[TWAMP_REPLY : TWAMP_REPLY + rest] = _ZEROS[:rest]
    return reply


def reflect_signed(
    data: bytes, sequence: int, t2: int, t3: int, error: int, ttl: int, key: bytes
) -> bytearray:
    """The reply to a request of authenticated mode, whose HMAC is the caller's to verify."""
    at_least(_WHAT, data, AUTHENTICATED)
    asked, t1, estimate, ssid = _SENDER_SIGNED.unpack_from(data)
    reply = bytearray(data)
    reply[:AUTHENTICATED] = _ZEROS
    _REFLECTOR_SIGNED.pack_into(
        reply, 0, sequence & 0xFFFFFFFF, t3, error, ssid, t2, asked, t1, estimate, ttl
    )
    reply[SIGNED:AUTHENTICATED] = signature(reply, key)
    return reply


def _genuine(data: bytes, key: bytes) -> None:
    at_least(_WHAT, data, AUTHENTICATED)
    if not is_genuine(data, key):
        raise PacketError("the HMAC of a test packet is wrong")


def _filled(start: bytes, size: int) -> bytes:
    """With zeros, as MBZ fields are."""
    return start + _ZEROS[: size - len(start)]


def _signed(start: bytes, key: bytes) -> bytes:
    base = _filled(start, SIGNED)
    return base + signature(base, key)
