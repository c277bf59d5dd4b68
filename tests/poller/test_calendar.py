"""What has a date."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from monitord.poller.calendar import Calendar


async def test_an_edge_that_asks_for_no_other_moment_is_forgotten() -> None:
    calendar = Calendar(lambda: datetime.now(UTC), lambda error: None)
    calendar.start()
    calls: list[datetime] = []
    second = asyncio.Event()

    def edge(now: datetime) -> datetime | None:
        calls.append(now)
        if len(calls) == 1:
            return now + timedelta(milliseconds=20)
        second.set()
        return None

    calendar.keep("once", edge)
    async with asyncio.timeout(5):
        await second.wait()
    calendar.rebook()
    assert len(calls) == 2
    calendar.stop()
