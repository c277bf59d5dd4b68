"""Takes connections from a listening socket, as many as there are places, and shakes hands."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable
from functools import partial
from socket import AF_INET, AF_INET6, SO_LINGER, SOL_SOCKET, socket
from ssl import SSLContext
from typing import Any

from exporters.web.places import HEAD, Place, Places
from exporters.web.throttle import neighbourhood

AT_ONCE = 64
"""Connections taken in one turn of the loop."""
PAUSE = 0.5
"""Seconds, when the system has no descriptor left and nobody can be pushed out."""
AT_ONCE_GONE = struct.pack("ii", 1, 0)
"""`struct linger`: closing resets the connection (socket(7)), and nothing is left of it."""


class Acceptor:
    """One door. `make` makes the protocol that speaks over a connection.

    Has `close` and `wait_closed`, as servers of asyncio do.
    """

    def __init__(
        self,
        listener: socket,
        make: Callable[[Place], asyncio.Protocol],
        places: Places,
        tls: SSLContext | None,
    ) -> None:
        self._listener = listener
        self._make = make
        self._places = places
        self._tls = tls
        self._loop = asyncio.get_running_loop()
        self._coming: set[asyncio.Task[None]] = set()
        self._pause: asyncio.TimerHandle | None = None
        self._open = True

    def start(self) -> None:
        """Take connections from now on."""
        self._listener.settimeout(0.0)
        self._listener.listen(AT_ONCE * 4)
        self._resume()

    def close(self) -> None:
        """Take none any more; those half come are dropped."""
        self._open = False
        self._loop.remove_reader(self._listener)
        if self._pause is not None:
            self._pause.cancel()
        for task in self._coming:
            task.cancel()

    async def wait_closed(self) -> None:
        """Until those half come are gone."""
        await asyncio.gather(*self._coming, return_exceptions=True)

    def _resume(self) -> None:
        self._loop.add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        for _ in range(AT_ONCE):
            try:
                connection, address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError:  # no descriptor, no memory
                self._breathe()
                return
            self._seat(connection, address)

    def _breathe(self) -> None:
        if not self._places.make_room():
            self._loop.remove_reader(self._listener)
            self._pause = self._loop.call_later(PAUSE, self._resume)

    def _seat(self, connection: socket, address: Any) -> None:
        host = neighbourhood(address[0]) if connection.family in (AF_INET, AF_INET6) else ""
        place = self._places.enter(host, self._loop.time())
        if place is None:
            _reset(connection)
            return
        task = self._loop.create_task(self._welcome(connection, place))
        place.drop = task.cancel
        self._coming.add(task)
        task.add_done_callback(partial(self._come, connection))

    def _come(self, connection: socket, task: asyncio.Task[None]) -> None:
        self._coming.discard(task)
        if task.cancelled():  # perhaps before it began
            connection.close()

    async def _welcome(self, connection: socket, place: Place) -> None:
        """What fails here is the client's affair, and was not a request yet."""
        connection.settimeout(0.0)
        try:
            await self._loop.connect_accepted_socket(
                lambda: self._make(place),
                connection,
                ssl=self._tls,
                ssl_handshake_timeout=HEAD if self._tls else None,
            )
        except OSError:
            self._places.leave(place)
            connection.close()


def _reset(connection: socket) -> None:
    connection.setsockopt(SOL_SOCKET, SO_LINGER, AT_ONCE_GONE)
    connection.close()
