"""The control room: what comes of events. Concludes, keeps, and has people told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from time import monotonic
from time import time as unix

from monitord.alerts.annotations import annotated
from monitord.alerts.words import Words
from monitord.centre.centre import Centre
from monitord.centre.diary import Diary
from monitord.daemon.conductor import Conductor
from monitord.daemon.deliveries import Deliveries
from monitord.daemon.desk import Desk
from monitord.daemon.loading import Loaded
from monitord.daemon.month_to_date import MonthSoFar
from monitord.daemon.recorder import Recorder
from monitord.daemon.slot_keeper import SlotKeeper
from monitord.daemon.steps import Steps
from monitord.daemon.tasks import Tasks
from monitord.model.incidents import Happening, Incident, IncidentChange
from monitord.model.inventory import Inventory
from monitord.model.messages import AnyCommand, AnyEvent, StreamSummary, Summary
from monitord.model.snapshot import CentreSnapshot

log = logging.getLogger("incidents")

KEPT_WITHIN = 0.3
"""Seconds that people wait at most for what they hear of to be in the database."""
_QUIET = frozenset({Happening.IMPACT, Happening.EVIDENCE})


class ControlRoom:
    """Centre, database and deliveries, put together. Everything on the loop.

    `now`: the wall clock. `ask` takes commands for the poller. `boot_id`: of this start, the same
    that the poller's heartbeats carry.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        ask: Callable[[AnyCommand], object],
        recorder: Recorder,
        deliveries: Deliveries,
        boot_id: str,
        month: MonthSoFar,
    ) -> None:
        self._wall = now
        self._steps = Steps()
        self._recorder = recorder
        self._deliveries = deliveries
        self._slots = SlotKeeper(recorder)
        self.month = month
        self._news = asyncio.Event()
        self._behind = False
        """Whether the database did not tell what was open before."""
        self._corrected = False
        """Whether somebody has set right what counts in the month so far."""
        self._centre = Centre(ask, Diary(boot_id, recorder.note))
        self._conductor = Conductor(self._centre, self._now, self._told)
        self.desk = Desk(self._centre, recorder, self._now, self._told, self._conductor.news)

    async def resume(self) -> None:
        """Go on with what was open when the daemon last ran. Before the first `apply`."""
        saved = await self._recorder.load()
        self._behind = saved is None
        if saved is None:
            log.error("starting without what was open before: the database does not tell")
        else:
            self._centre.resume(saved.incidents, saved.windows, saved.given, saved.observed)

    def start(self, tasks: Tasks) -> None:
        """Record, and tell people, from now on. After the first `apply`."""
        tasks.start(self._recorder.run())
        if self._behind:
            tasks.start(self._catch_up())
        tasks.start(self._tell())
        self._deliveries.start(tasks, self.snapshot)
        tasks.start(self.month.run())
        tasks.start(self._slots.run(self._wall))
        self._conductor.start()

    async def close(self) -> None:
        """The last changes are kept; alerts go on until they end by themselves."""
        self._conductor.stop()
        self._slots.close()
        await self._recorder.close()

    def apply(self, loaded: Loaded, inventory: Inventory, day: date, now: datetime) -> None:
        """Judge by this inventory (`loaded`, as overruled by flags) from now on."""
        self._heed_clock()
        self._deliveries.apply(loaded)
        self.month.apply(loaded.content, loaded.inventory)
        self._centre.apply(inventory, day, now, monotonic())
        self._conductor.news()

    def hear(self, event: AnyEvent) -> None:
        """An event of the poller."""
        self._heed_clock()
        if isinstance(event, Summary | StreamSummary):
            self._slots.hear(event)
        else:
            self._recorder.note(event)
        if self._centre.hear(event, monotonic()):
            self._conductor.news()

    def recording(self, failing_since: datetime | None) -> None:
        """The database fails since then, or no longer (None)."""
        self._centre.own.store(failing_since)
        self._conductor.news()

    def snapshot(self) -> CentreSnapshot:
        """Everything as it is now. Only after `apply`."""
        return replace(self._centre.snapshot(unix(), monotonic()), month=self.month.latest)

    def advice(self, incident: Incident, language: str | None = None) -> Mapping[str, str]:
        """What to do about it and whom to call, as its alert says.

        In the organization's language when none is given.
        """
        inventory = self.snapshot().inventory
        spoken = language or inventory.organization.locale
        return annotated(Words.of(inventory, spoken), inventory, incident)

    def _now(self) -> datetime:
        self._heed_clock()
        return self._wall()

    def _heed_clock(self) -> None:
        """What was told by a clock that was wrong is told by the right one from now on."""
        step = self._steps.taken()
        if step is not None:
            self._centre.shift(step, self._wall())
            self._conductor.news()

    async def _catch_up(self) -> None:
        """What was open before, once the database tells."""
        saved = await self._recorder.load_late()
        self._centre.catch_up(saved.incidents, saved.windows, saved.given, self._now(), monotonic())
        log.warning("going on with what was open before: the database tells now")
        self._conductor.news()

    def _told(self, changes: Sequence[IncidentChange]) -> None:
        for change in changes:
            self._recorder.note(change)
            self._corrected |= any(e.what is Happening.CORRECTED for e in change.events)
            _log(change)
        self._news.set()

    async def _tell(self) -> None:
        """People hear of what is kept: an incident that a crash makes us forget has told nobody.

        They hear of it all the same when the database is slow, or away.
        """
        while True:
            await self._news.wait()
            self._news.clear()
            if self._recorder.failing_since is None:
                await self._recorder.flush(KEPT_WITHIN)
            self._deliveries.poke()
            if self._corrected:
                self._corrected = False
                self.month.renew()


def _log(change: IncidentChange) -> None:
    incident = change.incident
    for event in change.events:
        log.log(
            logging.DEBUG if event.what in _QUIET else logging.INFO,
            "%s incident=%s what=%s cause=%s severity=%s sites=%d by=%s",
            event.what, incident.id, incident.key, incident.cause, incident.severity,
            len(incident.sites), event.by.name,
        )  # fmt: skip
