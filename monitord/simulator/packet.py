"""IP packets as they come out of a TUN device, and the messages that answer them.

RFC 791 (IPv4), RFC 8200 (IPv6), RFC 792 (ICMP), RFC 4443 (ICMPv6), RFC 768 (UDP). Addresses are
packed bytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

IPV4_HEADER = 20
IPV6_HEADER = 40
UDP_HEADER = 8
ICMP, UDP, ICMPV6 = 1, 17, 58
ECHO = {ICMP: 8, ICMPV6: 128}
HOP_LIMIT = 64
"""What a device puts into the TTL of what it sends."""
MOST_QUOTED = 548
"""Bytes of the offending packet in an error: an error has at most 576 (RFC 1812, 4.3.2.3)."""

TIME_EXCEEDED = "time-exceeded"
PORT_UNREACHABLE = "port-unreachable"
ERRORS = {
    TIME_EXCEEDED: {ICMP: (11, 0), ICMPV6: (3, 0)},
    "net-unreachable": {ICMP: (3, 0), ICMPV6: (1, 0)},
    "host-unreachable": {ICMP: (3, 1), ICMPV6: (1, 3)},
    PORT_UNREACHABLE: {ICMP: (3, 3), ICMPV6: (1, 4)},
    "admin-prohibited": {ICMP: (3, 13), ICMPV6: (1, 1)},
}
"""Type and code of each error, by the ICMP that carries it."""


class PacketError(ValueError):
    """Bytes that are no IP packet: too short, or of an unknown version."""


@dataclass(slots=True)
class Packet:
    """A packet and where its parts are. Not frozen only because making it is on the hot path."""

    data: bytes
    source: bytes
    destination: bytes
    ttl: int
    protocol: int
    header: int
    """Length of the IP header in bytes: where the payload begins."""

    @property
    def kind(self) -> tuple[int, int]:
        """What asks for an answer: (protocol, ICMP type or UDP port); (protocol, -1) if cut off."""
        data, at = self.data, self.header
        if self.protocol == UDP and len(data) >= at + 8:
            return UDP, data[at + 2] << 8 | data[at + 3]
        if self.protocol in ECHO and len(data) >= at + 8:
            return self.protocol, data[at]
        return self.protocol, -1

    @property
    def marks(self) -> tuple[int, int]:
        """Identifier and sequence number of an echo, the ports of a UDP packet, else (0, 0)."""
        at = self.header + (4 if self.protocol in ECHO else 0)
        if self.protocol not in (ICMP, ICMPV6, UDP) or len(self.data) < self.header + 8:
            return 0, 0
        data = self.data
        return data[at] << 8 | data[at + 1], data[at + 2] << 8 | data[at + 3]

    @property
    def head(self) -> bytes:
        """The first bytes of a UDP payload, at most four; none of other packets."""
        at = self.header + UDP_HEADER
        return self.data[at : at + 4] if self.protocol == UDP else b""


def parse(data: bytes) -> Packet:
    """The packet in `data`. Raises PacketError."""
    if len(data) >= IPV4_HEADER and data[0] >> 4 == 4:
        header = (data[0] & 15) * 4
        if IPV4_HEADER <= header <= len(data):
            return Packet(data, data[12:16], data[16:20], data[8], data[9], header)
    elif len(data) >= IPV6_HEADER and data[0] >> 4 == 6:
        return Packet(data, data[8:24], data[24:40], data[7], data[6], IPV6_HEADER)
    raise PacketError(f"no IP packet: {data[:8].hex() or 'nothing'}")


def echo_reply(request: Packet, ttl: int) -> bytes:
    """The reply to an echo request, with `ttl` left when it arrives (RFC 792, RFC 4443 4.2).

    Swapping the addresses changes no checksum, so the ICMP one needs only the type's difference.
    """
    reply = bytearray(request.data)
    at = request.header
    if len(request.source) == 4:
        reply[12:16], reply[16:20], reply[8] = request.destination, request.source, ttl
        reply[10:12] = b"\0\0"
        reply[10:12] = checksum(reply[:at]).to_bytes(2, "big")
        difference = 0x0800
    else:
        reply[8:24], reply[24:40], reply[7] = request.destination, request.source, ttl
        difference = 0xFEFF
    reply[at] = 0 if difference == 0x0800 else 129
    total = (reply[at + 2] << 8 | reply[at + 3]) + difference
    total = (total & 0xFFFF) + (total >> 16)
    reply[at + 2], reply[at + 3] = total >> 8, total & 0xFF
    return bytes(reply)


def udp_payload(packet: Packet) -> bytes:
    """What is in a datagram; nothing when the packet is none, or is cut off."""
    at, data = packet.header + UDP_HEADER, packet.data
    if packet.protocol != UDP or len(data) < at:
        return b""
    length = data[at - 4] << 8 | data[at - 3]
    return data[at : packet.header + length]


def udp_reply(request: Packet, payload: bytes, ttl: int) -> bytes:
    """A datagram back to where `request` came from, with `ttl` left when it arrives (RFC 768)."""
    theirs, ours = struct.unpack_from("!HH", request.data, request.header)
    return udp_packet((request.destination, ours), (request.source, theirs), payload, ttl)


def udp_packet(
    sender: tuple[bytes, int],
    receiver: tuple[bytes, int],
    payload: bytes,
    ttl: int = HOP_LIMIT,
    tos: int = 0,
) -> bytes:
    """A datagram from one address and port to another of the same family."""
    (source, here), (destination, there) = sender, receiver
    length = UDP_HEADER + len(payload)
    head = struct.pack("!HHH", here, there, length)
    pseudo = source + destination + struct.pack("!II", length, UDP)
    total = checksum(pseudo + head + b"\0\0" + payload) or 0xFFFF
    datagram = head + total.to_bytes(2, "big") + payload
    return ip_header(source, destination, UDP, length, ttl, tos) + datagram


def icmp_error(packet: Packet, origin: bytes, error: str, ttl: int = HOP_LIMIT) -> bytes | None:
    """The error that a router or host `origin` sends about `packet`; `error` is one of ERRORS.

    None when `origin` is of another family than the packet and so could not have sent it.
    """
    if len(origin) != len(packet.source):
        return None
    version = ICMP if len(origin) == 4 else ICMPV6
    kind, code = ERRORS[error][version]
    message = struct.pack("!BBHI", kind, code, 0, 0) + packet.data[:MOST_QUOTED]
    pseudo = b""
    if version == ICMPV6:
        pseudo = origin + packet.source + struct.pack("!II", len(message), ICMPV6)
    message = message[:2] + checksum(pseudo + message).to_bytes(2, "big") + message[4:]
    return ip_header(origin, packet.source, version, len(message), ttl) + message


def ip_header(
    source: bytes, destination: bytes, protocol: int, length: int, ttl: int, tos: int = 0
) -> bytes:
    """The IP header, of the addresses' family, before `length` bytes of payload."""
    if len(source) == 16:
        words = 6 << 28 | tos << 20, length, protocol, ttl
        return struct.pack("!IHBB", *words) + source + destination
    head = struct.pack("!BBHHHBBH", 0x45, tos, IPV4_HEADER + length, 0, 0x4000, ttl, protocol, 0)
    total = checksum(head + source + destination)
    return head[:10] + total.to_bytes(2, "big") + source + destination


def checksum(data: bytes | bytearray) -> int:
    """The Internet checksum (RFC 1071)."""
    if len(data) & 1:
        data = data + b"\0"
    total: int = sum(struct.unpack(f"!{len(data) >> 1}H", data))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF
