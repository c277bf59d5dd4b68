"""A webhook that takes what apprise sends to json://, or does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.exporters.web.serving import served


class Hook:
    """What it was sent, title and text; `failing`: how many more it refuses."""

    def __init__(self) -> None:
        self.port = 0
        self.sent: list[tuple[str, str]] = []
        self.failing = 0
        self.refused = 0
        self.open = asyncio.Event()
        """While it is not set, everybody waits."""
        self.open.set()
        self._news = asyncio.Condition()

    @property
    def url(self) -> str:
        """As apprise takes it, with a password that nobody must see."""
        return f"json://user:geheim@127.0.0.1:{self.port}/notify"

    @property
    def titles(self) -> list[str]:
        """Of all messages, in order."""
        return [title for title, _ in self.sent]

    async def hear(self, request: Request) -> Response:
        """A message."""
        document = await request.json()
        await self.open.wait()
        if self.failing > 0:
            self.failing -= 1
            self.refused += 1
            return Response(status_code=503)
        self.sent.append((document["title"], document["message"]))
        async with self._news:
            self._news.notify_all()
        return Response()

    async def until(self, messages: int) -> None:
        """Wait for so many."""
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: len(self.sent) >= messages)


@asynccontextmanager
async def hooked() -> AsyncIterator[Hook]:
    """A running one."""
    hook = Hook()
    app = Starlette(routes=[Route("/notify", hook.hear, methods=["POST"])])
    async with served(app) as hook.port:
        yield hook
        hook.open.set()
