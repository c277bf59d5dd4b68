"""The reports of a month, made by itself: on the first of the next, and for each new revision.

Each is made by `monitord sla report` in a process of its own, which is nice to everybody else,
may take its time but not forever, and ends with the daemon.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from exporters.reports.names import ENDINGS, STEMS
from monitord.model.desk import DeskError
from monitord.model.inventory import Inventory
from monitord.model.reckoning import KeptMonth
from monitord.sla.months import last_month, month_of

log = logging.getLogger("reports")

HOUR = time(0, 10)
"""Local time on the first of a month: all that the month before saw is kept by then."""
SETTLES = timedelta(minutes=10)
"""The same as a stretch: nobody makes a report before that, whatever else he is woken for."""
RETRY = 3600.0
"""Seconds until what failed is tried again."""
PATIENCE = 3600.0
"""Seconds for one month, all providers; a province's takes some minutes."""
MAKER = "monitord.daemon.report_maker"
MOST_SAID = 500
"""Characters of what a failed report said."""


class Reports:
    """Makes what is due. `made` hears of each attempt whether it succeeded.

    `months`: see `Reckoning.months`, raises DeskError. `inventory`: the one in force.
    """

    def __init__(
        self,
        folder: Path,
        url: str,
        months: Callable[[], Awaitable[Sequence[KeptMonth]]],
        inventory: Callable[[], Inventory],
        now: Callable[[], datetime],
        made: Callable[[bool], object] = bool,
        retry: float = RETRY,
        patience: float = PATIENCE,
    ) -> None:
        self._folder = folder
        self._url = url
        self._months = months
        self._inventory = inventory
        self._now = now
        self._made = made
        self._retry = retry
        self._patience = patience
        self._begun: dict[str, datetime] = {}
        """When the last report of a month that was made here was begun."""
        self._news = asyncio.Event()
        self._news.set()  # what fell due while nobody ran

    def poke(self) -> None:
        """Something may be due."""
        self._news.set()

    def first_of_month(self, now: datetime) -> datetime:
        """For the calendar: look now, and again on the first of the next month."""
        self.poke()
        return next_first(now, self._inventory().organization.timezone)

    async def run(self) -> None:
        """Make what is due, whenever something may be, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            if not await self._make_all():
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._retry):
                        await self._news.wait()
                self._news.set()

    async def _make_all(self) -> bool:
        """Whether all that was due is there now."""
        zone, now = self._inventory().organization.timezone, self._now()
        try:
            wanted = due(await self._months(), zone, now, self._begun)
        except DeskError as error:
            log.warning("reports have to wait: %s %s", error.code, dict(error.params))
            return False
        return all([await self._make(month) for month in wanted])

    async def _make(self, month: str) -> bool:
        """Whether it is there now."""
        self._begun[month] = self._now()
        why = await self._run(month)
        self._made(why is None)
        if why is None:
            log.info("reports made month=%s folder=%s", month, self._folder)
        else:
            log.error("reports not made month=%s: %s", month, why)
        return why is None

    async def _run(self, month: str) -> str | None:
        """Why it failed; None: it did not."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command(month),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "MONITORD_DATABASE": self._url},
            )
        except OSError as error:  # no memory, no descriptor
            return error.strerror or str(error)
        try:
            async with asyncio.timeout(self._patience):
                _, said = await process.communicate()
        except TimeoutError:
            return f"not done within {self._patience:.0f} s"
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode == 0:
            return None
        return f"exit code {process.returncode}: {said.decode(errors='replace')[-MOST_SAID:]}"

    def _command(self, month: str) -> Sequence[str]:
        language = self._inventory().organization.locale
        return (
            sys.executable, "-m", MAKER, "sla", "report", "--month", month,
            "--each-provider", "--language", language, "--output", str(self._folder),
        )  # fmt: skip


def next_first(now: datetime, timezone: str) -> datetime:
    """The first of the next month, some minutes past midnight there."""
    local = now.astimezone(ZoneInfo(timezone))
    this = datetime.combine(local.date().replace(day=1), HOUR, local.tzinfo)
    if local < this:
        return this
    after = (local.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(after, HOUR, local.tzinfo)


def due(
    months: Sequence[KeptMonth],
    timezone: str,
    now: datetime,
    begun: Mapping[str, datetime] = MappingProxyType({}),
) -> list[str]:
    """Of which months the reports are to be made, oldest first.

    The newest that is over, and those that were closed: each in its newest revision. `begun`: when
    the newest files of a month were begun; what was agreed since then is not in them.
    """
    last = last_month(timezone, now - SETTLES).name
    wanted = [
        each
        for each in months
        if each.over and each.recorded and (each.month == last or each.closings)
    ]
    missing = [
        each.month
        for each in wanted
        if not _is_there(each, timezone, now, begun.get(each.month, now))
    ]
    return sorted(missing)


def _is_there(each: KeptMonth, timezone: str, now: datetime, begun: datetime) -> bool:
    """Whether all files of all providers are, made when the month was as it is now.

    One of the future was made when the clock was wrong: the month may not have been over yet.
    They are the last that are made: those of each provider are there then too.
    """
    newest = each.closings[-1] if each.closings else None
    since = newest.at if newest else month_of(each.month, timezone, now).end
    fresh = {
        file.name
        for file in each.files
        if since <= min(file.made_at, begun) and file.made_at <= now
    }
    revision = newest.revision if newest else 1
    return any(set(_names(stem, each.month, revision)) <= fresh for stem in STEMS.values())


def _names(stem: str, month: str, revision: int) -> Iterator[str]:
    tail = f"-r{revision}" if revision > 1 else ""
    return (f"{stem}-{month}{tail}{end}" for endings in ENDINGS.values() for end in endings)
