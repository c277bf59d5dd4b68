"""Big answers go out piece by piece, as fast as they are read: what waits to be read is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exporters.web.peer import CONNECTION

PIECE = 64 * 1024
"""Bytes handed over at once."""
MOST_HELD = 64 * 1024 * 1024
"""Bytes of all answers that are being read."""
PATIENCE = 60.0
"""Seconds for an answer to be read."""

Drop = Callable[[], object]


class Pieces:
    """Sends the answers of `app`. Whoever reads slowest has to start again when all is held."""

    def __init__(self, app: ASGIApp, most_held: int = MOST_HELD) -> None:
        self.app = app
        self._most_held = most_held
        self._held: dict[object, tuple[int, Drop]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def in_pieces(message: Message) -> None:
            body = message.get("body", b"")
            if message["type"] != "http.response.body" or len(body) <= PIECE:
                await send(message)
                return
            await self._send(message, body, scope.get(CONNECTION, _nothing), send)

        await self.app(scope, receive, in_pieces)

    async def _send(self, message: Message, body: bytes, drop: Drop, send: Send) -> None:
        key = object()
        self._held[key] = len(body), drop
        self._make_room(key)
        try:
            async with asyncio.timeout(PATIENCE):
                for start in range(0, len(body), PIECE):
                    more = start + PIECE < len(body) or message.get("more_body", False)
                    piece = body[start : start + PIECE]
                    await send({**message, "body": piece, "more_body": more})
        except TimeoutError:
            drop()
        finally:
            self._held.pop(key, None)

    def _make_room(self, newest: object) -> None:
        """The oldest go first: most of what is read at all is read within a second."""
        while sum(size for size, _ in self._held.values()) > self._most_held:
            oldest = next(iter(self._held))
            if oldest is newest:
                return
            _, drop = self._held.pop(oldest)
            drop()


def _nothing() -> None:
    pass
