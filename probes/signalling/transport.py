"""The kernel's side of SIP over UDP: one non-blocking socket per address family, its error queue.

A socket that is not connected hears every device; with IP_RECVERR the kernel says which of the
datagrams an ICMP error is about.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

from monitord.model.echo import Family
from probes.kernel.address import NUMBERS, Address, Sockaddr, Source, without_zone
from probes.kernel.buffers import enlarge
from probes.kernel.options import ANCILLARY_SPACE, IP_MTU_DISCOVER, IP_PMTUDISC_DONT
from probes.kernel.refusals import ask_for_errors, is_error, refusal

BUFFER = 1 << 20
"""Bytes asked for, each way."""
MOST_DATAGRAM = 1 << 16
ANYWHERE: dict[Family, str] = {"ipv4": "0.0.0.0", "ipv6": "::"}  # noqa: S104 (replies come anywhere)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ICMP error about a datagram of ours."""

    source: Source
    """Where the datagram had been sent."""
    kind: str
    quote: bytes = field(repr=False)
    """What the error quotes of the datagram: all, a part, or nothing (RFC 792 asks for none)."""


class SipSocket:
    """A UDP socket of one family, through which all devices are asked. Raises OSError."""

    def __init__(self, family: Family) -> None:
        self.family: Family = family
        self.socket = socket.socket(NUMBERS[family], socket.SOCK_DGRAM)
        try:
            self.socket.settimeout(0)
            ask_for_errors(self.socket, family)
            if family == "ipv4":
                self.socket.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
            else:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            enlarge(self.socket, BUFFER)
            self.socket.bind((ANYWHERE[family], 0))
            self.port = int(self.socket.getsockname()[1])
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

    def receive(self) -> tuple[bytes, Source] | None:
        """The next datagram; None when there is none. Raises OSError for a pending error."""
        try:
            data, sockaddr = self.socket.recvfrom(MOST_DATAGRAM)
        except (BlockingIOError, InterruptedError):
            return None
        return data, without_zone(sockaddr)

    def refusals(self) -> list[Refusal]:
        """Empty the error queue, which also clears the socket's pending error."""
        found: list[Refusal] = []
        while True:
            try:
                quote, ancillary, _, sockaddr = self.socket.recvmsg(
                    MOST_DATAGRAM, ANCILLARY_SPACE, socket.MSG_ERRQUEUE
                )
            except OSError:
                return found
            for level, option, value in ancillary:
                error = refusal(self.family, value) if is_error(level, option) else None
                if error is not None:
                    found.append(Refusal(without_zone(sockaddr), error.kind, quote))


def address_towards(to: Address) -> str:
    """The address from which this machine sends there; nothing is sent. Raises OSError."""
    with socket.socket(NUMBERS[to.family], socket.SOCK_DGRAM) as sock:
        sock.settimeout(0)
        sock.connect(to.sockaddr)
        return without_zone(sock.getsockname())[0]
