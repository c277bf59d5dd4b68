"""Lets test streams wait until their lines have room for them (`monitord.poller.budget`)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from monitord.model.checks import Pipe
from monitord.model.snapshot import StreamLoad
from monitord.model.states import Reason
from monitord.poller.budget import TOTAL, Budget, Stay


class Gate:
    """All test streams of a poller pass through it. `total`: bit/s for all of them together."""

    def __init__(self, total: int) -> None:
        self._budget = Budget(total)
        self._called: dict[Stay, asyncio.Future[None]] = {}

    @property
    def load(self) -> StreamLoad:
        """How the streams share the lines now."""
        return StreamLoad(self._budget.waiting, float(self._budget.rate))

    def obstacle(self, rate: float, pipes: Iterable[Pipe]) -> Reason | None:
        """Why a stream of `rate` bit/s would wait for ever; None when it would not."""
        stay = self._budget.stay(rate, pipes)
        line = self._budget.too_narrow(stay)
        if line is None:
            return None
        figures = {
            "value_bytes_per_second": rate / 8,
            "limit_bytes_per_second": stay.rooms[line] / 8,
        }
        if line == TOTAL:
            return Reason("rtp.over-total", figures)
        return Reason("rtp.no-room", {"circuit": line, **figures})

    @asynccontextmanager
    async def room(self, rate: float, pipes: Iterable[Pipe]) -> AsyncIterator[None]:
        """Come in when there is room for a stream of `rate` bit/s; it is free again at the end.

        Raises ValueError when there never will be.
        """
        stay = self._budget.stay(rate, pipes)
        self._budget.ask(stay)
        called = self._called[stay] = asyncio.get_running_loop().create_future()
        try:
            self._admit()
            await called
            yield
        finally:
            del self._called[stay]
            self._budget.leave(stay)
            self._admit()

    def _admit(self) -> None:
        for stay in self._budget.admit():
            called = self._called[stay]
            if not called.done():  # else it has been given up, and leaves in a moment
                called.set_result(None)
