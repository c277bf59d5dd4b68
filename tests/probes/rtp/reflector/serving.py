"""A reflector on real sockets, in a thread of the test, and a socket to ask it with."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from signal import SIGTERM, SIGUSR1
from threading import Thread

from probes.kernel.address import Address
from probes.kernel.options import IP_RECVTOS, IP_RECVTTL, IP_TOS, IP_TTL
from probes.rtp.discipline import UNKNOWN, Discipline
from probes.rtp.reflector.core import ReflectorCore
from probes.rtp.reflector.server import Server, Statistics
from probes.rtp.reflector.sockets import ReflectorSocket

PATIENCE = 5.0
"""Seconds that a reply may take on a busy machine."""
IPV6_LEVEL = socket.IPPROTO_IPV6
_INT = struct.Struct("@i")


@dataclass
class Running:
    """A server in its thread."""

    ports: list[int]
    _wake: socket.socket
    _thread: Thread
    told: list[Statistics] = field(default_factory=list)

    def stop(self) -> Statistics:
        """Its last words."""
        self._wake.send(bytes((SIGUSR1, SIGTERM)))
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.told[-1]


@contextmanager
def serving(
    *addresses: str,
    kind: type[ReflectorSocket] = ReflectorSocket,
    clock: Discipline = UNKNOWN,
) -> Iterator[Running]:
    """A reflector on any free port of each address, whose machine's clock is kept like `clock`."""
    with ExitStack() as stack:
        sockets = [kind.bind(Address.parse(text)) for text in addresses]
        for each in sockets:
            stack.enter_context(each.socket)
        reader, wake = map(stack.enter_context, socket.socketpair())
        told: list[Statistics] = []
        server = Server(ReflectorCore(), sockets, told.append, clock=lambda: clock)
        thread = Thread(target=server.run, args=(reader,), daemon=True)
        ports = [each.socket.getsockname()[1] for each in sockets]
        thread.start()
        running = Running(ports, wake, thread, told)
        yield running
        if thread.is_alive():
            running.stop()


@dataclass(frozen=True)
class Reply:
    """What came back."""

    data: bytes
    source: tuple[str, int]
    tos: int
    ttl: int


@contextmanager
def asking(family: int = socket.AF_INET) -> Iterator[socket.socket]:
    """A socket that hears how a reply was marked."""
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(PATIENCE)
        if family == socket.AF_INET:
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVTOS, 1)
            sock.setsockopt(socket.IPPROTO_IP, IP_RECVTTL, 1)
        else:
            sock.setsockopt(IPV6_LEVEL, socket.IPV6_RECVTCLASS, 1)
            sock.setsockopt(IPV6_LEVEL, socket.IPV6_RECVHOPLIMIT, 1)
        yield sock


def mark(sock: socket.socket, tos: int, ttl: int) -> None:
    """Send with this TOS and TTL from now on."""
    if sock.family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, IP_TOS, tos)
        sock.setsockopt(socket.IPPROTO_IP, IP_TTL, ttl)
    else:
        sock.setsockopt(IPV6_LEVEL, socket.IPV6_TCLASS, tos)
        sock.setsockopt(IPV6_LEVEL, socket.IPV6_UNICAST_HOPS, ttl)


def heard(sock: socket.socket) -> Reply:
    """The next reply. Raises TimeoutError."""
    data, ancillary, _, sender = sock.recvmsg(65_535, 256)
    values = {(level, kind): value for level, kind, value in ancillary}
    if sock.family == socket.AF_INET:
        tos = values[socket.IPPROTO_IP, IP_TOS][0]
        (ttl,) = _INT.unpack(values[socket.IPPROTO_IP, IP_TTL])
    else:
        (tos,) = _INT.unpack(values[IPV6_LEVEL, socket.IPV6_TCLASS])
        (ttl,) = _INT.unpack(values[IPV6_LEVEL, socket.IPV6_HOPLIMIT])
    return Reply(data, sender[:2], tos, ttl)


def exchanged(sock: socket.socket, data: bytes, where: tuple[str, int]) -> Reply:
    """The reply to one datagram."""
    sock.sendto(data, where)
    return heard(sock)
