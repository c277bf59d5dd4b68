"""Control messages that go along with one datagram: how it is marked, and from where it comes."""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from typing import TypeAlias

from monitord.model.echo import Family
from probes.kernel.options import IP_PKTINFO, IP_TOS, IP_TTL

Ancillary: TypeAlias = Sequence[tuple[int, int, bytes]]
IN_PKTINFO = struct.Struct("@i4s4s")
LEVEL: dict[Family, int] = {"ipv4": socket.IPPROTO_IP, "ipv6": socket.IPPROTO_IPV6}


def marking(
    family: Family, dscp: int | None = None, ttl: int | None = None, source: bytes | None = None
) -> Ancillary:
    """For `sendmsg`; what is None stays the socket's default.

    `source`: an address of this machine and family, in network bytes.
    """
    v4, level = family == "ipv4", LEVEL[family]
    found: list[tuple[int, int, bytes]] = []
    if dscp is not None:
        option = IP_TOS if v4 else socket.IPV6_TCLASS
        found.append((level, option, struct.pack("@i", dscp << 2)))
    if ttl is not None:
        option = IP_TTL if v4 else socket.IPV6_HOPLIMIT
        found.append((level, option, struct.pack("@i", ttl)))
    if source is not None and v4:
        found.append((level, IP_PKTINFO, IN_PKTINFO.pack(0, source, bytes(4))))
    elif source is not None:
        found.append((level, socket.IPV6_PKTINFO, struct.pack("@16si", source, 0)))
    return found


def from_here(ancillary: Ancillary) -> Ancillary:
    """Those that answer from the address at which a datagram with `ancillary` arrived.

    For sockets with IP_PKTINFO or IPV6_RECVPKTINFO; nothing for others.
    """
    for level, kind, value in ancillary:
        if level == socket.IPPROTO_IP and kind == IP_PKTINFO:
            _, local, _ = IN_PKTINFO.unpack(value)
            return [(level, kind, IN_PKTINFO.pack(0, local, bytes(4)))]
        if level == socket.IPPROTO_IPV6 and kind == socket.IPV6_PKTINFO:
            return [(level, kind, value[:16] + bytes(4))]
    return []
