"""The ledger's room: the month so far, what people ask of months, and the reports that are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from exporters.prometheus.own import SelfMetrics
from monitord.daemon.month_to_date import MonthSoFar
from monitord.daemon.reckoner import Reckoner
from monitord.daemon.recorder import Recorder
from monitord.daemon.reports import Reports
from monitord.daemon.tasks import Tasks
from monitord.model.actions import AnyAction
from monitord.model.incidents import Incident
from monitord.model.inventory import Inventory
from monitord.model.settings import DaemonSettings
from monitord.poller.calendar import Calendar


class LedgerRoom:
    """Who works months out, put together; who makes reports only where there is a folder for them.

    `inventory`: the one in force; `now`: the wall clock.
    """

    def __init__(
        self,
        settings: DaemonSettings,
        recorder: Recorder,
        inventory: Callable[[], Inventory],
        now: Callable[[], datetime],
        own: SelfMetrics,
    ) -> None:
        url = settings.database
        folder = None if settings.reports is None else Path(settings.reports)
        self.month = MonthSoFar(recorder, now, own.worked_out, own.not_worked_out)
        self.reckoner = Reckoner(url, folder, recorder, inventory, now, self._revised)
        self._reports: Reports | None = None
        if folder is not None:
            self._reports = Reports(
                folder, url, self.reckoner.months, inventory, now, own.reports_made
            )

    def start(self, calendar: Calendar, tasks: Tasks) -> None:
        """Make reports from now on."""
        if self._reports is not None:
            calendar.keep("reports", self._reports.first_of_month)
            tasks.start(self._reports.run())

    def judged(self, tasks: Tasks, incident: Incident, action: AnyAction) -> None:
        """A person has judged it: months that were closed follow."""
        tasks.start(self.reckoner.follow(incident, action))

    def _revised(self) -> None:
        """A month was set right or closed, or has a new revision."""
        self.month.renew()
        if self._reports is not None:
            self._reports.poke()
