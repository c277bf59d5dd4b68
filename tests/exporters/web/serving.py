"""A real server on a free port of loopback."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from exporters.web.server import WebServer


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """The port on which `app` answers, until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    server = WebServer()
    await server.start(app, [listener])
    try:
        yield port
    finally:
        await server.stop()
