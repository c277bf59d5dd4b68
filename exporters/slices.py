"""Long work on the event loop, cut into slices so that nothing else waits for it."""

from __future__ import annotations

import asyncio
from time import perf_counter

SLICE = 0.003
"""Seconds after which the work rests; below 5 ms, for one item more may still be under way."""

TURNS = 3
"""Turns of the loop in a rest. In the first this task still stands before what became due during
the slice; in the second that runs, and wakes tasks; in the third they run, before the next slice.
"""


class Slices:
    """Measures the running slice, and gives way to the loop when it is over.

    Ask `over` after each item and then await `rest()`; asking costs a clock read, no guess at
    how many items fit. `longest` is the longest slice so far, in seconds.
    """

    def __init__(self, seconds: float = SLICE) -> None:
        self.seconds = seconds
        self.longest = 0.0
        self.started = perf_counter()

    @property
    def over(self) -> bool:
        """Whether it is time to rest."""
        return perf_counter() - self.started >= self.seconds

    async def rest(self) -> None:
        """Let everything run that is ready, then start the next slice."""
        self.longest = max(self.longest, perf_counter() - self.started)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        self.started = perf_counter()
