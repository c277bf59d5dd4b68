"""The reflector's own numbers, and where it began them anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

Numbered: TypeAlias = tuple[int, int]
"""(number, index): what the reflector counted, and which packet of the stream it was."""

SPAN = 1 << 32
"""The numbers wrap here."""
LEAP = 16
"""Numbers for each packet sent, at most: no packet is duplicated more often on its way."""


def runs(replies: Sequence[tuple[int, int]], reach: int) -> list[list[Numbered]]:
    """What was numbered in one go, each time by ascending number.

    `replies` are (index, number) with the number as on the wire, 32 bits, by ascending index and
    each pair once. A wrap is undone, so numbers may leave the 32 bits on either side.

    Within a run no packet is overtaken by another that was sent more than `reach` packets later; so
    a number that falls, or leaps, by more than that begins a new one, as does a number that another
    packet had.
    """
    if _plain(replies, reach):
        return [sorted((number, index) for index, number in replies)]
    found: list[_Run] = []
    for index, wire in replies:
        run = found[-1] if found else None
        if run is None or not run.admits(run.unwrapped(wire), index, reach):
            run = _Run(run.shed(run.unwrapped(wire)) if run else (), index, wire)
            found.append(run)
        run.add(run.unwrapped(wire), index)
    return [sorted(run.pairs) for run in found if run.pairs]


def _plain(replies: Sequence[tuple[int, int]], reach: int) -> bool:
    """Whether it is one run at a glance, as it nearly always is."""
    ahead = [number - index for index, number in replies]
    alone = len({number for _, number in replies}) == len(replies)
    return alone and max(ahead, default=0) - min(ahead, default=0) <= reach


class _Run:
    """A run while it is being found."""

    def __init__(self, pairs: Sequence[Numbered], index: int, wire: int) -> None:
        self.pairs = list(pairs)
        self.owners = dict(pairs)
        self.top, self.top_index = max(pairs, default=(wire, index))

    def unwrapped(self, wire: int) -> int:
        """The number next to the greatest so far that looks like that on the wire."""
        ahead = (wire - self.top) % SPAN
        return self.top + (ahead - SPAN if ahead >= SPAN // 2 else ahead)

    def admits(self, number: int, index: int, reach: int) -> bool:
        """Whether the number can be of this run."""
        if number in self.owners:
            return False
        most = self.top + LEAP * max(1, index - self.top_index) + reach
        return self.top - reach <= number <= most

    def add(self, number: int, index: int) -> None:
        """Take it in."""
        self.pairs.append((number, index))
        self.owners[number] = index
        if number > self.top:
            self.top, self.top_index = number, index

    def shed(self, number: int) -> list[Numbered]:
        """The end of this run that belongs to the next one, in which `number` is.

        The first numbers of a new run may fit into the gaps of the old one, until one does not.
        """
        at = len(self.pairs)
        while number <= self.top and at and self.pairs[at - 1][0] < number:
            at -= 1
            number = self.pairs[at][0]
        kept, shed = self.pairs[:at], self.pairs[at:]
        self.pairs = kept
        return shed
