"""Tells every replica of Alertmanager what is wrong; none of them waits for another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from exporters.alertmanager.address import Address, parse
from exporters.alertmanager.replica import Counted, Replica
from monitord.model.alerts import AlertBoard

if TYPE_CHECKING:
    from exporters.alertmanager.api import Api


def _now() -> datetime:
    return datetime.now(UTC)


class Dispatcher:
    """All replicas. Make it inside the running loop, start `run`, `poke` it when there are news.

    Each replica is told at once what is new, everything once a minute, and everything again after
    it was away; a firing alert ends `ends_after` seconds after it was last told.
    """

    def __init__(
        self,
        urls: Sequence[str],
        board: Callable[[], AlertBoard],
        ends_after: float,
        counted: Counted,
        by: str = "monitord",
        now: Callable[[], datetime] = _now,
    ) -> None:
        """`counted(replica, outcome, alerts)`: outcome is accepted, failed or refused.

        `by`: who makes silences; those of others are left alone.
        Raises ValueError for what is no URL; neither it nor anything else here shows a password.
        """
        self._replicas = [
            (address, Replica(address, board, ends_after, counted, by, now))
            for address in map(parse, urls)
        ]

    @property
    def replicas(self) -> list[str]:
        """Their names in logs and metrics: their URLs without name and password."""
        return [address.base for address, _ in self._replicas]

    def poke(self) -> None:
        """There are news on the board: send them at once."""
        for _, replica in self._replicas:
            replica.poke()

    async def run(self) -> None:
        """Keep all replicas told until cancelled."""
        async with asyncio.TaskGroup() as group:
            for address, replica in self._replicas:
                group.create_task(_serve(address, replica))


async def _serve(address: Address, replica: Replica) -> None:
    api = await asyncio.to_thread(_open, address)
    try:
        await replica.run(api)
    finally:
        await api.close()


def _open(address: Address) -> Api:
    """Loads httpx, which only those need who have an Alertmanager."""
    from exporters.alertmanager.api import Api, load  # noqa: PLC0415

    load()
    return Api(address)
