"""One TCP connection to a device: non-blocking, and closed whatever happens.

Not asyncio's streams: a question takes one send and one receive, and nothing of it may be left to
close later.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from monitord.model.echo import Family
from probes.kernel.address import NUMBERS, Address, Source, without_zone
from probes.kernel.options import ANCILLARY_SPACE
from probes.kernel.refusals import ask_for_errors, is_error, refusal

CHUNK = 4096
MOST_RECEIVED = 1 << 18
"""Bytes over one connection: a chain of certificates and a few answers have less by far."""
RESET, CLOSED = "reset", "closed"
"""Why there is no answer, besides ICMP's words: RFC 9293's reset, and an end without an answer."""
UNREACHABLE = {
    errno.ENETUNREACH: "net-unreachable",
    errno.EHOSTUNREACH: "host-unreachable",
    errno.EPROTO: "protocol-unreachable",
    errno.EACCES: "admin-prohibited",
}
"""What an ICMP error becomes where the kernel (before Linux 5.9) does not keep it."""


class RefusedError(Exception):
    """The device, or somebody before it, does not want this connection. Its text is the word."""


class FloodError(Exception):
    """The device sends without end."""


class Duplex(Protocol):
    """Bytes to and from a device."""

    async def send(self, data: bytes) -> None:
        """Send everything. Raises OSError."""

    async def receive(self) -> bytes:
        """What has arrived; nothing at the end. Raises OSError, FloodError."""


class Connection:
    """A TCP connection that stands."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._received = 0

    @property
    def local(self) -> Source:
        """Our end."""
        return without_zone(self._socket.getsockname())

    async def send(self, data: bytes) -> None:
        """Send everything. Raises OSError."""
        await self._loop.sock_sendall(self._socket, data)

    def offer(self, data: bytes) -> None:
        """Send what goes out at once, without minding what does not."""
        with suppress(OSError):
            self._socket.send(data)

    async def receive(self) -> bytes:
        """What has arrived; nothing at the end. Raises OSError, FloodError.

        As long as there is something the event loop does nothing else, hence the limit.
        """
        data = await self._loop.sock_recv(self._socket, CHUNK)
        self._received += len(data)
        if self._received > MOST_RECEIVED:
            raise FloodError
        return data


@asynccontextmanager
async def connected(to: Address) -> AsyncIterator[Connection]:
    """A connection that is closed with the block.

    Raises RefusedError, TimeoutError when the kernel has given up, or OSError for what is the
    monitor's own fault.
    """
    with socket.socket(NUMBERS[to.family], socket.SOCK_STREAM) as sock:
        sock.settimeout(0)
        ask_for_errors(sock, to.family)
        code = sock.connect_ex(to.sockaddr)
        if code == errno.EINPROGRESS:
            await _writable(sock)
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise _answer(code, _icmp_error(sock, to.family))
        elif code == errno.ECONNREFUSED:  # this machine itself refuses without delay
            raise RefusedError(RESET)
        elif code:
            raise OSError(code, os.strerror(code))
        yield Connection(sock)


async def _writable(sock: socket.socket) -> None:
    """Wait until a connection stands or has failed."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_writer(sock, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_writer(sock)


def _answer(code: int, word: str | None) -> Exception:
    """What a connection that does not come about means."""
    if word is not None:
        return RefusedError(word)
    if code in {errno.ECONNREFUSED, errno.ECONNRESET}:
        return RefusedError(RESET)
    if code in UNREACHABLE:
        return RefusedError(UNREACHABLE[code])
    return OSError(code, os.strerror(code))  # TimeoutError for ETIMEDOUT


def _icmp_error(sock: socket.socket, family: Family) -> str | None:
    """The word of the ICMP error that ended a connection attempt; None when there was none."""
    try:
        _, ancillary, _, _ = sock.recvmsg(CHUNK, ANCILLARY_SPACE, socket.MSG_ERRQUEUE)
    except OSError:
        return None
    for level, option, value in ancillary:
        error = refusal(family, value) if is_error(level, option) else None
        if error is not None:
            return error.kind
    return None
