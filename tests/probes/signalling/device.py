"""Devices of our own on loopback, for what no real one does."""

from __future__ import annotations

import asyncio
import ssl
from asyncio import StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

Datagrams: TypeAlias = Iterable[bytes]
Handler: TypeAlias = Callable[[asyncio.StreamReader, StreamWriter], Awaitable[None]]


class Device(asyncio.DatagramProtocol):
    """Sends what `answer` makes of each request."""

    def __init__(self, answer: Callable[[bytes], Datagrams]) -> None:
        self.answer = answer
        self.asked: list[bytes] = []
        self.asker: Any = None
        self.heard = asyncio.Event()
        """Set at every request."""
        self.closed = asyncio.Event()
        self.transport: asyncio.DatagramTransport | None = None

    @property
    def port(self) -> int:
        """On its address."""
        assert self.transport is not None
        return int(self.transport.get_extra_info("sockname")[1])

    def send(self, data: bytes) -> None:
        """Say something to who asked last."""
        assert self.transport is not None
        self.transport.sendto(data, self.asker)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed.set()

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.asked.append(data)
        self.asker = addr
        self.heard.set()
        for answer in self.answer(data):
            self.send(answer)


@asynccontextmanager
async def device(
    answer: Callable[[bytes], Datagrams], address: str = "127.0.0.1"
) -> AsyncIterator[Device]:
    """A device over UDP that listens within the block."""
    loop = asyncio.get_running_loop()
    transport, made = await loop.create_datagram_endpoint(
        lambda: Device(answer), local_addr=(address, 0)
    )
    made.transport = transport
    try:
        yield made
    finally:
        transport.close()
        await made.closed.wait()


@asynccontextmanager
async def server(
    handler: Handler, context: ssl.SSLContext | None = None, address: str = "127.0.0.1"
) -> AsyncIterator[int]:
    """A device over TCP or TLS that listens within the block; its port. It hangs up at the end."""
    served: dict[StreamWriter, asyncio.Task[None]] = {}

    async def serve(reader: asyncio.StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError):
            await handler(reader, writer)
        writer.transport.abort()

    def begin(reader: asyncio.StreamReader, writer: StreamWriter) -> None:
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
