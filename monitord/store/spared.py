"""What is kept of the backlog when it is full, while events of pollers are given up. Pure."""

from __future__ import annotations

from collections import deque

from monitord.model.ledger import Change, Subject
from monitord.store.entries import Noted


class Spared:
    """First in, first out, and bounded.

    When it is full, states go first after which another one of the same subject has come: they lie
    in a time whose heartbeats were given up long ago, of which nothing is known anyway. The last
    state of a subject lasts, and what it is after that time must be right.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: dict[int, Noted] = {}
        """By number, in their order."""
        self._last: dict[Subject, int] = {}
        """By subject: the number of its last state."""
        self._outlived: deque[int] = deque()
        """The numbers of the others; some of them may not be here any more."""

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def first(self) -> Noted:
        """The oldest. Raises StopIteration when there is none."""
        return next(iter(self._entries.values()))

    def pop(self) -> Noted:
        """The oldest, which is not spared any more."""
        return self._entries.pop(self.first.number)

    def add(self, noted: Noted) -> int:
        """Spare this; how many were given up for it."""
        self._entries[noted.number] = noted
        if isinstance(noted.entry, Change):
            before = self._last.get(noted.entry.subject)
            if before is not None:
                self._outlived.append(before)
            self._last[noted.entry.subject] = noted.number
        if len(self._entries) <= self._most:
            return 0
        self._give_up()
        return 1

    def _give_up(self) -> None:
        while self._outlived:
            if self._entries.pop(self._outlived.popleft(), None) is not None:
                return
        self.pop()
