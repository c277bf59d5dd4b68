"""What waits for the database: bounded, in order, and what is given up is counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from monitord.model.incidents import IncidentChange
from monitord.model.ledger import Change, Subject
from monitord.model.maintenance import Window
from monitord.model.messages import Heartbeat, Observation, Transition
from monitord.store.quality import FinishedSlots
from monitord.store.revisions import Revision

Entry: TypeAlias = (
    Revision
    | Transition
    | Observation
    | Heartbeat
    | Change
    | IncidentChange
    | Window
    | FinishedSlots
)

MOST_WAITING = 50_000
"""Entries: 40 minutes of 1,242 checks that change every minute, days of a quiet province."""
MOST_SPARED = 20_000
"""Revisions, incidents, windows and last states that are kept besides, when events are given up."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An entry, its place in the order of all, and when it was noted: monotonic seconds."""

    number: int
    entry: Entry
    at: float


class Backlog:
    """First in, first out. When it is full the oldest event of a poller is given up.

    Revisions, incidents and windows are spared then: they are few, and what they say is said once.
    Of the states of a circuit, a site or an MCU the last one is spared. What came before it lies in
    a time whose heartbeats are given up with it, of which nothing is known; the last one lasts.
    """

    def __init__(self, most: int = MOST_WAITING, most_spared: int = MOST_SPARED) -> None:
        self._most = most
        self._most_spared = most_spared
        self._spared: dict[Subject | int, Noted] = {}
        """In their order; states by subject, the others by number."""
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
            return next(iter(self._spared.values()))
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
        return self._first_spared() if self._spared else self._waiting.popleft()

    def _first_spared(self) -> Noted:
        return self._spared.pop(next(iter(self._spared)))

    def _give_up(self, noted: Noted) -> None:
        entry = noted.entry
        if isinstance(entry, Transition | Observation | Heartbeat | FinishedSlots):
            self.lost += 1
            return
        key = entry.subject if isinstance(entry, Change) else noted.number
        if self._spared.pop(key, None) is not None:
            self.lost += 1
        self._spared[key] = noted
        if len(self._spared) > self._most_spared:
            self._first_spared()
            self.lost += 1
