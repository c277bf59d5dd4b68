"""A mail server, as far as it needs to be one (RFC 5321, 4.5.1)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default

from tests.hearing import hearing


class Letterbox:
    """What has been delivered."""

    def __init__(self) -> None:
        self.port = 0
        self.letters: list[Message] = []
        self._news = asyncio.Condition()

    async def until(self, letters: int) -> None:
        """Wait for so many."""
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: len(self.letters) >= letters)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One sender."""
        writer.write(b"220 localhost\r\n")
        while line := await reader.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                data = await reader.readuntil(b"\r\n.\r\n")
                await self._deliver(data[:-3].replace(b"\r\n..", b"\r\n."))
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")
            await writer.drain()
            if verb == b"QUIT":
                break

    async def _deliver(self, data: bytes) -> None:
        self.letters.append(message_from_bytes(data, policy=default))
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def letterbox() -> AsyncIterator[Letterbox]:
    """A running one; at the end it hangs up on who has not said goodbye yet."""
    box = Letterbox()
    async with hearing(box.serve) as box.port:
        yield box
