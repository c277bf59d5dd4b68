"""Who is at the other end of a Unix socket: the kernel knows (SO_PEERCRED, unix(7))."""

from __future__ import annotations

import asyncio
import pwd
import struct
from functools import partial
from socket import AF_UNIX, SO_PEERCRED, SOL_SOCKET, socket

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

CREDENTIALS = struct.Struct("=iII")
"""`struct ucred`: process, user and group."""
KEY = "monitord.peer"
"""Under which name an application finds the user's number in its scope."""


class PeerProtocol(H11Protocol):
    """HTTP that tells the application whose process connected over a Unix socket."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Ask the kernel once for each connection; over TCP there is nothing to ask."""
        super().connection_made(transport)
        user = user_of(transport.get_extra_info("socket"))
        if user is not None:
            self.app = partial(_told, self.app, user)


def user_of(connection: socket) -> int | None:
    """The number of the user whose process connected; None over anything but a Unix socket."""
    if connection.family != AF_UNIX:
        return None
    found: int = CREDENTIALS.unpack(
        connection.getsockopt(SOL_SOCKET, SO_PEERCRED, CREDENTIALS.size)
    )[1]
    return found


def user_name(user: int) -> str:
    """What the user is called; `uid 1234` when the system has no name. May block."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"uid {user}"


async def _told(app: ASGIApp, user: int, scope: Scope, receive: Receive, send: Send) -> None:
    await app({**scope, KEY: user}, receive, send)
