"""Traces the path to what has died, a few at a time, and never a whole province."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol

from monitord.model.states import Param
from probes.icmp import Trace

log = logging.getLogger("tracer")

AT_ONCE = 4
MOST_WAITING = 40
"""When half a province dies, the first forty paths say where; the rest would say the same."""


class Paths(Protocol):
    """Whoever can trace a path."""

    async def trace(self, address: str) -> Trace:
        """The path to `address`; bounded in time."""


Observe = Callable[[str, str, Mapping[str, Param]], None]


class Tracer:
    """`observe(check, "path", …)` hears of each finished trace."""

    def __init__(self, engine: Paths, observe: Observe) -> None:
        self._engine = engine
        self._observe = observe
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}
        self.skipped = 0
        """Deaths that were not traced because too many came at once."""

    def request(self, check: str, address: str) -> None:
        """Trace the path to `address` when it is its turn."""
        if check in self._running:
            return
        if len(self._running) >= MOST_WAITING:
            self.skipped += 1
            return
        task = asyncio.create_task(self._trace(check, address), name=f"trace:{check}")
        self._running[check] = task
        task.add_done_callback(lambda _: self._running.pop(check, None))

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _trace(self, check: str, address: str) -> None:
        async with self._turns:
            trace = await self._engine.trace(address)
        self._observe(check, "path", _params(trace))


def _params(trace: Trace) -> dict[str, Param]:
    answered = [hop.address for hop in trace.hops if hop.address]
    return {
        "reached": int(trace.reached),
        "hops": " ".join(hop.address or "*" for hop in trace.hops),
        "last": answered[-1] if answered else "",
    }
