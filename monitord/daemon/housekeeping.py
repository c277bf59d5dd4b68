"""What the database is relieved of at night: a little at a time, so that nobody waits for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from monitord.daemon.recorder import Recorder
from monitord.model.ledger import LedgerError
from monitord.sla.months import month_of
from monitord.store import closings
from monitord.store.condense import condense
from monitord.store.store import StoreError

log = logging.getLogger("housekeeping")

PAUSE: Final = 0.5
"""Seconds between two steps, for whatever else is to be written."""
SETTLED: Final = 60.0
"""Seconds after the start of the daemon: first things first."""


class Housekeeping:
    """Condenses quality: see `monitord.store.condense`. `now`: the wall clock."""

    def __init__(
        self, recorder: Recorder, now: Callable[[], datetime], pause: float = PAUSE
    ) -> None:
        self._recorder = recorder
        self._now = now
        self._pause = pause
        self._busy = False

    async def later(self, timezone: str) -> None:
        """For a daemon that is always stopped at night: the same, soon after its start."""
        await asyncio.sleep(SETTLED)
        await self.run(timezone)

    async def run(self, timezone: str) -> None:
        """Until nothing is left to do, by the days of `timezone`.

        What a failing database does not take is done the next night.
        """
        store = self._recorder.store
        if store is None or self._busy:
            return
        self._busy = True
        try:
            steps = 1
            while not await store.transact(lambda connection: self._step(connection, timezone)):
                steps += 1
                await asyncio.sleep(self._pause)
            log.info("quality condensed steps=%d", steps)
        except StoreError as error:
            log.error("quality not condensed, to be tried again tomorrow: %s", error)
        finally:
            self._busy = False

    def _step(self, connection: Connection, timezone: str) -> bool:
        """In the writing thread."""
        now, months = self._now(), []
        for name in {closing.month for closing in closings.of(connection)}:
            try:
                months.append(month_of(name, timezone, now))
            except LedgerError:  # closed by a clock that was wrong: it has not begun
                log.warning("month %s is closed and has not begun", name)
        return condense(connection, now, timezone, months)
