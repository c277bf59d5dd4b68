"""HTTP over one connection: who is at its other end, and what it may keep us waiting for.

Over a Unix socket the kernel knows whose process connected (SO_PEERCRED, unix(7)).
"""

from __future__ import annotations

import asyncio
import pwd
import struct
from functools import partial
from socket import AF_UNIX, SO_PEERCRED, SOL_SOCKET, socket
from typing import Any

import h11
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from exporters.web.hardened import HEADERS
from exporters.web.places import Place, Places

CREDENTIALS = struct.Struct("=iII")
"""`struct ucred`: process, user and group."""
KEY = "monitord.peer"
"""Under which name an application finds the user's number in its scope."""
CONNECTION = "monitord.drop"
"""Under which name it finds what ends the connection at once."""
LINGER = 1.0
"""Seconds for which the rest of a refused body is heard, so that the refusal is read."""
MOST_HEARD = 1024 * 1024
"""Bytes of it."""


class PeerProtocol(H11Protocol):
    """HTTP that keeps to its place among `places`, and tells the application who connected."""

    def __init__(self, *args: Any, place: Place, places: Places, **more: Any) -> None:
        super().__init__(*args, **more)
        self.place = place
        self.places = places
        self.heard: int | None = None
        """Bytes of a refused body so far; None: it was not refused."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Ask the kernel once for each connection; over TCP there is nothing to ask."""
        super().connection_made(transport)
        self.place.drop = transport.abort
        self.place.unread = transport.get_write_buffer_size
        told: dict[str, object] = {CONNECTION: transport.abort}
        user = user_of(transport.get_extra_info("socket"))
        if user is not None:
            told[KEY] = user
        self.app = partial(_told, self.app, told)

    def connection_lost(self, exc: Exception | None) -> None:
        """Give the place back."""
        self.places.leave(self.place)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A part of a request; of one that was refused it is thrown away."""
        if self.heard is not None:
            self.heard += len(data)
            if self.heard > MOST_HEARD:
                self.transport.abort()
            return
        if self.place.waiting:
            self.place.expect(self.loop.time())
        super().data_received(data)
        self._see()

    def on_response_complete(self) -> None:
        """Wait for the next request; not for the rest of one that was answered already."""
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self._linger()
            return
        super().on_response_complete()
        if self.cycle.response_complete:
            self.place.rest(self.loop.time())

    def pause_writing(self) -> None:
        """More waits to be read than need be kept here."""
        super().pause_writing()
        self.place.stall(self.loop.time())

    def resume_writing(self) -> None:
        """Most of it was read."""
        super().resume_writing()
        self._see()

    def send_400_response(self, msg: str) -> None:
        """To what is no HTTP: as all answers are."""
        headers = [*HEADERS.items(), ("content-type", "text/plain"), ("connection", "close")]
        events = (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode()),
            h11.EndOfMessage(),
        )
        self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()

    def _see(self) -> None:
        """Whether a request is being answered."""
        cycle: RequestResponseCycle | None = self.cycle  # None before the first request
        if cycle is not None and not cycle.response_complete:
            self.place.answer()

    def _linger(self) -> None:
        self.heard = 0
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.place.rest(self.loop.time())
        self.loop.call_later(LINGER, self.transport.close)


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


async def _told(
    app: ASGIApp, told: dict[str, object], scope: Scope, receive: Receive, send: Send
) -> None:
    await app({**scope, **told}, receive, send)
