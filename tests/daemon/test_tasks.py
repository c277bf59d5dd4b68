"""The daemon's background tasks."""

from __future__ import annotations

import asyncio

from monitord.daemon.tasks import Tasks


async def test_what_is_asked_for_after_the_end_is_not_begun() -> None:
    """A reload by signal while the daemon stops would hold it up."""
    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        tasks = Tasks(group)
        tasks.start(asyncio.Event().wait())
        tasks.cancel()
        tasks.start(asyncio.Event().wait())
