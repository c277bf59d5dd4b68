"""How circuits stand in the month so far: worked out every five minutes, beside the loop.

What is read is read in the database's reading thread, and worked out in another one, so that nobody
who reads waits for the arithmetic. Both want the interpreter's lock, which Python passes on every
5 ms at most: for the while that is made shorter, or each packet that comes would wait for so long.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from hashlib import sha256
from time import monotonic
from typing import Protocol

from monitord.daemon.past import NotParsedError, parse_aside
from monitord.model.evidence import Evidence
from monitord.model.figures import Month
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError
from monitord.model.standing import MonthToDate
from monitord.sla.months import this_month
from monitord.sla.standing import month_to_date
from monitord.store.failures import StoreError
from monitord.store.gathering import gather
from monitord.store.revisions import DamagedContentError
from monitord.store.store import Store

log = logging.getLogger("sla")

FIRST = 20.0
"""Seconds after the start: every state has been told and written down by then."""
EVERY = 300.0
SHARE = 50.0
"""Times what it last took: the least pause, so that it never takes more than 2 % of a core."""
TURN = 0.0005
"""Seconds for which a thread keeps the interpreter's lock while the month is worked out."""


class Library(Protocol):
    """Where the database is found, once it is open."""

    @property
    def store(self) -> Store | None:
        """To read from; None: it has not been opened yet."""


class _UnknownInventoryError(Exception):
    def __init__(self, content: bytes, since: datetime) -> None:
        super().__init__("not parsed yet")
        self.content, self.since = content, since


class MonthSoFar:
    """Keeps `latest`. Everything on the loop, but for what runs in threads.

    `now`: the wall clock. `done` hears how many seconds it took, `failed` that it did not work.
    """

    def __init__(
        self,
        library: Library,
        now: Callable[[], datetime],
        done: Callable[[float], object] = lambda seconds: None,
        failed: Callable[[], object] = lambda: None,
        first: float = FIRST,
        every: float = EVERY,
    ) -> None:
        self.latest: MonthToDate | None = None
        """None: it has not been worked out yet."""
        self._library = library
        self._now = now
        self._done, self._failed = done, failed
        self._first, self._every = first, every
        self._wanted = asyncio.Event()
        self._current = ""
        self._parsed: dict[str, Inventory] = {}
        """By the SHA-256 of their files: the one in force, and those of before in this month."""
        self._why = ""

    def apply(self, content: bytes, inventory: Inventory) -> None:
        """This file is in force from now on."""
        self._current = sha256(content).hexdigest()
        self._parsed[self._current] = inventory

    def renew(self) -> None:
        """Something was set right: work it out anew, at once."""
        self._wanted.set()

    async def run(self) -> None:
        """Until cancelled."""
        pause = self._first
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wanted.wait()
            self._wanted.clear()
            pause = max(self._every, SHARE * await self._look())

    async def _look(self) -> float:
        """Work it out once; how many seconds that took."""
        started = monotonic()
        try:
            found = await self._worked_out()
        except (StoreError, LedgerError, DamagedContentError, NotParsedError) as error:
            self._complain(error)
            return 0.0
        took = monotonic() - started
        if found is not None:
            self.latest, self._why = found, ""
            self._done(took)
        return took

    async def _worked_out(self) -> MonthToDate | None:
        """None: there is nothing to work it out from yet."""
        store, inventory = self._library.store, self._parsed.get(self._current)
        if store is None or inventory is None:
            return None
        now = self._now()
        month = this_month(inventory.organization.timezone, now)
        if month.start >= month.end:
            return None
        evidence = await self._evidence(store, month, now)
        kept = {each.sha256: each.inventory for each in evidence.revisions}
        self._parsed = {**kept, self._current: self._parsed[self._current]}
        with short_turns():
            return await asyncio.to_thread(month_to_date, evidence, month)

    async def _evidence(self, store: Store, month: Month, now: datetime) -> Evidence:
        parse = partial(_known, self._parsed)
        work = partial(gather, start=month.start, end=month.end, now=now, parse=parse)
        while True:
            try:
                with short_turns():
                    return await store.read(work)
            except _UnknownInventoryError as error:
                inventory = await parse_aside(error.content, error.since)
                self._parsed[sha256(error.content).hexdigest()] = inventory

    def _complain(self, error: Exception) -> None:
        self._failed()
        why = f"{error} {error.params}" if isinstance(error, LedgerError) else str(error)
        if why != self._why:
            log.error("the month so far is not worked out, trying again: %s", why)
        self._why = why


@contextmanager
def short_turns() -> Iterator[None]:
    """Threads pass the interpreter's lock on sooner than usual."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _known(parsed: Mapping[str, Inventory], content: bytes, since: datetime) -> Inventory:
    """The inventory in this file. Raises _UnknownInventoryError."""
    found = parsed.get(sha256(content).hexdigest())
    if found is None:
        raise _UnknownInventoryError(content, since)
    return found
