"""Echo requests and other packets as a kernel would send them."""

from __future__ import annotations

import struct
from ipaddress import ip_address

from monitord.simulator.packet import ECHO, ICMP, ICMPV6, UDP, Packet, checksum, ip_header, parse

MONITOR, MONITOR6 = "127.0.0.1", "2001:db8::1"


def echo_request(
    to: str, *, ttl: int = 64, sequence: int = 1, payload: bytes = b"x" * 56
) -> Packet:
    """An ICMP or ICMPv6 echo request from the monitor."""
    v6 = ":" in to
    source, destination = ip_address(MONITOR6 if v6 else MONITOR).packed, ip_address(to).packed
    protocol = ICMPV6 if v6 else ICMP
    message = struct.pack("!BBHHH", ECHO[protocol], 0, 0, 4711, sequence) + payload
    pseudo = source + destination + struct.pack("!II", len(message), ICMPV6) if v6 else b""
    message = message[:2] + checksum(pseudo + message).to_bytes(2, "big") + message[4:]
    return parse(ip_header(source, destination, protocol, len(message), ttl) + message)


def datagram(to: str, port: int) -> Packet:
    """A UDP datagram from the monitor, without a checksum."""
    source, destination = ip_address(MONITOR).packed, ip_address(to).packed
    message = struct.pack("!HHHH", 40000, port, 12, 0) + b"what"
    return parse(ip_header(source, destination, UDP, len(message), 64) + message)


def icmp_checksum_holds(packet: Packet) -> bool:
    """Whether the checksum of an ICMP or ICMPv6 message is right (RFC 1071: the sum is zero)."""
    message = packet.data[packet.header :]
    if packet.protocol == ICMP:
        return checksum(message) == 0
    pseudo = packet.source + packet.destination + struct.pack("!II", len(message), ICMPV6)
    return checksum(pseudo + message) == 0


def datagram_checksum_holds(packet: Packet) -> bool:
    """Whether the checksum of a UDP datagram is there and right (RFC 768, RFC 8200, 8.1)."""
    message = packet.data[packet.header :]
    pseudo = packet.source + packet.destination + struct.pack("!II", len(message), UDP)
    return message[6:8] != b"\0\0" and checksum(pseudo + message) == 0
