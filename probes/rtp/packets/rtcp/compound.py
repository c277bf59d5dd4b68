"""A datagram of RTCP: one packet after the other (RFC 3550, 6.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from probes.rtp.packets.errors import PacketError
from probes.rtp.packets.rtcp.description import SourceDescription
from probes.rtp.packets.rtcp.extended import ExtendedReport
from probes.rtp.packets.rtcp.header import HEADER, VERSION, OtherPacket, RtcpType
from probes.rtp.packets.rtcp.reception import ReceiverReport, SenderReport

RtcpPacket: TypeAlias = (
    SenderReport | ReceiverReport | SourceDescription | ExtendedReport | OtherPacket
)


def parse(data: bytes) -> tuple[RtcpPacket, ...]:
    """Read all packets of a datagram. Raises PacketError.

    Those of other types are kept unread, for their length is known. Padding, which only the last
    packet may have, is not kept. That a report comes first is not asked for (RFC 5506).
    """
    if not data:
        raise PacketError("no bytes are no RTCP")
    return tuple(_packets(data))


def write(packets: Iterable[RtcpPacket]) -> bytes:
    """The datagram of those packets. Raises PacketError."""
    return b"".join(map(bytes, packets))


def _packets(data: bytes) -> Iterator[RtcpPacket]:
    at = 0
    while at < len(data):
        if at + HEADER.size > len(data):
            raise PacketError(f"{len(data) - at} bytes are too few for an RTCP header")
        first, kind, words = HEADER.unpack_from(data, at)
        start = at + HEADER.size
        at = start + 4 * words
        if first >> 6 != VERSION or at > len(data):
            raise PacketError(f"version {first >> 6}, {words} words: no RTCP packet of ours")
        padded = bool(first & 0x20)
        if padded and at < len(data):
            raise PacketError("padding before the last packet")
        body = _unpadded(data[start:at]) if padded else data[start:at]
        yield _packet(kind, first & 0x1F, body)


def _packet(kind: int, count: int, body: bytes) -> RtcpPacket:
    match kind:
        case RtcpType.SENDER_REPORT:
            return SenderReport.parse(count, body)
        case RtcpType.RECEIVER_REPORT:
            return ReceiverReport.parse(count, body)
        case RtcpType.DESCRIPTION:
            return SourceDescription.parse(count, body)
        case RtcpType.EXTENDED_REPORT:
            return ExtendedReport.parse(body)
    return OtherPacket(kind, count, body)


def _unpadded(body: bytes) -> bytes:
    """Without what the last byte says is padding: whole words, itself among them."""
    size = body[-1] if body else 0
    if not 0 < size <= len(body) or size % 4:
        raise PacketError(f"padding of {size} bytes in a packet of {len(body)}")
    return body[:-size]
