"""What our reflector reports: an element of the RTP header extension (RFC 8285, 4.3).

The sender leaves room for it, so that a reply is as long as its request; the reflector writes its
own number and times there. With a key both sign: an HMAC-SHA-256, cut to 16 bytes, over the whole
datagram with those bytes zero, so that header and payload are protected, too. The bit `REFLECTED`
keeps a signed request from passing for a reply.

    0 version   1 flags   2-3 error estimate   4-7 the reflector's sequence number
    8-15 T2     16-23 T3  24-39 HMAC, where there is one
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass
from typing import NamedTuple

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed
from probes.rtp.packets.rtp import EXTENSION, HEADER, TWO_BYTE, Element, Extension, RtpPacket

VERSION = 1
ELEMENT = 1
"""The element's id."""
REFLECTED, SYNCHRONISED, AUTHENTICATED = 0x80, 0x40, 0x20
"""Flags: the report is filled in; the reflector's clock is synchronised; there is an HMAC."""

REPORT = struct.Struct(">BBHIQQ")
HMAC_AT, HMAC_SIZE = REPORT.size, 16
PLAIN, SIGNED = REPORT.size, REPORT.size + HMAC_SIZE
"""Bytes of a report without and with HMAC."""
AT = HEADER.size + EXTENSION.size + 2
"""Where the report begins in a packet without CSRCs."""
PLAIN_HEADERS, SIGNED_HEADERS = 44, 60
"""Bytes before the payload of a packet with a report, without and with HMAC."""

_NO_HMAC = bytes(HMAC_SIZE)
_START = struct.Struct(">HHBB")
"""Profile and length of the extension, id and length of the element."""
_ANSWER = struct.Struct(">xBHII6xxBHIQQ")


@dataclass(frozen=True, slots=True)
class Report:
    """The report, or the room left for it."""

    flags: int = 0
    error: int = 0
    """Of the reflector's clock, as `times.ErrorEstimate` has it; NTP's format always."""
    sequence: int = 0
    """The reflector's own number of the packet, counted in the stream."""
    t2: int = 0
    """When the packet came, as an NTP time stamp."""
    t3: int = 0
    """When the reply left, likewise."""
    hmac: bytes | None = None
    version: int = VERSION

    @property
    def reflected(self) -> bool:
        """Whether a reflector has filled it in."""
        return bool(self.flags & REFLECTED)

    @property
    def synchronised(self) -> bool:
        """Whether the reflector says that its clock is."""
        return bool(self.flags & SYNCHRONISED)

    @classmethod
    def parse(cls, data: bytes) -> Report:
        """Read the element's data. Raises PacketError. Bytes of later versions are ignored."""
        if len(data) not in {PLAIN, SIGNED} or data[0] != VERSION:
            raise PacketError(f"{len(data)} bytes are no report of version {VERSION}")
        version, flags, error, sequence, t2, t3 = REPORT.unpack_from(data)
        signature = data[HMAC_AT:] or None
        if bool(flags & AUTHENTICATED) != (signature is not None):
            raise PacketError("a report that contradicts itself about its HMAC")
        return cls(flags, error, sequence, t2, t3, signature, version)

    def __bytes__(self) -> bytes:
        fields = (self.version, self.flags, self.error, self.sequence, self.t2, self.t3)
        return packed("a report", REPORT, *fields) + (self.hmac or b"")

    @property
    def extension(self) -> Extension:
        """A header extension that holds nothing else."""
        return Extension.two_byte(Element(ELEMENT, bytes(self)))


def room(*, signed: bool) -> Extension:
    """The extension that a sender leaves to the reflector."""
    if signed:
        return Report(AUTHENTICATED, hmac=_NO_HMAC).extension
    return Report().extension


def report_of(packet: RtpPacket) -> Report | None:
    """The report that a packet carries; None without one. Raises PacketError."""
    elements = packet.extension.elements if packet.extension else ()
    found = [each.data for each in elements if each.id == ELEMENT]
    return Report.parse(found[0]) if found else None


def place(data: bytes | bytearray) -> int | None:
    """Where the report begins in an RTP packet of ours; None when there is none.

    It must be the first element, as `room` has it. Whether the flags tell the truth about the
    HMAC is checked here, so that what follows may rely on `SIGNED` bytes being there.
    """
    if len(data) < PLAIN_HEADERS or data[0] & 0xD0 != 0x90:
        return None
    at = HEADER.size + 4 * (data[0] & 0x0F)
    if len(data) < at + _START.size + PLAIN:
        return None
    profile, words, ident, size = _START.unpack_from(data, at)
    start = at + _START.size
    if profile != TWO_BYTE or ident != ELEMENT or size not in {PLAIN, SIGNED}:
        return None
    end = at + EXTENSION.size + 4 * words
    if start + size > end or end > len(data) or data[start] != VERSION:
        return None
    return start if bool(data[start + 1] & AUTHENTICATED) == (size == SIGNED) else None


def is_signed(data: bytes | bytearray, at: int) -> bool:
    """Whether the report at `at` has an HMAC."""
    return bool(data[at + 1] & AUTHENTICATED)


def fill(
    packet: bytearray, at: int, sequence: int, t2: int, t3: int, error: int, *, synchronised: bool
) -> None:
    """Write a reflector's report at `at`; the stamps are NTP's. What was signed is to be again."""
    signed = packet[at + 1] & AUTHENTICATED
    flags = REFLECTED | signed | (SYNCHRONISED if synchronised else 0)
    REPORT.pack_into(packet, at, VERSION, flags, error, sequence & 0xFFFFFFFF, t2, t3)


def sign(packet: bytearray, at: int, key: bytes) -> None:
    """Put the HMAC into the report at `at`, which has room for it."""
    start = at + HMAC_AT
    packet[start : start + HMAC_SIZE] = _NO_HMAC
    packet[start : start + HMAC_SIZE] = hmac.digest(key, packet, "sha256")[:HMAC_SIZE]


def is_genuine(packet: bytes | bytearray, at: int, key: bytes) -> bool:
    """Whether the report at `at` has the HMAC that `key` gives."""
    if not packet[at + 1] & AUTHENTICATED:
        return False
    start = at + HMAC_AT
    end = start + HMAC_SIZE
    blank = b"".join((packet[:start], _NO_HMAC, packet[end:]))
    wanted = hmac.digest(key, blank, "sha256")[:HMAC_SIZE]
    return hmac.compare_digest(wanted, packet[start:end])


class Answer(NamedTuple):
    """What a sender wants of a reply, read at one go."""

    payload_type: int
    """With `rtp.MARKER` added where it is set."""
    sequence: int
    timestamp: int
    ssrc: int
    flags: int
    error: int
    reflected: int
    """The reflector's own number."""
    t2: int
    t3: int


def answer(data: bytes) -> Answer | None:
    """The reply in a datagram; None for anything else than our packet, filled in by a reflector.

    Only packets without CSRCs, as ours are. The HMAC is not looked at.
    """
    if place(data) != AT or not data[AT + 1] & REFLECTED:
        return None
    return Answer._make(_ANSWER.unpack_from(data))
