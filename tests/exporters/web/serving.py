"""A real server on a free port of loopback."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext

from starlette.types import ASGIApp

from exporters.web.server import WebServer


@asynccontextmanager
async def served(
    app: ASGIApp, tls: SSLContext | None = None, refused: Callable[[str], object] = id
) -> AsyncIterator[int]:
    """The port on which `app` answers, until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    server = WebServer()
    await server.start(app, [listener], tls, refused)
    try:
        yield port
    finally:
        await server.stop()
