"""Notices when somebody sets the wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from monitord.daemon.lag import STEP


class Steps:
    """How far the wall clock was set since the last look. Both clocks in seconds.

    Less than `STEP` between two looks is the clock being slewed, or nothing to speak of.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._offset = wall() - monotonic()

    def taken(self) -> timedelta | None:
        """Forward, or back (negative); None: it was not set."""
        before, self._offset = self._offset, self._wall() - self._monotonic()
        moved = self._offset - before
        return timedelta(seconds=moved) if abs(moved) > STEP else None
