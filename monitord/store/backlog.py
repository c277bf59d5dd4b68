"""What waits for the database: bounded, in order, and what is given up is counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from monitord.model.messages import Heartbeat, Observation, Transition
from monitord.store.entries import Entry, Noted
from monitord.store.quality import FinishedSlots
from monitord.store.spared import Spared

__all__ = ["Backlog", "Entry", "Noted"]

MOST_WAITING = 50_000
"""Entries: 40 minutes of 1,242 checks that change every minute, days of a quiet province."""
MOST_SPARED = 20_000
"""Revisions, incidents, windows and states that are kept besides, when events are given up."""


class Backlog:
    """First in, first out. When it is full the oldest event of a poller is given up.

    Revisions, incidents and windows are spared then: they are few, and what they say is said once.
    So are states of circuits, sites and MCUs: while they are kept, what is known is right, though
    heartbeats are lost; see `Spared`.
    """

    def __init__(self, most: int = MOST_WAITING, most_spared: int = MOST_SPARED) -> None:
        self._most = most
        self._spared = Spared(most_spared)
        self._waiting: deque[Noted] = deque()
        self._taken: tuple[Noted, ...] = ()
        self.noted = 0
        """How many entries were put in, ever; the number of the last one."""
        self.lost = 0
        """How many were given up, ever."""

    def __len__(self) -> int:
        return len(self._taken) + len(self._spared) + len(self._waiting)

    @property
    def oldest(self) -> Noted | None:
        """The first that is not settled; None: none is waiting."""
        if self._taken:
            return self._taken[0]
        if self._spared:
            return self._spared.first
        return self._waiting[0] if self._waiting else None

    def put(self, entry: Entry, at: float) -> None:
        """Add one at the end."""
        self.noted += 1
        self._waiting.append(Noted(self.noted, entry, at))
        if len(self._waiting) > self._most:
            self._give_up(self._waiting.popleft())

    def take(self, most: int) -> Sequence[Noted]:
        """The next ones to write, the same again until they are settled; empty: none wait."""
        if not self._taken:
            self._taken = tuple(self._next() for _ in range(min(most, len(self))))
        return self._taken

    def settle(self, entries: int, lost: int = 0) -> None:
        """The first so many of those taken are done with: written, but for those lost."""
        self._taken = self._taken[entries:]
        self.lost += lost

    def _next(self) -> Noted:
        return self._spared.pop() if self._spared else self._waiting.popleft()

    def _give_up(self, noted: Noted) -> None:
        if isinstance(noted.entry, Transition | Observation | Heartbeat | FinishedSlots):
            self.lost += 1
        else:
            self.lost += self._spared.add(noted)
