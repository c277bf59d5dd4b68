"""Keeps what must not be forgotten in the database, without anybody waiting for the database."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from monitord.model.messages import Observation
from monitord.store.store import Store, StoreError

log = logging.getLogger("recorder")

RETRY = 30.0
"""Seconds until a database that failed is asked again."""
GATHER = 0.5
"""Seconds for which observations are gathered, to be committed together."""
MOST_AT_ONCE = 500
MOST_WAITING = 10_000
"""Observations that wait for the database; then the oldest is lost, and counted."""
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
    """Writes revisions and observations in their order; what cannot be written is tried again."""

    def __init__(
        self,
        url: str,
        failed: Callable[[], None],
        lost: Callable[[], None],
        retry: float = RETRY,
        gather: float = GATHER,
    ) -> None:
        """`failed` hears of each failed attempt, `lost` of each observation given up."""
        self._url = url
        self._failed = failed
        self._lost = lost
        self._retry = retry
        self._gather = gather
        self._waiting: deque[Revision] = deque()
        self._observed: deque[Observation] = deque(maxlen=MOST_WAITING)
        self._batch: list[Observation] = []
        self._news = asyncio.Event()
        self._store: Store | None = None

    def keep(self, revision: Revision) -> None:
        """Write this as soon as the database takes it; returns at once."""
        self._waiting.append(revision)
        self._news.set()

    def note(self, observation: Observation) -> None:
        """Write this, together with others, as soon as the database takes it; returns at once."""
        if len(self._observed) == MOST_WAITING:
            self._lost()
        self._observed.append(observation)
        self._news.set()

    async def run(self) -> None:
        """Write until cancelled."""
        await self._insist(self._open)
        while True:
            await self._insist(self._write)
            self._news.clear()
            await self._news.wait()
            if not self._waiting:
                await asyncio.sleep(self._gather)

    async def close(self) -> None:
        """Give what is waiting a last chance, then let go of the database; after `run` ended."""
        try:
            async with asyncio.timeout(LAST_TRY):
                if (self._waiting or self._observed or self._batch) and self._store is None:
                    await self._open()
                await self._write()
        except (StoreError, TimeoutError) as error:
            log.error("at the end not kept: %s", error)
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
        while (self._batch or self._observed) and self._store is not None:
            if not self._batch:
                size = min(len(self._observed), MOST_AT_ONCE)
                self._batch = [self._observed.popleft() for _ in range(size)]
            await self._store.add_observations(self._batch)
            self._batch = []
