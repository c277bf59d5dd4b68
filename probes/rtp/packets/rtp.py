"""RTP (RFC 3550, 5.1) and its header extension (RFC 8285): bytes ↔ dataclass, no socket."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed

VERSION = 2
HEADER = struct.Struct(">BBHII")
"""Version, padding, extension and CSRC count; marker and payload type; sequence; time; SSRC."""
EXTENSION = struct.Struct(">HH")
"""Profile, and length in 32-bit words."""
CHANGING = struct.Struct(">BHI")
"""What changes from packet to packet, at `CHANGING_AT`: marker and type, sequence, time stamp."""
CHANGING_AT = 1
MARKER = 0x80

ONE_BYTE = 0xBEDE
TWO_BYTE = 0x1000
"""The last four bits are the application's."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a header extension (RFC 8285, 4.2 and 4.3)."""

    id: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Extension:
    """A header extension, of whatever profile."""

    profile: int
    data: bytes
    """Whole 32-bit words, without the profile and the length."""

    @classmethod
    def one_byte(cls, *elements: Element) -> Extension:
        """The form whose ids go from 1 to 14 and whose elements have 1 to 16 bytes."""
        for each in elements:
            if not (1 <= each.id <= 14 and 1 <= len(each.data) <= 16):
                raise PacketError(f"no one-byte element: id {each.id}, {len(each.data)} bytes")
        return cls(
            ONE_BYTE, _padded(bytes((e.id << 4 | len(e.data) - 1,)) + e.data for e in elements)
        )

    @classmethod
    def two_byte(cls, *elements: Element) -> Extension:
        """The form whose ids go from 1 to 255 and whose elements have up to 255 bytes."""
        for each in elements:
            if not (1 <= each.id <= 255 and len(each.data) <= 255):
                raise PacketError(f"no two-byte element: id {each.id}, {len(each.data)} bytes")
        return cls(TWO_BYTE, _padded(bytes((e.id, len(e.data))) + e.data for e in elements))

    @property
    def elements(self) -> tuple[Element, ...]:
        """What it holds; nothing when the profile is neither form.

        Raises PacketError when an element is longer than the extension.
        """
        if self.profile == ONE_BYTE:
            return tuple(_one_byte(self.data))
        if self.profile & 0xFFF0 == TWO_BYTE:
            return tuple(_two_byte(self.data))
        return ()

    def __bytes__(self) -> bytes:
        words, rest = divmod(len(self.data), 4)
        if rest or words > 0xFFFF or not 0 <= self.profile <= 0xFFFF:
            raise PacketError(f"{len(self.data)} bytes of profile {self.profile} are no extension")
        return EXTENSION.pack(self.profile, words) + self.data


@dataclass(frozen=True, slots=True)
class RtpPacket:
    """One packet."""

    payload_type: int
    sequence: int
    timestamp: int
    """In units of the payload type's clock."""
    ssrc: int
    payload: bytes = b""
    marker: bool = False
    csrcs: tuple[int, ...] = ()
    extension: Extension | None = None
    padding: int = 0
    """Bytes after the payload, the last of which says how many they are; 0 for none."""

    @classmethod
    def parse(cls, data: bytes) -> RtpPacket:
        """Read a whole datagram. Raises PacketError. What padding holds is not kept."""
        try:
            first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
            if first >> 6 != VERSION:
                raise PacketError(f"version {first >> 6} is no RTP of ours")
            at = HEADER.size + 4 * (first & 0x0F)
            csrcs = struct.unpack_from(f">{first & 0x0F}I", data, HEADER.size)
            extension = None
            if first & 0x10:
                extension, at = _extension(data, at)
        except struct.error:
            raise PacketError(f"{len(data)} bytes are too few for their RTP header") from None
        padding = data[-1] if first & 0x20 else 0
        end = len(data) - padding
        if at > end or (first & 0x20 and not padding):
            raise PacketError(f"padding of {padding} bytes after a payload of {len(data) - at}")
        return cls(
            second & 0x7F,
            sequence,
            timestamp,
            ssrc,
            data[at:end],
            second >= MARKER,
            csrcs,
            extension,
            padding,
        )

    def __bytes__(self) -> bytes:
        first = (
            VERSION << 6
            | bool(self.padding) << 5
            | (self.extension is not None) << 4
            | len(self.csrcs)
        )
        second = self.marker << 7 | self.payload_type
        if len(self.csrcs) > 15 or not 0 <= self.payload_type <= 0x7F:
            raise PacketError("more than 15 CSRCs, or a payload type above 127")
        header = packed("RTP", HEADER, first, second, self.sequence, self.timestamp, self.ssrc)
        sources = packed("RTP", struct.Struct(f">{len(self.csrcs)}I"), *self.csrcs)
        extension = b"" if self.extension is None else bytes(self.extension)
        return header + sources + extension + self.payload + _padding(self.padding)


def is_rtcp(data: bytes) -> bool:
    """Whether a datagram on a port of RTP is RTCP: its types look like 64 to 95 (RFC 5761, 4)."""
    return len(data) > 1 and data[0] >> 6 == VERSION and 192 <= data[1] <= 223


def patch(packet: bytearray, payload_type: int, sequence: int, timestamp: int) -> None:
    """Make the next packet out of one: `payload_type` has `MARKER` added where it is set."""
    CHANGING.pack_into(packet, CHANGING_AT, payload_type, sequence & 0xFFFF, timestamp & 0xFFFFFFFF)


def _extension(data: bytes, at: int) -> tuple[Extension, int]:
    """The extension at `at`, and where it ends."""
    profile, words = EXTENSION.unpack_from(data, at)
    start = at + EXTENSION.size
    end = start + 4 * words
    if end > len(data):
        raise PacketError(f"{len(data)} bytes are too few for an extension of {words} words")
    return Extension(profile, data[start:end]), end


def _padded(elements: Iterable[bytes]) -> bytes:
    data = b"".join(elements)
    return data + bytes(-len(data) % 4)


def _padding(size: int) -> bytes:
    if not 0 <= size <= 255:
        raise PacketError(f"padding of {size} bytes")
    return bytes(size - 1) + bytes((size,)) if size else b""


def _one_byte(data: bytes) -> Iterator[Element]:
    """Up to an id that ends the extension: 15, or 0 with a length (RFC 8285, 4.2)."""
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        ident, size = data[at] >> 4, (data[at] & 0x0F) + 1
        if ident in {0, 15}:
            return
        yield _element(ident, data, at + 1, size)
        at += 1 + size


def _two_byte(data: bytes) -> Iterator[Element]:
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        if at + 1 == len(data):
            raise PacketError("an element ends before its length")
        yield _element(data[at], data, at + 2, data[at + 1])
        at += 2 + data[at + 1]


def _element(ident: int, data: bytes, start: int, size: int) -> Element:
    if start + size > len(data):
        raise PacketError(f"element {ident} of {size} bytes is longer than its extension")
    return Element(ident, data[start : start + size])
