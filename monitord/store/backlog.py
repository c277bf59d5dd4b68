"""What waits for the database: bounded, in order, and what is given up is counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.incidents import IncidentChange
from monitord.model.maintenance import Window
from monitord.model.messages import Heartbeat, Observation, Transition
from monitord.store.revisions import Revision

Entry: TypeAlias = Revision | Transition | Observation | Heartbeat | IncidentChange | Window

MOST_WAITING = 50_000
"""Entries: 40 minutes of 1,242 checks that change every minute, days of a quiet province."""
MOST_SPARED = 10_000
"""Revisions, incidents and windows that are kept besides, when events are given up."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, its place in the order of all, and when it was noted: monotonic seconds."""

    number: int
    entry: Entry
    at: float


class Backlog:
    """First in, first out. When it is full the oldest event of a poller is given up.

    Revisions, incidents and windows are spared then: they are few, and what they say is said once.
    """

    def __init__(self, most: int = MOST_WAITING, most_spared: int = MOST_SPARED) -> None:
        self._most = most
        self._most_spared = most_spared
        self._spared: deque[Noted] = deque()
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
        for queue in (self._taken, self._spared, self._waiting):
            if queue:
                return queue[0]
        return None

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
        return (self._spared or self._waiting).popleft()

    def _give_up(self, noted: Noted) -> None:
        if isinstance(noted.entry, Transition | Observation | Heartbeat):
            self.lost += 1
            return
        self._spared.append(noted)
        if len(self._spared) > self._most_spared:
            self._spared.popleft()
            self.lost += 1
