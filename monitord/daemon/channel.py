"""The channel from poller to centre, inside one process.

Delivers in order, on the loop, never inside the call that published: the probing path does not
wait for the centre.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from monitord.model.messages import AnyEvent

SLICE = 0.005
"""Seconds of delivering after which the loop may do something else."""


class Channel:
    """A queue that empties itself."""

    def __init__(self, deliver: Callable[[AnyEvent], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._deliver = deliver
        self._waiting: deque[AnyEvent] = deque()
        self._called = False

    def publish(self, event: AnyEvent) -> None:
        """Hand an event over; returns at once."""
        self._waiting.append(event)
        if not self._called:
            self._called = True
            self._loop.call_soon(self._drain)

    def _drain(self) -> None:
        self._called = False
        until = self._loop.time() + SLICE
        while self._waiting:
            self._deliver(self._waiting.popleft())
            if self._loop.time() >= until:
                break
        if self._waiting:
            self._called = True
            self._loop.call_soon(self._drain)
