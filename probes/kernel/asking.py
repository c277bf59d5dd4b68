"""One non-blocking UDP socket per address family, through which everybody is asked.

A socket that is not connected hears every device; with IP_RECVERR the kernel says which of our
datagrams an ICMP error is about.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass, field

from monitord.model.echo import Family
from probes.kernel.address import NUMBERS, Sockaddr, Source, without_zone
from probes.kernel.buffers import enlarge
from probes.kernel.options import ANCILLARY_SPACE, IP_MTU_DISCOVER, IP_PMTUDISC_DONT
from probes.kernel.refusals import ask_for_errors, is_error, refusal

ANYWHERE: dict[Family, str] = {"ipv4": "0.0.0.0", "ipv6": "::"}  # noqa: S104  (replies come anywhere)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ICMP error about a datagram of ours."""

    source: Source
    """Where the datagram had been sent."""
    kind: str
    quote: bytes = field(repr=False)
    """What the error quotes of the datagram: all, a part, or nothing (RFC 792 asks for none)."""


def udp_socket(family: Family) -> socket.socket:
    """A non-blocking socket that tells of ICMP errors and lets routers cut its datagrams up.

    Raises OSError.
    """
    sock = socket.socket(NUMBERS[family], socket.SOCK_DGRAM)
    try:
        sock.settimeout(0)
        ask_for_errors(sock, family)
        if family == "ipv4":
            sock.setsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DONT)
    except OSError:
        sock.close()
        raise
    return sock


class AskingSocket:
    """A UDP socket of one family on a port that the kernel chooses. Raises OSError."""

    def __init__(self, family: Family, buffer: int, most: int) -> None:
        """`buffer`: bytes asked for, each way; `most`: bytes of a datagram that are read."""
        self.family: Family = family
        self.socket = udp_socket(family)
        self._most = most
        self._buffer = bytearray(most + 1)
        try:
            if family == "ipv6":
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            enlarge(self.socket, buffer)
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

    def receive(self) -> tuple[bytes | None, Source] | None:
        """The next datagram, None in its place when it is oversized; None when there is none.

        Raises OSError for a pending error.
        """
        try:
            size, address = self.socket.recvfrom_into(self._buffer)
        except (BlockingIOError, InterruptedError):
            return None
        data = bytes(memoryview(self._buffer)[:size]) if size <= self._most else None
        return data, address if self.family == "ipv4" else without_zone(address)

    def refusals(self) -> list[Refusal]:
        """Empty the error queue, which also clears the socket's pending error."""
        found: list[Refusal] = []
        while True:
            try:
                quote, ancillary, _, address = self.socket.recvmsg(
                    self._most, ANCILLARY_SPACE, socket.MSG_ERRQUEUE
                )
            except OSError:
                return found
            for level, option, value in ancillary:
                error = refusal(self.family, value) if is_error(level, option) else None
                if error is not None:
                    found.append(Refusal(without_zone(address), error.kind, quote))
