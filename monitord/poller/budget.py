"""Which test streams may run now: no line, and not the monitor's own, carries more than its share.

Pure: no clock, no waiting. First come, first served; but one for which there is no room does not
hold up those for which there is. When `MOST_PASSED` of these have taken what it lacks, its part of
its lines is kept for it: it runs as soon as those have ended that ran by then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil

from monitord.model.checks import Pipe

MOST_PASSED = 8
"""Streams that may take what an earlier one lacks."""


@dataclass(eq=False, slots=True)
class Stay:
    """One stream's stay on its lines: it waits for room, runs, and leaves."""

    rate: int
    """bit/s, rounded up."""
    rooms: Mapping[str, int]
    """bit/s that all streams through a circuit may take, by circuit; `TOTAL` for all together."""
    passed: int = 0
    """Streams that came later and took what it lacks."""


TOTAL = ""
"""The line out of the monitor, which every stream takes."""


class Budget:
    """The streams that wait and those that run. `total`: bit/s for all of them together."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._waiting: dict[Stay, None] = {}
        self._running: set[Stay] = set()
        self._taken: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """Streams for which there is no room yet."""
        return len(self._waiting)

    @property
    def rate(self) -> int:
        """bit/s of the streams that run."""
        return self._taken[TOTAL]

    def stay(self, rate: float, pipes: Iterable[Pipe]) -> Stay:
        """What a stream of `rate` bit/s asks for; a circuit named twice counts once."""
        rooms = {TOTAL: self.total}
        for pipe in pipes:
            rooms[pipe.circuit] = min(int(pipe.room), rooms.get(pipe.circuit, int(pipe.room)))
        return Stay(ceil(rate), rooms)

    def too_narrow(self, stay: Stay) -> str | None:
        """The narrowest line through which such a stream never fits; None when all are wide."""
        narrowest = min(stay.rooms, key=lambda line: stay.rooms[line])
        return narrowest if stay.rooms[narrowest] < stay.rate else None

    def ask(self, stay: Stay) -> None:
        """Let it wait for room. Raises ValueError for one that would wait for ever."""
        if self.too_narrow(stay) is not None:
            raise ValueError(f"no room ever for {stay.rate} bit/s")
        self._waiting[stay] = None

    def leave(self, stay: Stay) -> None:
        """It has ended, or waits no more."""
        self._waiting.pop(stay, None)
        if stay in self._running:
            self._running.remove(stay)
            for line in stay.rooms:
                self._taken[line] -= stay.rate

    def admit(self) -> list[Stay]:
        """Those for which there is room now; they run from here on."""
        admitted: list[Stay] = []
        behind: list[tuple[Stay, set[str]]] = []
        kept: Counter[str] = Counter()
        for stay in self._waiting:
            full = self._full(stay, kept)
            if not full:
                self._run(stay)
                admitted.append(stay)
                for earlier, lacking in behind:
                    earlier.passed += not lacking.isdisjoint(stay.rooms)
                continue
            behind.append((stay, full))
            if stay.passed >= MOST_PASSED:
                kept.update(dict.fromkeys(stay.rooms, stay.rate))
        for stay in admitted:
            del self._waiting[stay]
        return admitted

    def _full(self, stay: Stay, kept: Counter[str]) -> set[str]:
        """The lines that have no room for it beside what runs and what is kept for others."""
        return {
            line
            for line, room in stay.rooms.items()
            if self._taken[line] + kept[line] + stay.rate > room
        }

    def _run(self, stay: Stay) -> None:
        self._running.add(stay)
        for line in stay.rooms:
            self._taken[line] += stay.rate
