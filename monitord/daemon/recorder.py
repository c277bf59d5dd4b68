"""Keeps what must not be forgotten in the database, without anybody waiting for the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from time import monotonic
from uuid import uuid4

from monitord.store import journal
from monitord.store.backlog import MOST_WAITING, Backlog, Entry, Noted
from monitord.store.journal import Saved
from monitord.store.revisions import Revision
from monitord.store.store import RefusedError, Store, StoreError

log = logging.getLogger("recorder")

RETRY = 5.0
"""Seconds until a database that failed is asked again."""
GATHER = 0.25
"""Seconds for which entries are gathered, to be committed together."""
MOST_AT_ONCE = 2_000
LOADING = 3.0
"""Seconds that the start of the daemon waits for what it is to go on with."""
LAST_TRY = 1.0
"""Seconds that the end of the daemon waits for what is still to be kept."""

__all__ = ["Recorder", "Revision"]


class Recorder:
    """Writes all that it is told, in order; what cannot be written is tried again.

    What was noted is durable within a second while the database is well.
    """

    def __init__(
        self,
        url: str,
        now: Callable[[], datetime],
        health: Callable[[datetime | None], None] = lambda since: None,
        failed: Callable[[], None] = lambda: None,
        most: int = MOST_WAITING,
        retry: float = RETRY,
        gather: float = GATHER,
    ) -> None:
        """`now`: the wall clock; `failed` hears of each failed attempt.

        `health` hears since when recording fails, once a second attempt has failed too: nobody is
        called for a lock that somebody held for a moment. It hears None when it works again.
        """
        self._url = url
        self._now = now
        self._health = health
        self._failed = failed
        self._retry = retry
        self._gather = gather
        self._backlog = Backlog(most)
        self._writer = uuid4().hex
        self._news, self._hurry, self._progress = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._opening: asyncio.Task[Store] | None = None
        self.store: Store | None = None
        """To read from; None: it has not been opened yet."""
        self._why: str | None = None
        self._told = False
        self.failing_since: datetime | None = None
        """When recording began to fail; None: it does not."""

    @property
    def waiting(self) -> int:
        """How many entries are not in the database yet."""
        return len(self._backlog)

    @property
    def lost(self) -> int:
        """How many entries were given up so far."""
        return self._backlog.lost

    @property
    def lag(self) -> float:
        """Seconds since the oldest entry was noted that is not in the database; 0 if all are."""
        oldest = self._backlog.oldest
        return 0.0 if oldest is None else monotonic() - oldest.at

    def keep(self, revision: Revision) -> None:
        """Write this as soon as the database takes it; returns at once."""
        self.note(revision)

    def note(self, entry: Entry) -> None:
        """Write this, together with others, as soon as the database takes it; returns at once."""
        self._backlog.put(entry, monotonic())
        self._news.set()

    def give_up(self, entries: int) -> None:
        """Others have given up so many, which they held back while nothing could be written."""
        self._backlog.lost += entries

    async def load(self) -> Saved | None:
        """What the daemon goes on with; None when the database does not tell in time."""
        try:
            async with asyncio.timeout(LOADING):
                return await (await self._opened()).read(partial(journal.load, at=self._now()))
        except TimeoutError:
            self._fails(StoreError(f"no answer within {LOADING:.0f} s"))
        except StoreError as error:
            self._fails(error)
        return None

    async def load_late(self) -> Saved:
        """The same, as soon as the database takes what is noted; heartbeats always are."""
        saved = None
        while saved is None:
            await self._progress.wait()
            saved = await self.load()
        return saved

    async def flush(self, within: float) -> bool:
        """Whether all that was noted so far is durable, at the latest `within` so many seconds."""
        last, lost = self._backlog.noted, self._backlog.lost
        self._hurry.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while not self._settled(last):
                    await self._progress.wait()
        return self._settled(last) and self._backlog.lost == lost

    async def run(self) -> None:
        """Write until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._gather):
                    await self._hurry.wait()
            self._hurry.clear()
            while self._backlog:
                await self._insist()

    async def close(self) -> None:
        """Give what is waiting a last chance, then let go of the database; after `run` ended."""
        try:
            async with asyncio.timeout(LAST_TRY):
                while self._backlog:
                    await self._write()
        except (StoreError, TimeoutError) as error:
            why = str(error) or "no time left"
            log.error("at the end %d entries not kept: %s", self.waiting, why)
        await self._let_go()

    async def _let_go(self) -> None:
        if self._opening is not None:
            with suppress(StoreError, TimeoutError):
                async with asyncio.timeout(LAST_TRY):
                    await (await asyncio.shield(self._opening)).close()

    def _settled(self, last: int) -> bool:
        oldest = self._backlog.oldest
        return oldest is None or oldest.number > last

    async def _insist(self) -> None:
        while True:
            try:
                return await self._write()
            except StoreError as error:
                self._fails(error)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._retry):
                    await self._hurry.wait()
            self._hurry.clear()

    async def _write(self) -> None:
        """One batch. What was interrupted is written again, which changes nothing.

        Raises StoreError.
        """
        store, batch = await self._opened(), self._backlog.take(MOST_AT_ONCE)
        try:
            await self._put(store, batch)
            self._backlog.settle(len(batch))
        except RefusedError:
            await self._sift(store, batch)
        self._works()

    async def _sift(self, store: Store, batch: Sequence[Noted]) -> None:
        """Write one by one what was refused together; what is refused alone is given up."""
        for noted in batch:
            try:
                await self._put(store, [noted])
                self._backlog.settle(1)
            except RefusedError as error:
                log.error("given up, the database refuses it: %s", error)
                self._backlog.settle(1, lost=1)

    async def _put(self, store: Store, batch: Sequence[Noted]) -> None:
        await store.transact(partial(journal.write, writer=self._writer, batch=batch))

    async def _opened(self) -> Store:
        """The database, opened once, though who waits for it gives up. Raises StoreError."""
        if self._opening is None or (self._opening.done() and self.store is None):
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(_heard)
        return await asyncio.shield(self._opening)

    async def _open(self) -> Store:
        self.store = await Store.open(self._url)
        return self.store

    def _fails(self, error: StoreError) -> None:
        self._failed()
        if str(error) != self._why:
            log.error("not recording, trying again: %s", error)
        self._why = str(error)
        if self.failing_since is None:
            self.failing_since = self._now()
        elif not self._told:
            self._told = True
            self._health(self.failing_since)

    def _works(self) -> None:
        self._progress.set()
        self._progress = asyncio.Event()
        if self.failing_since is not None:
            log.warning("recording again, %d entries lost so far", self.lost)
            self.failing_since = self._why = None
            if self._told:
                self._told = False
                self._health(None)


def _heard(opening: asyncio.Task[Store]) -> None:
    """A database that came too late, or not at all, for the one who waited is no surprise."""
    if not opening.cancelled():
        opening.exception()
