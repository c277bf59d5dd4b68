"""What engines in memory have in common that work in rounds: polls, test streams, questions."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class PlayingEngine:
    """Every round is over at once, except those with an address in `silent` or `held`."""

    silent: set[str] = field(default_factory=set)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    """By address: rounds end once this is set."""
    begun: Counter[str] = field(default_factory=Counter)
    begun_at: dict[str, list[float]] = field(default_factory=dict)
    targets: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    """By address: rounds that ran at once."""
    cancelled: int = 0
    broken: Exception | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a round begins or ends."""

    @property
    def in_flight(self) -> int:
        return self.running.total()

    @asynccontextmanager
    async def round(self, address: str, patience: float) -> AsyncIterator[None]:
        """One round, which a silent address takes `patience` seconds to fail."""
        self.begun[address] += 1
        self.begun_at.setdefault(address, []).append(time.monotonic())
        self.running[address] += 1
        self.most[address] = max(self.most[address], self.running[address])
        self.news.set()
        try:
            if address in self.held:
                await self.held[address].wait()
            elif address in self.silent:
                await asyncio.sleep(patience)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running[address] -= 1
            self.news.set()
        if self.broken:
            raise self.broken
        yield

    def prepared(self, address: str) -> None:
        """A target was made of an address. Raises ValueError for one that cannot be used."""
        self.targets[address] += 1
        if address.startswith("fe80"):
            raise ValueError("no network interface is called eth9")

    async def until(self, address: str, rounds: int) -> None:
        """Wait until so many rounds with an address have begun."""
        async with asyncio.timeout(10):
            while self.begun[address] < rounds:
                self.news.clear()
                await self.news.wait()

    async def until_idle(self) -> None:
        """Wait until no round is under way."""
        async with asyncio.timeout(10):
            while self.in_flight:
                self.news.clear()
                await self.news.wait()
