"""Has months worked out, corrected and closed, each in a process that is gone afterwards.

A month of a province costs seconds of a core and a hundred megabytes: neither the loop nor the
daemon's memory has them to spare.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from monitord.daemon.recorder import Recorder
from monitord.model.actions import AnyAction
from monitord.model.desk import DeskError
from monitord.model.incidents import Actor, Incident
from monitord.model.inventory import Inventory
from monitord.model.reckoning import (
    Amendment,
    KeptMonth,
    ReckoningError,
    ReportFile,
    Standing,
    Wanted,
)
from monitord.reckoning import folder
from monitord.reckoning.calendar import months_since
from monitord.sla.months import month_of, over
from monitord.store import months, revisions
from monitord.store.store import StoreError

CHILD = "monitord.reckoning.child"
REFUSED = 3
"""Exit code of the child when it says why not."""
PATIENCE = 300.0
"""Seconds for one answer; a province's month takes less than 20."""
MOST_WAITING = 4
"""Questions that wait for their turn; who comes then is told to come again."""
OF_ONE = 2
"""The same for questions about one provider, which partners may put: they leave room for others."""
MOST_CHANGING = 8
"""The same for what changes something: who only asks does not keep it out."""
FLUSHED = 3.0
"""Seconds that what was noted so far has to get into the database."""
RETRY, AT_MOST = 60.0, 3600.0
"""Seconds until a revision that could not be made is tried again; each pause is twice as long."""
P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger("reckoner")


class Reckoner:
    """Implements `monitord.model.reckoning.Reckoning`. One child at a time.

    `inventory`: the one in force; `now`: the wall clock; `revised` hears that a month was closed,
    or has a new revision.
    """

    def __init__(
        self,
        url: str,
        reports: Path | None,
        recorder: Recorder,
        inventory: Callable[[], Inventory],
        now: Callable[[], datetime],
        revised: Callable[[], object],
    ) -> None:
        self._url = url
        self._reports = reports
        self._recorder = recorder
        self._inventory = inventory
        self._now = now
        self._revised = revised
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def months(self) -> Sequence[KeptMonth]:
        """Every month since records began, the newest first. Raises DeskError."""
        closed, since = await self._read(_known)
        zone, now = self._inventory().organization.timezone, self._now()
        recorded = set(months_since(since, zone, now)) | set(closed)
        names = set(recorded)
        if self._reports is not None:
            names |= set(await _looked_up(folder.months_in, self._reports))
        return [
            KeptMonth(
                month=name,
                over=over(month_of(name, zone, now)),
                closings=closed.get(name, ()),
                files=await self._files(name),
                recorded=name in recorded,
            )
            for name in sorted(names, reverse=True)
            if f"{name}-01" <= f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}"
        ]

    async def files(self, month: str) -> Sequence[ReportFile]:
        """The reports of one month that there are. Raises DeskError."""
        return await self._files(month)

    async def figures(self, month: str, provider: str | None, *, own: bool = False) -> bytes:
        """Its figures, of all or of one provider, as JSON. Raises DeskError."""
        return await self._ask("figures", _room(provider), month=month, provider=provider, own=own)

    async def outages(self, wanted: Wanted) -> bytes:
        """Those that are asked for, as JSON. Raises DeskError."""
        return await self._ask("outages", _room(wanted.provider), **asdict(wanted))

    async def amend(self, amendment: Amendment) -> bytes:
        """Set it right for ever; what was done, as JSON. Raises DeskError."""
        return await self._change("amend", **asdict(amendment))

    async def close(self, month: str, why: str, by: Actor) -> bytes:
        """Close a month; the closing, as JSON. Raises DeskError."""
        return await self._change("close", month=month, why=why, by=asdict(by))

    async def follow(self, incident: Incident, action: AnyAction) -> None:
        """A person has judged it: closed months in which it counts get a new revision.

        Tried until it is done: what was judged stays judged.
        """
        why, pause = action.note or action.incident, RETRY
        while True:
            try:
                if await self._counts(incident):
                    await self._revise(incident.id, why, action.by)
            except DeskError as error:
                log.error("no revision yet for %s: %s %s", incident.id, error.code, error.params)
                await asyncio.sleep(pause)
                pause = min(2 * pause, AT_MOST)
            else:
                return

    async def _counts(self, incident: Incident) -> bool:
        """Whether any month that it touches was closed. Raises DeskError."""
        closed, _ = await self._read(_known)
        zone = ZoneInfo(self._inventory().organization.timezone)
        end = incident.restored_at or incident.closed_at or self._now()
        first, last = (f"{at.astimezone(zone):%Y-%m}" for at in (incident.since, end))
        return any(first <= month <= last for month in closed)

    async def _revise(self, incident: str, why: str, by: Actor) -> None:
        """However many wait, once what was judged is in the database. Raises DeskError."""
        if not await self._recorder.flush(FLUSHED):
            raise DeskError("desk.database-away", {"why": "not recorded yet"})
        await self._change("revise", sys.maxsize, incident=incident, why=why, by=asdict(by))

    async def _change(self, do: str, most: int = MOST_CHANGING, **asked: object) -> bytes:
        """Ask, and tell who makes the reports when a month is not what it was."""
        try:
            return await self._ask(do, most, **asked)
        finally:  # who did not wait for the answer may have changed it all the same
            self._revised()

    async def _ask(self, do: str, most: int, **asked: object) -> bytes:
        """The child's answer, unless `most` are waiting. Raises DeskError."""
        if self._waiting >= most:
            raise ReckoningError("sla.busy", {})
        self._waiting += 1
        try:
            async with self._turn:
                await self._recorder.flush(FLUSHED)
                question = json.dumps({"do": do, "database": self._url, **asked})
                return await ask_child(question.encode())
        finally:
            self._waiting -= 1

    async def _files(self, month: str) -> Sequence[ReportFile]:
        if self._reports is None:
            return []
        providers = frozenset(self._inventory().providers)
        return await _looked_up(folder.files_of, self._reports, month, providers)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        """Raises DeskError."""
        try:
            if self._recorder.store is None:
                raise StoreError("the database has not been opened yet")
            return await self._recorder.store.read(work)
        except StoreError as error:
            raise DeskError("desk.database-away", {"why": str(error)}) from error


