"""Takes the turns of a rota: one long-lived coroutine per (probe, interval)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from monitord.poller.rota import Rota

TICK = 0.02
"""Seconds: turns that fall due within one tick are taken together, at its end, on a grid that the
ICMP engine's tick shares. A wake-up finds cold caches: half this tick costs a third more."""
MOST_PER_TICK = 400
"""Bounds a burst after a stall: 20,000 probes a second."""


class Sweep:
    """Paces the checks of one probe and interval on the loop's clock; `tick` in seconds."""

    def __init__(self, interval: float, take: Callable[[str], None], tick: float = TICK) -> None:
        self._loop = asyncio.get_running_loop()
        self.rota = Rota(interval, self._loop.time())
        self.finished = asyncio.Event()
        self._take = take
        self._tick = tick
        self._alarm: asyncio.Future[None] = self._loop.create_future()
        self._stopped = False

    def change(self, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Let checks in and out."""
        self.rota.change(add, remove)
        self._ring()

    def stop(self) -> None:
        """Let `run` return, if need be as soon as it starts; `finished` says when it has."""
        self._stopped = True
        self._ring()

    async def run(self) -> None:
        """Take turns until stopped."""
        try:
            while not self._stopped:
                for ident in self.rota.due(self._loop.time(), MOST_PER_TICK):
                    self._take(ident)
                await self._pause()
        finally:  # also when a turn raised: whoever ends the daemon for it waits for this
            self.finished.set()

    async def _pause(self) -> None:
        """Until the end of the tick in which the next turn falls; or until the alarm rings."""
        if self._stopped:
            return
        self._alarm = self._loop.create_future()
        at = self.rota.next_turn()
        if at is None:
            await self._alarm
            return
        grid = (max(at, self._loop.time()) // self._tick + 1) * self._tick
        timer = self._loop.call_at(grid, self._ring)
        try:
            await self._alarm
        finally:
            timer.cancel()

    def _ring(self) -> None:
        if not self._alarm.done():
            self._alarm.set_result(None)
