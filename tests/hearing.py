"""A TCP server that leaves no connection behind, whoever still talks to it at its end."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeAlias

Handler: TypeAlias = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def hearing(
    handler: Handler, context: ssl.SSLContext | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """Listens over TCP or TLS within the block; its port. It hangs up at the end."""
    served: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await handler(reader, writer)
        writer.transport.abort()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served[writer] = asyncio.ensure_future(serve(reader, writer))

    listener = await asyncio.start_server(begin, address, 0, ssl=context)
    try:
        yield int(listener.sockets[0].getsockname()[1])
    finally:
        listener.close()
        for _ in range(3):  # connections that are just being taken
            await asyncio.sleep(0)
        for writer, task in served.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*served.values(), return_exceptions=True)
