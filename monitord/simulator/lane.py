"""One direction of one line: loses, delays, holds back and duplicates what crosses it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from monitord.simulator.fault import Way
from monitord.simulator.outcome import Mark

NANOSECONDS = 1_000_000_000
DUPLICATE, HELD = int(Mark.DUPLICATE), int(Mark.HELD)


@dataclass(slots=True)
class Journey:
    """A copy of a packet under way: nanoseconds since it arrived, and what befell it so far."""

    delay: int = 0
    marks: int = 0


@dataclass(slots=True)
class Lane:
    """The ways that a packet crosses one after the other, and the memory that they have."""

    ways: tuple[Way, ...]
    losing: set[int] = field(default_factory=set)
    """The indexes of the ways that are in the middle of a burst of losses."""
    busy_until: int = 0
    """When the last packet reaches the end: a line keeps its order, jitter or not."""
    ordered: bool = field(init=False)

    def __post_init__(self) -> None:
        self.ordered = not any(way.overtake for way in self.ways)

    def cross(self, journey: Journey, now: int, random: Random) -> list[Journey]:
        """The copies of the packet that reach the end; none when it is lost.

        `now` is the arrival from which `journey.delay` counts, in nanoseconds.
        """
        copies = [journey]
        for index, way in enumerate(self.ways):
            copies = [c for copy in copies for c in self._along(index, way, copy, random)]
        for copy in copies:
            if self.ordered and not copy.marks & HELD:
                self.busy_until = max(self.busy_until, now + copy.delay)
                copy.delay = self.busy_until - now
        return copies

    def _along(self, index: int, way: Way, journey: Journey, random: Random) -> Iterator[Journey]:
        if way.loss and self._loses(index, way, random):
            return
        delay = way.delay
        if way.jitter:
            delay = max(0.0, delay + way.jitter * (2 * random.random() - 1))
        marks = journey.marks
        if way.reorder and random.random() < way.reorder:
            delay += way.hold
            marks |= HELD
        twice = way.duplicate and random.random() < way.duplicate
        if twice:
            marks |= DUPLICATE
        for _ in range(2 if twice else 1):
            yield Journey(journey.delay + int(delay * NANOSECONDS), marks)

    def _loses(self, index: int, way: Way, random: Random) -> bool:
        """Whether this packet is lost: Bernoulli, or Gilbert with bursts of a geometric length."""
        if way.burst <= 1 or way.loss >= 1:
            return random.random() < way.loss
        if index in self.losing:
            if random.random() < 1 / way.burst:
                self.losing.discard(index)
        elif random.random() < way.loss / (way.burst * (1 - way.loss)):
            self.losing.add(index)
        return index in self.losing
