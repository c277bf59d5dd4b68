"""Keeps every accepted inventory in the database, without anybody waiting for the database."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from monitord.store.store import Store, StoreError

log = logging.getLogger("recorder")

RETRY = 30.0
"""Seconds until a database that failed is asked again."""
LAST_TRY = 1.0
"""Seconds that the end of the daemon waits for what is still to be kept."""


@dataclass(frozen=True, slots=True)
class Revision:
    """An inventory as it was accepted."""

    revision: str
    content: bytes
    source: str
    at: datetime


class Recorder:
    """Writes revisions in their order; what cannot be written now is tried again."""

    def __init__(self, url: str, failed: Callable[[], None], retry: float = RETRY) -> None:
        """`failed` hears of each failed attempt."""
        self._url = url
        self._failed = failed
        self._retry = retry
        self._waiting: deque[Revision] = deque()
        self._news = asyncio.Event()
        self._store: Store | None = None

    def keep(self, revision: Revision) -> None:
        """Write this as soon as the database takes it; returns at once."""
        self._waiting.append(revision)
        self._news.set()

    async def run(self) -> None:
        """Write until cancelled."""
        await self._insist(self._open)
        while True:
            await self._insist(self._write)
            self._news.clear()
            await self._news.wait()

    async def close(self) -> None:
        """Give what is waiting a last chance, then let go of the database; after `run` ended."""
        try:
            async with asyncio.timeout(LAST_TRY):
                if self._waiting and self._store is None:
                    await self._open()
                await self._write()
        except (StoreError, TimeoutError) as error:
            log.error("inventory revision not kept: %s", error)
        if self._store is not None:
            await self._store.close()

    async def _insist(self, attempt: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await attempt()
            except StoreError as error:
                self._failed()
                log.error("not recording, trying again in %.0f s: %s", self._retry, error)
            await asyncio.sleep(self._retry)

    async def _open(self) -> None:
        self._store = await Store.open(self._url)

    async def _write(self) -> None:
        """All that is waiting. What was interrupted is written again, which changes nothing."""
        while self._waiting and self._store is not None:
            first = self._waiting[0]
            await self._store.accept(first.revision, first.content, first.source, first.at)
            self._waiting.popleft()
