"""Takes the turns of a rota: one long-lived coroutine per (probe, interval)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from monitord.poller.rota import Rota

TICK = 0.01
"""Seconds: turns that fall due within one tick are taken together, which saves wake-ups."""
MOST_PER_TICK = 200
"""Bounds a burst after a stall: 20,000 probes a second."""


class Sweep:
    """Paces the checks of one probe and interval on the loop's clock."""

    def __init__(self, interval: float, take: Callable[[str], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self.rota = Rota(interval, self._loop.time())
        self._take = take
        self._changed = asyncio.Event()
        self._stopped = False

    def change(self, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Let checks in and out."""
        self.rota.change(add, remove)
        self._changed.set()

    def stop(self) -> None:
        """Let `run` return."""
        self._stopped = True
        self._changed.set()

    async def run(self) -> None:
        """Take turns until stopped."""
        while not self._stopped:
            for ident in self.rota.due(self._loop.time(), MOST_PER_TICK):
                self._take(ident)
            at = self.rota.next_turn()
            if at is None:
                self._changed.clear()
                await self._changed.wait()
            else:
                await asyncio.sleep(max(at - self._loop.time(), TICK))
