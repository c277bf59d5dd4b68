"""APScheduler: starts sweeps and holds what has a date. Never the pulse of a probe.

One fire of an APScheduler job costs 260–500 µs, and after the wall clock has stepped back an hour
its jobs stop for an hour. So sweeps keep their own time, and everything that has a date is put
into the calendar again when the wall clock steps.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeAlias

from apscheduler.events import EVENT_JOB_ERROR
from apscheduler.schedulers.asyncio import AsyncIOScheduler

Edge: TypeAlias = Callable[[datetime], datetime | None]
"""Does what is due at the given moment and says when it wants to be called next."""


class Calendar:
    """Dated jobs on the loop.

    `now` gives the wall clock as an aware UTC datetime; `failed` hears of a job that raised, which
    is a bug: APScheduler by itself would only log it and leave the sweep dead.
    """

    def __init__(
        self, now: Callable[[], datetime], failed: Callable[[BaseException], None]
    ) -> None:
        self.failed = failed
        self._now = now
        self._edges: dict[str, Edge] = {}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # The defaults silently skip a run that is a second late.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

        self._scheduler.add_listener(lambda event: failed(event.exception), EVENT_JOB_ERROR)

    def start(self) -> None:
        """Begin; needs the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; nothing fires afterwards."""
        self._scheduler.shutdown(wait=False)

    def launch(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Start a long-lived coroutine now."""
        self._scheduler.add_job(run, id=name, name=name)

    def keep(self, name: str, edge: Edge) -> None:
        """Call `edge` now and then at each moment that it asks for, until it asks for none."""
        self._edges[name] = edge
        self._book(name)

    def drop(self, name: str) -> None:
        """Forget the edge called `name`."""
        self._edges.pop(name, None)
        if self._scheduler.get_job(name):
            self._scheduler.remove_job(name)

    def rebook(self) -> None:
        """The wall clock has stepped: ask every edge anew."""
        for name in list(self._edges):
            self._book(name)

    async def _fire(self, name: str) -> None:
        if name in self._edges:
            self._book(name)

    def _book(self, name: str) -> None:
        at = self._edges[name](self._now())
        if at is None:
            self.drop(name)
            return
        # A coroutine: a plain function would run in a thread.
        self._scheduler.add_job(
            self._fire, "date", run_date=at, args=[name], id=name, replace_existing=True
        )
