"""What Prometheus scraped of circuits: when it did, and what it saw. Unix seconds.

All series of one scrape carry one time stamp, so that a circuit is told by indices of scrapes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from statistics import median
from typing import NamedTuple

from monitord.model.states import State

MOST_APART = 1.5
"""Intervals between two scrapes; what is further apart is a gap, in which nothing is known."""


class Run(NamedTuple):
    """The scrapes `first` to `past - 1` one after the other, all of which saw one state."""

    first: int
    past: int
    state: State


class Scrapes:
    """When Prometheus scraped, and how much time that tells of.

    A scrape tells of the time up to the next one, or of none where that is too far away.
    """

    def __init__(self, at: Sequence[float]) -> None:
        """`at`: rising. Raises ValueError for fewer than two."""
        if len(at) < 2:
            raise ValueError("two scrapes are needed to tell how far they are apart")
        self.at = at
        apart = [later - earlier for earlier, later in pairwise(at)]
        self.interval = median(apart)
        """Seconds between two scrapes, mostly."""
        longest = MOST_APART * self.interval
        self._told = [*(gap if gap <= longest else 0.0 for gap in apart), 0.0]
        self._before = [0.0, *accumulate(self._told)]

    def seconds(self, first: int, past: int) -> float:
        """Of how much time those scrapes tell."""
        return self._before[past] - self._before[first]

    def known(self, start: float, end: float) -> float:
        """Seconds of [start, end) of which some scrape tells."""
        return max(0.0, self._known_until(end) - self._known_until(start))

    def end(self, run: Run) -> float:
        """Until when its last scrape tells."""
        last = run.past - 1
        return self.at[last] + self._told[last]

    def _known_until(self, when: float) -> float:
        index = bisect_right(self.at, when) - 1
        if index < 0:
            return 0.0
        return self._before[index] + min(when - self.at[index], self._told[index])


def joined(runs: Iterable[Run]) -> list[Run]:
    """The same in order; those of one state without anything between them become one."""
    found: list[Run] = []
    for run in sorted(runs):
        before = found[-1] if found else None
        if before is not None and before.past == run.first and before.state is run.state:
            found[-1] = before._replace(past=run.past)
        else:
            found.append(run)
    return found
