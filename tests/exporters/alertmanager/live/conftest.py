"""A dispatcher, an Alertmanager and people behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from exporters.alertmanager import replica
from exporters.alertmanager.dispatcher import Dispatcher
from monitord.model.alerts import Alert, AlertBoard, Silence
from tests.exporters.alertmanager.boards import board
from tests.exporters.alertmanager.live.people import People, listening
from tests.exporters.alertmanager.live.server import PROGRAM, Alertmanager

RESEND = 0.5
"""Seconds, in place of a minute."""
ENDS_AFTER = 3600.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them need the program."""
    missing = pytest.mark.skipif(not PROGRAM, reason="Alertmanager is not installed")
    for item in items:
        if "/alertmanager/live/" in item.nodeid:
            item.add_marker(missing)
            item.add_marker(pytest.mark.system)


class Desk:
    """The board, which tests write, and the dispatcher that reads it."""

    def __init__(self, *urls: str) -> None:
        self.board = AlertBoard()
        self.counts: list[tuple[str, str, int]] = []
        self._news = asyncio.Condition()
        self.dispatcher = Dispatcher(
            urls, lambda: self.board, ENDS_AFTER, self._counted, now=lambda: datetime.now(UTC)
        )

    def show(self, *things: Alert | Silence) -> None:
        """Put these on the board, in place of what was there."""
        self.board = board(*things)
        self.dispatcher.poke()

    def count(self, outcome: str, replica: str | None = None) -> int:
        """How many alerts have had this outcome."""
        found = self.counts
        return sum(n for where, what, n in found if what == outcome and replica in (None, where))

    async def until(self, enough: Callable[[], bool]) -> None:
        """Wait until what was counted is enough."""
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(enough)

    async def resent(self, replica: str | None = None) -> None:
        """Wait until the whole board has been told twice more."""
        target = self.count("accepted", replica) + 2 * len(self.board.alerts)
        await self.until(lambda: self.count("accepted", replica) >= target)

    def _counted(self, replica: str, outcome: str, alerts: int) -> None:
        self.counts.append((replica, outcome, alerts))
        asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def dispatching(*urls: str) -> AsyncIterator[Desk]:
    """A running dispatcher."""
    desk = Desk(*urls)
    running = asyncio.create_task(desk.dispatcher.run())
    try:
        yield desk
    finally:
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled():
            running.result()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is told again after `RESEND`."""
    monkeypatch.setattr(replica, "RESEND", RESEND)


@pytest.fixture
async def people() -> AsyncIterator[People]:
    async with listening() as found:
        yield found


@pytest.fixture
async def server(people: People, tmp_path: Path) -> AsyncIterator[Alertmanager]:
    """An Alertmanager that is not started yet."""
    made = await asyncio.to_thread(Alertmanager, tmp_path, people.port)
    try:
        yield made
    finally:
        await made.stop(kill=True)


@pytest.fixture
async def desk(server: Alertmanager) -> AsyncIterator[Desk]:
    """A dispatcher for that Alertmanager."""
    async with dispatching(server.url) as found:
        yield found
