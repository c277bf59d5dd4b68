"""Devices of our own on loopback, for what no real one does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

Datagrams: TypeAlias = Iterable[bytes]


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
