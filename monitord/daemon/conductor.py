"""Lets the centre draw its conclusions: soon after news, and when time alone brings some."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Protocol

from monitord.model.incidents import IncidentChange

SPACING = 0.1
"""Seconds between two conclusions: in a storm of transitions each would look at all of them."""
REST = 9.0
"""So many times as long as a conclusion took nothing is concluded: probing goes first."""
LATEST = 60.0
"""Seconds until it is looked again at the latest: the wall clock may have been set."""


class Concluding(Protocol):
    """The centre, as far as it is conducted."""

    @property
    def due(self) -> datetime | None:
        """When time alone brings news; None: never."""

    def conclude(self, now: datetime, ticks: float) -> Sequence[IncidentChange]:
        """What is now the case, and what has changed by it."""


class Conductor:
    """Calls `told` with the changes of each conclusion that has some. Everything on the loop."""

    def __init__(
        self,
        centre: Concluding,
        now: Callable[[], datetime],
        told: Callable[[Sequence[IncidentChange]], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._centre = centre
        self._now = now
        self._told = told
        self._free = 0.0
        """When the next conclusion may be drawn, on the loop's clock."""
        self._timer: asyncio.TimerHandle | None = None
        self._running = False

    def start(self) -> None:
        """Conclude now, and from now on; the centre has its inventory."""
        self._running = True
        self._conclude()

    def news(self) -> None:
        """Something has been heard."""
        self._call(self._free)

    def stop(self) -> None:
        """Conclude nothing any more."""
        self._running = False
        self._forget()

    def _conclude(self) -> None:
        """Now, and again when it is due."""
        self._forget()
        began = self._loop.time()
        changes = self._centre.conclude(self._now(), monotonic())
        if changes:
            self._told(changes)
        ended = self._loop.time()
        self._free = max(began + SPACING, ended + REST * (ended - began))
        due = self._centre.due
        wait = LATEST if due is None else (due - self._now()).total_seconds()
        self._call(max(self._free, ended + min(wait, LATEST)))

    def _call(self, when: float) -> None:
        """Conclude at `when` on the loop's clock, or earlier if that is booked already."""
        if not self._running or (self._timer and self._timer.when() <= when):
            return
        self._forget()
        self._timer = self._loop.call_at(when, self._conclude)

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
