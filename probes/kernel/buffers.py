"""How much the kernel keeps for a socket, and what it threw away for want of room."""

from __future__ import annotations

import socket
import struct
from typing import NamedTuple

from probes.kernel.options import SO_MEMINFO, SO_RCVBUFFORCE, SO_SNDBUFFORCE

_MEMORY = struct.Struct("=II24xI")
"""Of SO_MEMINFO (linux/sock_diag.h)."""


class Memory(NamedTuple):
    """What a socket holds of what arrived."""

    waiting: int
    """Bytes that wait to be read, with what the kernel keeps about them."""
    room: int
    """For how many there is room."""
    drops: int
    """Datagrams thrown away since the socket was opened."""


def enlarge(sock: socket.socket, size: int) -> None:
    """Ask for so many bytes each way; without CAP_NET_ADMIN as many as net.core.*mem_max allows."""
    enlarge_receive(sock, size)
    _ask(sock, SO_SNDBUFFORCE, socket.SO_SNDBUF, size)


def enlarge_receive(sock: socket.socket, size: int) -> None:
    """The same for what arrives only."""
    _ask(sock, SO_RCVBUFFORCE, socket.SO_RCVBUF, size)


def drops(sock: socket.socket) -> int:
    """Datagrams that the kernel has dropped since the socket was opened, for want of buffer.

    SO_RXQ_OVFL never arrives on datagram ICMP sockets, hence SO_MEMINFO. That it moves is certain,
    by how much is not: Linux 6.18 counts each drop of a raw socket twice.
    """
    return memory(sock).drops


def memory(sock: socket.socket) -> Memory:
    """How full a socket is, and what it lost."""
    return Memory._make(
        _MEMORY.unpack(sock.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, _MEMORY.size))
    )


def _ask(sock: socket.socket, force: int, plain: int, size: int) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, force, size)  # needs CAP_NET_ADMIN
    except PermissionError:
        sock.setsockopt(socket.SOL_SOCKET, plain, size)
