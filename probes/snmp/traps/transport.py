"""The socket on which traps arrive, and from which informs are answered."""

from __future__ import annotations

import errno
import ipaddress
import socket
from typing import TypeAlias

from probes.kernel.address import Sockaddr, unmapped
from probes.kernel.buffers import drops, enlarge_receive
from probes.kernel.marking import Ancillary, from_here
from probes.kernel.options import IP_PKTINFO

BUFFER = 2 << 20
"""Bytes: some 2,000 traps wait between two looks at the socket."""
LARGEST = 65_535
ANCILLARY_SPACE = 64

Return: TypeAlias = tuple[Sockaddr, Ancillary]
"""The way back of a datagram: to whom, and from which of our addresses."""

CAUSES = {
    errno.EADDRINUSE: "another program has the port (snmptrapd?)",
    errno.EACCES: "ports below 1024 need the capability CAP_NET_BIND_SERVICE; 1162 does not",
    errno.EPERM: "ports below 1024 need the capability CAP_NET_BIND_SERVICE; 1162 does not",
    errno.EADDRNOTAVAIL: "this machine has no such address",
    errno.EAFNOSUPPORT: "this machine does not speak this address family",
}


class TrapListenError(OSError):
    """Traps cannot be received; `str(error)` is a line for the log that says why."""


class TrapSocket:
    """A UDP socket bound to `listen`; `[::]:1162` hears IPv4 as well. Raises TrapListenError."""

    def __init__(self, listen: str) -> None:
        host, port = _parse(listen)
        self._v6 = ":" in host
        try:
            self.socket = socket.socket(
                socket.AF_INET6 if self._v6 else socket.AF_INET, socket.SOCK_DGRAM
            )
        except OSError as error:
            raise _refused(listen, error) from error
        try:
            self.socket.settimeout(0)
            self._set_options()
            self.socket.bind((host, port))
        except OSError as error:
            self.socket.close()
            raise _refused(listen, error) from error

    @property
    def address(self) -> tuple[str, int]:
        """Where it really listens."""
        host, port, *_ = self.socket.getsockname()
        return str(host), int(port)

    @property
    def closed(self) -> bool:
        """Whether it was given back."""
        return self.socket.fileno() < 0

    @property
    def drops(self) -> int:
        """Datagrams that the kernel dropped since the start, for want of buffer."""
        return drops(self.socket)

    def read(self) -> tuple[bytes, str, Return] | None:
        """The next datagram, the address it claims to be from, the way back; None when empty."""
        try:
            data, ancillary, _, sockaddr = self.socket.recvmsg(LARGEST, ANCILLARY_SPACE)
        except OSError:
            return None
        source = sockaddr[0]
        if self._v6:
            source = unmapped(source)
        return data, source, (sockaddr, ancillary)

    def send(self, data: bytes, to: Return) -> bool:
        """Answer, from the address that was written to. Whether the kernel took it."""
        sockaddr, ancillary = to
        try:
            self.socket.sendmsg((data,), from_here(ancillary), 0, sockaddr)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Give the socket back."""
        self.socket.close()

    def _set_options(self) -> None:
        if self._v6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        else:
            self.socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        enlarge_receive(self.socket, BUFFER)


def spelt(address: str) -> str:
    """An address of the inventory as the kernel spells it. Raises ValueError."""
    parsed = ipaddress.ip_address(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)


def _parse(listen: str) -> tuple[str, int]:
    host, _, port = listen.rpartition(":")
    try:
        number = int(port)
        found = str(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")))
    except ValueError:
        raise TrapListenError(f"{listen!r} is no address with a port, like 0.0.0.0:1162") from None
    if not 0 <= number < 0x10000:
        raise TrapListenError(f"{listen!r}: there is no port {number}")
    return found, number


def _refused(listen: str, error: OSError) -> TrapListenError:
    cause = CAUSES.get(error.errno or 0, error.strerror or type(error).__name__)
    refusal = TrapListenError(f"cannot receive traps on {listen}: {cause}")
    refusal.errno = error.errno
    return refusal
