"""How long the machine itself stood still: what no program can be blamed for."""

from __future__ import annotations

import time
from itertools import pairwise
from threading import Event, Thread
from types import TracebackType
from typing import Self

TICK = 0.02
"""Seconds from one look at the clock to the next."""


class Stalls:
    """Looks at the clock all the time, and notes when it could not. Use it as a context manager.

    It does so in a thread of its own: an event loop that is held up is not excused.
    """

    def __init__(self) -> None:
        self._looks: list[float] = []
        """Unix seconds."""
        self._over = Event()
        self._thread = Thread(target=self._look, name="stalls", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    @property
    def seconds(self) -> float:
        """Of all stalls so far."""
        return self.between(0.0, time.time())

    def between(self, start: float, end: float) -> float:
        """Seconds of all stalls that touch an interval, Unix seconds, in whole."""
        looks = [*self._looks, time.time()]
        stalls = [(a, b) for a, b in pairwise(looks) if b - a > 2 * TICK]
        return sum(b - a - TICK for a, b in stalls if a < end and b > start)

    def _look(self) -> None:
        while not self._over.is_set():
            self._looks.append(time.time())
            self._over.wait(TICK)
