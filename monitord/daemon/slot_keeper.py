"""Hands slots that are over to the database, a few at a time; holds them while it fails."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

from monitord.daemon.slots import SlotGatherer
from monitord.model.messages import StreamSummary, Summary
from monitord.model.slots import Slot
from monitord.store.quality import FinishedSlot, FinishedSlots, finished

log = logging.getLogger("quality")

TICK: Final = 0.1
"""Seconds between two portions."""
IDLE: Final = 1.0
"""Seconds until it is looked again whether anything is over, where nothing was."""
PORTION: Final = 25
"""Slots at once: 2 ms. Those of 621 sites are in the database eight seconds after their end."""
MOST_HELD: Final = 100_000
"""Slots that wait while the database fails: five hours of 621 sites, 30 MiB."""


class Keeping(Protocol):
    """The recorder, as far as slots are concerned."""

    failing_since: datetime | None

    def note(self, entry: FinishedSlots) -> None:
        """Write this."""

    def give_up(self, entries: int) -> None:
        """So many will never be written."""


class SlotKeeper:
    """Hears what is measured and keeps it slot by slot. Everything on the loop."""

    def __init__(self, recorder: Keeping, most: int = MOST_HELD) -> None:
        self._recorder = recorder
        self._most = most
        self._gatherer = SlotGatherer()
        self._held: deque[FinishedSlot] = deque()
        self._losing = False

    def hear(self, event: Summary | StreamSummary) -> None:
        """An event of the poller."""
        self._gatherer.hear(event)

    def tick(self, now: datetime) -> bool:
        """Hand on a portion of what is over; whether there was any."""
        over = self._gatherer.over(now, PORTION)
        self._hold(over)
        if self._recorder.failing_since is not None or not self._held:
            return bool(over)
        self._hand_on(PORTION)
        return True

    def close(self) -> None:
        """Hand on all there is, also what still runs: another start goes on with the same slot."""
        self._hold(self._gatherer.rest())
        while self._held:
            self._hand_on(PORTION)

    async def run(self, now: Callable[[], datetime]) -> None:
        """Until cancelled. `now`: the wall clock."""
        pause = IDLE
        while True:
            await asyncio.sleep(pause)
            pause = TICK if self.tick(now()) else IDLE

    def _hold(self, slots: Sequence[Slot]) -> None:
        self._held += map(finished, slots)
        excess = max(0, len(self._held) - self._most)
        for _ in range(excess):
            self._held.popleft()
        if excess:
            self._recorder.give_up(excess)
            if not self._losing:
                log.error("the database is away for too long: the oldest slots are given up")
        self._losing = self._recorder.failing_since is not None and (self._losing or excess > 0)

    def _hand_on(self, most: int) -> None:
        if self._held:
            some = [self._held.popleft() for _ in range(min(most, len(self._held)))]
            self._recorder.note(FinishedSlots(some))
