"""uvicorn inside a loop that is not its own: no signal handlers, no logging set-up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from socket import AF_INET, AF_INET6, IPPROTO_TCP, TCP_NODELAY, socket

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn import Config, Server

from exporters.web.peer import PeerProtocol

GRACE = 0.5
"""Seconds for answers under way when the server stops."""
KEEP_ALIVE = 75
"""Seconds that an idle connection is kept: above the usual scrape interval."""
MOST_CONNECTIONS = 512
"""More at once are answered 503."""


class WebServer:
    """Serves an application on listening sockets until it is stopped."""

    def __init__(self) -> None:
        self.server: Server | None = None
        self.sockets: list[socket] = []
        self.serving: asyncio.Task[None] | None = None

    async def start(self, app: ASGIApp, sockets: Sequence[socket]) -> None:
        """Listens on `sockets`, which then belong to the server. Raises OSError."""
        config = Config(
            _cut_short(app),
            loop="none",
            http=PeerProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_keep_alive=KEEP_ALIVE,
        )
        config.load()
        self.server = Server(config)
        self.server.lifespan = config.lifespan_class(config)
        self.sockets = list(sockets)
        for sock in self.sockets:
            _without_delay(sock)
        await self.server.startup(self.sockets)
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
        try:
            await serving
        finally:
            await _shut(server, self.sockets)


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
