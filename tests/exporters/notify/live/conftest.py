"""A notifier and whom it tells."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from exporters.notify import teller
from exporters.notify.notifier import Notifier
from exporters.notify.receiver import Receiver
from monitord.model.incidents import Incident
from tests.exporters.notify.cases import worded
from tests.exporters.notify.live.hook import Hook, hooked
from tests.exporters.notify.live.mail import Letterbox, letterbox

GROUP = 0.1
"""Seconds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of apprise's own house."""
    for item in items:
        if "/notify/live/" in item.nodeid:
            item.add_marker(pytest.mark.filterwarnings("ignore:'imghdr' is deprecated"))


class Office:
    """The incidents, which tests write, and the notifier that reads them."""

    def __init__(self, receivers: list[Receiver], memory: Path | None) -> None:
        self.incidents: list[Incident] = []
        self.counts: Counter[tuple[str, str]] = Counter()
        self.notifier = Notifier(receivers, lambda: self.incidents, worded, self._counted, memory)

    def show(self, *incidents: Incident) -> None:
        """These are the incidents now."""
        self.incidents = list(incidents)
        self.notifier.poke()

    def _counted(self, who: str, outcome: str, incidents: int) -> None:
        self.counts[who, outcome] += incidents


@asynccontextmanager
async def office(
    *receivers: Receiver, memory: Path | None = None, known: tuple[Incident, ...] = ()
) -> AsyncIterator[Office]:
    """A running notifier, which knows of `known` when it starts."""
    made = Office(list(receivers), memory)
    made.incidents = list(known)
    running = asyncio.create_task(made.notifier.run())
    try:
        yield made
    finally:
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled():
            running.result()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who failed is tried again soon."""
    monkeypatch.setattr(teller, "FIRST", 0.05)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with hooked() as found:
        yield found


@pytest.fixture
async def box() -> AsyncIterator[Letterbox]:
    async with letterbox() as found:
        yield found
