"""Stands between the engine and a real agent, and does to replies what a bad network would do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

Twist = Callable[[bytes], Sequence[bytes]]
"""From a reply of the agent's to the datagrams that the engine gets instead."""


class Between(asyncio.DatagramProtocol):
    """Passes requests on to 127.0.0.1:`agent`, and replies back, twisted."""

    def __init__(self, agent: int) -> None:
        self.agent = agent
        self.twist: Twist = lambda reply: (reply,)
        self.requests: list[bytes] = []
        self.replies: list[bytes] = []
        """As the agent gave them."""
        self._outside: asyncio.DatagramTransport | None = None
        self._inside: dict[Any, asyncio.DatagramTransport] = {}

    @property
    def port(self) -> int:
        """Where the engine finds it, on 127.0.0.1."""
        assert self._outside is not None
        return int(self._outside.get_extra_info("sockname")[1])

    async def open(self) -> None:
        """Begin to listen."""
        loop = asyncio.get_running_loop()
        self._outside, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.requests.append(data)
        task = asyncio.ensure_future(self._pass_on(data, addr))
        task.add_done_callback(lambda done: done.exception())

    def redirect(self, agent: int) -> None:
        """Pass everything on to another agent from now on."""
        self.agent = agent
        self.forget()

    def forget(self) -> None:
        """Close what leads to the agent; the next request opens it again."""
        for transport in self._inside.values():
            transport.close()
        self._inside.clear()

    def say(self, data: bytes) -> None:
        """Send something to whoever asked last, unasked."""
        assert self._outside is not None
        self._outside.sendto(data, list(self._inside)[-1])

    def close(self) -> None:
        for transport in (self._outside, *self._inside.values()):
            if transport is not None:
                transport.close()

    async def _pass_on(self, data: bytes, addr: Any) -> None:
        if addr not in self._inside:
            loop = asyncio.get_running_loop()
            remote = ("127.0.0.1", self.agent)
            self._inside[addr], _ = await loop.create_datagram_endpoint(
                lambda: _Back(self, addr), remote_addr=remote
            )
        self._inside[addr].sendto(data)

    def pass_back(self, data: bytes, addr: Any) -> None:
        """A reply for `addr`."""
        assert self._outside is not None
        self.replies.append(data)
        for twisted in self.twist(data):
            self._outside.sendto(twisted, addr)


class _Back(asyncio.DatagramProtocol):
    def __init__(self, between: Between, addr: Any) -> None:
        self._between, self._addr = between, addr

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._between.pass_back(data, self._addr)


@asynccontextmanager
async def between(agent: int = 0) -> AsyncIterator[Between]:
    """Stand before the agent at 127.0.0.1:`agent`, or before none until `redirect`."""
    made = Between(agent)
    await made.open()
    try:
        yield made
    finally:
        made.close()
        await asyncio.sleep(0)  # transports close on the loop's next turn