def _room(provider: str | None) -> int:
    """How many may wait before a question of figures."""
    return MOST_WAITING if provider is None else OF_ONE


async def _looked_up(look: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What is found in the folder, by a thread. Raises ReckoningError where it cannot be read."""
    try:
        return await asyncio.to_thread(look, *args, **kwargs)
    except OSError as error:
        why = f"{error.filename}: {error.strerror}"
        raise ReckoningError("sla.failed", {"why": why}) from error


async def ask_child(question: bytes, child: str = CHILD, patience: float = PATIENCE) -> bytes:
    """What a child process answers; it is gone when this returns. Raises ReckoningError."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", child,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
    except OSError as error:  # no memory, no descriptor
        raise ReckoningError("sla.failed", {"why": error.strerror or str(error)}) from error
    try:
        async with asyncio.timeout(patience):
            said, _ = await process.communicate(question)
    except TimeoutError:
        raise ReckoningError("sla.failed", {"why": f"not done within {patience:.0f} s"}) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == REFUSED:
        raise refusal_of(said)
    if process.returncode:
        raise ReckoningError("sla.failed", {"why": f"exit code {process.returncode}"})
    return said


def refusal_of(text: bytes) -> ReckoningError:
    """What a child said why not; another refusal where it said nothing that can be read."""
    try:
        said = json.loads(text)
        standing = [Standing(one["outage"], one["code"], one["params"]) for one in said["standing"]]
        return ReckoningError(said["code"], said["params"], said["near"], standing)
    except (ValueError, KeyError, TypeError) as error:
        return ReckoningError("sla.failed", {"why": f"unreadable refusal: {error!r}"})


def _known(connection: Connection) -> tuple[Mapping[str, Any], datetime | None]:
    """The closings by month, and since when there is anything."""
    validities = revisions.history(connection)
    since = validities[0].valid_from if validities else None
    return months.closed(connection), since
