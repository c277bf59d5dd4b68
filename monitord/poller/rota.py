"""Whose turn it is. Pure: the time is an argument.

Each member has a phase in [0, 1) from a hash of its id; its turns are at (cycle + phase) · interval
on the loop's clock. A restart keeps the phase, a new member moves nobody, nothing bursts.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from hashlib import blake2b


def phase(ident: str) -> float:
    """A stable number in [0, 1) for an id."""
    digest = blake2b(ident.encode(), digest_size=6).digest()
    return int.from_bytes(digest) / (1 << 48)


class Rota:
    """The turns of all members at one interval (seconds)."""

    def __init__(self, interval: float, now: float) -> None:
        self.interval = interval
        self.overruns = 0
        """Turns that came more than one interval late and were left out."""
        self._members: list[tuple[float, str]] = []
        self._taken = now
        self._cycle = 0
        self._index = 0
        self._seek()

    def __len__(self) -> int:
        return len(self._members)

    def change(self, add: Iterable[str], remove: Iterable[str]) -> None:
        """Let members in that are not in, and others out; everybody else's turns stay."""
        gone = set(remove)
        if gone:
            self._members = [member for member in self._members if member[1] not in gone]
        for ident in add:
            insort(self._members, (phase(ident) * self.interval, ident))
        self._seek()

    def next_turn(self) -> float | None:
        """When the next turn is; None without members."""
        if not self._members:
            return None
        return self._cycle * self.interval + self._members[self._index][0]

    def due(self, now: float, most: int) -> list[str]:
        """The members whose turn has come by `now`, in order, at most `most` of them."""
        turns: list[str] = []
        at = self.next_turn()
        if at is None:
            return turns
        missed = int((now - at) // self.interval)
        if missed > 0:
            self.overruns += missed * len(self._members)
            self._cycle += missed
            at += missed * self.interval
        members, count = self._members, len(self._members)
        while at <= now and len(turns) < most:
            turns.append(members[self._index][1])
            self._taken = at
            self._index += 1
            if self._index == count:
                self._index = 0
                self._cycle += 1
            at = self._cycle * self.interval + members[self._index][0]
        return turns

    def _seek(self) -> None:
        """Stand before the first turn after the last one taken."""
        cycle, offset = divmod(self._taken, self.interval)
        self._cycle = int(cycle)
        # A hair past the offset: the member whose turn was just taken is not due again.
        self._index = bisect_left(self._members, (offset + 1e-9, ""))
        if self._index == len(self._members):
            self._index = 0
            self._cycle += 1
