"""Source descriptions (RFC 3550, 6.5): who the sources are."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.fields import packed
from probes.rtp.packets.rtcp.header import RtcpType, packet

CNAME = 1
"""The item that every compound packet has."""

_SOURCE = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is said of one source."""

    ssrc: int
    items: tuple[tuple[int, bytes], ...] = ()
    """Type and text (UTF-8, but never decoded here)."""

    def __bytes__(self) -> bytes:
        """Filled up with zeros, at least one, to a whole word."""
        if any(not 0 < kind < 256 or len(text) > 255 for kind, text in self.items):
            raise PacketError("an item of no or too high a type, or of more than 255 bytes")
        source = packed("a source", _SOURCE, self.ssrc)
        items = b"".join(bytes((kind, len(text))) + text for kind, text in self.items)
        return source + items + bytes(4 - len(items) % 4)


@dataclass(frozen=True, slots=True)
class SourceDescription:
    """A packet of them."""

    chunks: tuple[Chunk, ...] = ()

    @classmethod
    def parse(cls, count: int, body: bytes) -> SourceDescription:
        """Read what follows the header. Raises PacketError."""
        chunks = []
        at = 0
        for _ in range(count):
            chunk, at = _chunk(body, at)
            chunks.append(chunk)
        return cls(tuple(chunks))

    def __bytes__(self) -> bytes:
        body = b"".join(map(bytes, self.chunks))
        return packet(RtcpType.DESCRIPTION, len(self.chunks), body)


def _chunk(body: bytes, start: int) -> tuple[Chunk, int]:
    """The chunk at `start`, and where the next one is."""
    if start + _SOURCE.size > len(body):
        raise PacketError("a description ends before a source")
    (ssrc,) = _SOURCE.unpack_from(body, start)
    items = tuple(_items(body, start + _SOURCE.size))
    end = start + _SOURCE.size + sum(2 + len(text) for _, text in items)
    return Chunk(ssrc, items), end + 4 - (end - start) % 4


def _items(body: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Up to the zero that ends them."""
    while True:
        if at >= len(body):
            raise PacketError("the items of a source have no end")
        if body[at] == 0:
            return
        end = at + 2 + body[at + 1] if at + 1 < len(body) else len(body) + 1
        if end > len(body):
            raise PacketError("a description ends within an item")
        yield body[at], body[at + 2 : end]
        at = end
