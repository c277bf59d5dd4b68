"""The daemon's background tasks: a failure of one ends all, and so does the end of the daemon."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """The tasks of a group that can be cancelled together."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._running: set[asyncio.Task[Any]] = set()
        self._over = False

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Run `work` beside everything else, unless that is over. What it raises ends the group."""
        if self._over:
            work.close()
            return
        task = self._group.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def cancel(self) -> None:
        """Cancel all that still run, and begin nothing more; the group's end awaits them."""
        self._over = True
        for task in self._running:
            task.cancel()
