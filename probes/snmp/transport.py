"""The kernel's side: one non-blocking UDP socket per address family, and its error queue.

With IP_RECVERR the kernel keeps every ICMP error about a datagram of ours together with where that
had been sent and what of it the error quotes (ip(7)). Numbers of options that Python does not name
are those of Linux's asm-generic headers.
"""

from __future__ import annotations

import ipaddress
import socket
import struct
from dataclasses import dataclass, field
from typing import TypeAlias

from monitord.model.echo import Family

SO_SNDBUFFORCE, SO_RCVBUFFORCE = 32, 33
IP_RECVERR, IPV6_RECVERR = 11, 25
IP_MTU_DISCOVER, IP_PMTUDISC_DONT = 10, 0
ORIGIN_ICMP = {2, 3}
"""`ee_origin` of errors that an ICMP or ICMPv6 message brought; 1 is a local error."""
EXTENDED_ERROR = struct.Struct("=IBBBxII")
ANCILLARY_SPACE = 512

BUFFER = 4 << 20
"""Bytes asked for, each way: what a thousand agents that answer at once may send."""
MOST_REPLY = 1 << 14
"""Bytes of a reply that are read; ours are asked so that they take one Ethernet frame."""

Source: TypeAlias = tuple[str, int]
"""Address without a zone, and port."""
Sockaddr: TypeAlias = tuple[str, int] | tuple[str, int, int, int]

REFUSALS: dict[Family, dict[int, dict[int, str]]] = {
    "ipv4": {  # RFC 792, RFC 1812 §5.2.7.1
        3: {
            0: "net-unreachable",
            1: "host-unreachable",
            2: "protocol-unreachable",
            3: "port-unreachable",
            6: "net-unreachable",
            7: "host-unreachable",
            8: "host-unreachable",
            9: "admin-prohibited",
            10: "admin-prohibited",
            11: "net-unreachable",
            12: "host-unreachable",
            13: "admin-prohibited",
        },
        11: {0: "time-exceeded"},
    },
    "ipv6": {  # RFC 4443 §3
        1: {
            0: "net-unreachable",
            1: "admin-prohibited",
            2: "net-unreachable",
            3: "host-unreachable",
            4: "port-unreachable",
            5: "admin-prohibited",
            6: "net-unreachable",
        },
        3: {0: "time-exceeded"},
    },
}
"""By family, type and code, the errors that say that no answer will come; each word has a text
`icmp-error.<word>`. The others ask for something else (smaller datagrams, another route)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ICMP error about a datagram of ours."""

    source: Source
    """Where the datagram had been sent."""
    kind: str
    quote: bytes = field(repr=False)
    """What the error quotes of the datagram: all, a part, or nothing (RFC 792 asks for none)."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where an agent is."""

    family: Family
    source: Source
    sockaddr: Sockaddr

    @classmethod
    def parse(cls, text: str, port: int) -> Address:
        """Read `192.0.2.1`, `2001:db8::1` or `fe80::1%eth0`. Raises ValueError."""
        if not 0 < port < 0x10000:
            raise ValueError(f"{port} is no port")
        parsed = ipaddress.ip_address(text)
        if isinstance(parsed, ipaddress.IPv4Address):
            source = (str(parsed), port)
            return cls("ipv4", source, source)
        spelt = socket.inet_ntop(socket.AF_INET6, parsed.packed)
        scope = 0 if parsed.scope_id is None else _interface(parsed.scope_id)
        return cls("ipv6", (spelt, port), (spelt, port, 0, scope))


class AgentSocket:
    """A UDP socket of one family, through which all agents are asked. Raises OSError."""

    def __init__(self, family: Family) -> None:
        self.family: Family = family
        v4 = family == "ipv4"
        self.socket = socket.socket(socket.AF_INET if v4 else socket.AF_INET6, socket.SOCK_DGRAM)
        self._buffer = bytearray(MOST_REPLY + 1)
        try:
            self.socket.settimeout(0)
            self._set_options()
            self.socket.bind(("0.0.0.0" if v4 else "::", 0))  # noqa: S104  (replies come anywhere)
        except OSError:
            self.close()
            raise

    def fileno(self) -> int:
        """The descriptor, for the event loop."""
        return self.socket.fileno()

    def close(self) -> None:
        """Give the socket back."""
        self.socket.close()

    def send(self, data: bytes, to: Sockaddr) -> None:
        """Send now. Raises OSError, also for the pending error of an earlier datagram."""
        self.socket.sendto(data, to)

    def receive(self) -> tuple[bytes | None, Source] | None:
        """The next datagram, None in its place when it is oversized; None when there is none.

        Raises OSError for a pending error.
        """
        try:
            size, address = self.socket.recvfrom_into(self._buffer)
        except (BlockingIOError, InterruptedError):
            return None
        data = bytes(memoryview(self._buffer)[:size]) if size <= MOST_REPLY else None
        return data, address if self.family == "ipv4" else _without_zone(address)

    def refusals(self) -> list[Refusal]:
        """Empty the error queue, which also clears the socket's pending error."""
        found: list[Refusal] = []
        while True:
            try:
                quote, ancillary, _, address = self.socket.recvmsg(
                    MOST_REPLY, ANCILLARY_SPACE, socket.MSG_ERRQUEUE
                )
            except OSError:
                return found
            for level, option, value in ancillary:
                kind = self._kind(value) if _is_error(level, option) else None
                if kind is not None:
                    found.append(Refusal(_without_zone(address), kind, quote))

    def _kind(self, value: bytes) -> str | None:
        """The word for a `struct sock_extended_err`; None when it refuses nothing."""
        _, origin, kind, code, _, _ = EXTENDED_ERROR.unpack_from(value)
        if origin not in ORIGIN_ICMP:
            return None
        return REFUSALS[self.family].get(kind, {}).get(code)

    def _set_options(self) -> None:
        sock, level = self.socket, socket.SOL_SOCKET
        if self.family == "ipv4":
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
            sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
        else:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        for force, plain in (
            (SO_RCVBUFFORCE, socket.SO_RCVBUF),
            (SO_SNDBUFFORCE, socket.SO_SNDBUF),
        ):
            try:
                sock.setsockopt(level, force, BUFFER)  # needs CAP_NET_ADMIN
            except PermissionError:
                sock.setsockopt(level, plain, BUFFER)  # as much as net.core.*mem_max allows


def _is_error(level: int, option: int) -> bool:
    return (level, option) in {
        (socket.IPPROTO_IP, IP_RECVERR),
        (socket.IPPROTO_IPV6, IPV6_RECVERR),
    }


def _without_zone(address: tuple[str, int]) -> Source:
    """A kernel's address as `Address.source` spells it."""
    return address[0].partition("%")[0], address[1]


def _interface(zone: str) -> int:
    """The number of the network interface that a zone names."""
    try:
        if zone.isdigit() and int(zone) < 1 << 32:
            return int(zone)
        return socket.if_nametoindex(zone)
    except OSError:
        raise ValueError(f"no network interface is called {zone}") from None
