"""uvicorn inside a loop that is not its own: no signal handlers, no logging set-up.

Connections are taken by `acceptor` rather than by asyncio's servers: their number is bounded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from socket import AF_INET, AF_INET6, AF_UNIX, IPPROTO_TCP, TCP_NODELAY, socket
from ssl import SSLContext

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config, Server

from exporters.web.acceptor import Acceptor
from exporters.web.peer import PeerProtocol
from exporters.web.pieces import Pieces
from exporters.web.places import Place, Places

GRACE = 0.5
"""Seconds for answers under way when the server stops."""
KEEP_ALIVE = 75
"""Seconds that an idle connection is kept: above the usual scrape interval."""
MOST_HEAD = 16 * 1024
"""Bytes of a request line and its headers."""
EVERY = 1.0
"""Seconds between two looks for those who keep everybody waiting."""


def _unheard(reason: str) -> None:
    pass


class WebServer:
    """Serves an application on listening sockets until it is stopped."""

    def __init__(self) -> None:
        self.server: Server | None = None
        self.sockets: list[socket] = []
        self.serving: asyncio.Task[None] | None = None
        self.sweeping: asyncio.Task[None] | None = None

    async def start(
        self,
        app: ASGIApp,
        sockets: Sequence[socket],
        tls: SSLContext | None = None,
        refused: Callable[[str], object] = _unheard,
    ) -> None:
        """Listens on `sockets`, which then belong to the server. Raises OSError.

        `tls` is for those of TCP; `refused` counts connections that are ended, by reason.
        """
        config = Config(
            _cut_short(Pieces(app)),
            loop="none",
            http=PeerProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",  # not each thing that a stranger sends
            access_log=False,
            server_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=MOST_HEAD,
            timeout_keep_alive=KEEP_ALIVE,
        )
        config.load()
        self.server = Server(config)
        self.server.lifespan = config.lifespan_class(config)
        self.sockets = list(sockets)
        for sock in self.sockets:
            _without_delay(sock)
        # Of their own each: a flood over TCP keeps nobody from the Unix socket.
        near, far = Places(refused), Places(refused)
        acceptors = [
            _acceptor(self.server, sock, near, None)
            if sock.family == AF_UNIX
            else _acceptor(self.server, sock, far, tls)
            for sock in self.sockets
        ]
        self.server.servers = acceptors  # type: ignore[assignment]
        for acceptor in acceptors:
            acceptor.start()
        self.server.started = True
        self.sweeping = asyncio.create_task(_sweep((near, far)), name="web places")
        self.serving = asyncio.create_task(self.server.main_loop(), name="web")

    async def stop(self) -> None:
        """Stops listening, lets answers under way finish for `GRACE`, then drops the rest.

        Raises what the serving task raised. Does nothing when it was not started.
        """
        if self.server is None or self.serving is None:
            return
        server, serving = self.server, self.serving
        self.server = self.serving = None
        server.should_exit = True
        if self.sweeping is not None:
            self.sweeping.cancel()
        try:
            await serving
        finally:
            await _shut(server, self.sockets)


def _acceptor(server: Server, listener: socket, places: Places, tls: SSLContext | None) -> Acceptor:
    """One that makes uvicorn's own protocol speak over what it takes."""

    def make(place: Place) -> PeerProtocol:
        return PeerProtocol(
            config=server.config,
            server_state=server.server_state,
            app_state={},
            place=place,
            places=places,
        )

    return Acceptor(listener, make, places, tls)


async def _sweep(places: Sequence[Places]) -> None:
    """End what takes too long, until cancelled."""
    clock = asyncio.get_running_loop().time
    while True:
        await asyncio.sleep(EVERY)
        for each in places:
            each.sweep(clock())


def _cut_short(app: ASGIApp) -> ASGIApp:
    """`app`, whose answers may be cancelled when the server stops: uvicorn calls that an error."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(asyncio.CancelledError):
            await app(scope, receive, send)

    return answer


def _without_delay(sock: socket) -> None:
    """Inherited by what it accepts: asyncio sees to it only where the socket names its protocol.

    Without it an answer of several writes waits 40 ms for the client's delayed acknowledgement.
    """
    if sock.family in (AF_INET, AF_INET6):
        sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)


async def _shut(server: Server, sockets: list[socket]) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(GRACE):
            await server.shutdown(sockets)
            return
    tasks = tuple(server.server_state.tasks)
    # First the connections: nobody is there to be told that an answer was cut short.
    for connection in tuple(server.server_state.connections):
        connection.transport.abort()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
