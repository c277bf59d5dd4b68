"""The reflector's sockets: of each datagram whence and when it came, and how it was marked."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import NamedTuple

from monitord.model.echo import Family
from probes.kernel.address import NUMBERS, Address, Sockaddr
from probes.kernel.buffers import enlarge_receive
from probes.kernel.marking import IN_PKTINFO, Ancillary, from_here, marking
from probes.kernel.options import (
    IP_MTU_DISCOVER,
    IP_PKTINFO,
    IP_PMTUDISC_DONT,
    IP_RECVTOS,
    IP_RECVTTL,
    IP_TOS,
    IP_TTL,
    SO_TIMESTAMPNS,
)
from probes.kernel.stamps import nanoseconds
from probes.rtp.reflector.silence import Silence

TTL = 255
"""Of replies (RFC 8762, 4.3); also what is said of a request whose own nobody knows."""
LONGEST = 9_216
"""Bytes of the longest datagram that is read whole."""
SPACE = 256
"""Bytes for control messages."""
BUFFER = 1 << 20
"""Bytes asked for: a second of packets while the machine is busy elsewhere."""
_INT = struct.Struct("@i")
_NOWHERE: Ancillary = ()


class Arrival(NamedTuple):
    """A datagram."""

    data: bytes
    sender: Sockaddr
    stamp: int | None
    """When the kernel received it, Unix ns."""
    ttl: int
    tos: int
    here: Ancillary
    """What makes the reply leave from the address that was asked; empty when there is but one."""
    amiss: Silence | None
    """Why it must not be looked at: it was sent to more than this host, or is cut short."""


@dataclass(frozen=True, slots=True)
class ReflectorSocket:
    """A bound socket of one family."""

    family: Family
    socket: socket.socket

    @classmethod
    def bind(cls, address: Address) -> ReflectorSocket:
        """Listen on an address and port. Raises OSError."""
        opened = socket.socket(NUMBERS[address.family], socket.SOCK_DGRAM)
        try:
            opened.setblocking(False)  # noqa: FBT003  (the standard library's own signature)
            _ask(opened, address)
            enlarge_receive(opened, BUFFER)
            opened.bind(address.sockaddr)
        except OSError:
            opened.close()
            raise
        return cls(address.family, opened)

    @property
    def name(self) -> str:
        """Where it listens: `192.0.2.1:862`, `[2001:db8::1]:862`."""
        host, port = self.socket.getsockname()[:2]
        return f"[{host}]:{port}" if self.family == "ipv6" else f"{host}:{port}"

    def receive(self) -> Arrival:
        """The next datagram. Raises BlockingIOError when there is none."""
        data, ancillary, flags, sender = self.socket.recvmsg(LONGEST, SPACE)
        stamp, ttl, tos, here = None, TTL, 0, _NOWHERE
        amiss = Silence.UNKNOWN if flags & socket.MSG_TRUNC else None
        for level, kind, value in ancillary:
            if level == socket.SOL_SOCKET:
                if kind == SO_TIMESTAMPNS:
                    stamp = nanoseconds(value)
            elif level == socket.IPPROTO_IP:
                if kind == IP_TTL:
                    (ttl,) = _INT.unpack(value)
                elif kind == IP_TOS:
                    tos = value[0]
                elif kind == IP_PKTINFO:
                    _, local, destination = IN_PKTINFO.unpack(value)
                    amiss = amiss if local == destination else Silence.DESTINATION
                    here = from_here(((level, kind, value),))
            elif kind == socket.IPV6_HOPLIMIT:
                (ttl,) = _INT.unpack(value)
            elif kind == socket.IPV6_TCLASS:
                (tos,) = _INT.unpack(value)
            elif kind == socket.IPV6_PKTINFO:
                amiss = Silence.DESTINATION if value[0] == 0xFF else amiss
                here = from_here(((level, kind, value),))
        return Arrival(data, sender, stamp, ttl, tos, here, amiss)

    def send(self, data: bytes, arrival: Arrival, dscp: int) -> None:
        """Send a reply to where `arrival` came from. Raises OSError."""
        marks = (*marking(self.family, dscp), *arrival.here)
        self.socket.sendmsg((data,), marks, 0, arrival.sender)


def _ask(sock: socket.socket, address: Address) -> None:
    """Let the kernel say of each datagram what `Arrival` has."""
    wildcard = not any(address.packed)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    if address.family == "ipv4":
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
        sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, wildcard)
        sock.setsockopt(socket.IPPROTO_IP, IP_TTL, TTL)
        # a reply too long for a line in its way is cut there, as its request was, and not lost
        sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVHOPLIMIT, 1)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVTCLASS, 1)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, wildcard)
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, TTL)
