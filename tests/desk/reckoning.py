"""A ledger in memory: one month that is closed, one that is running, and real files of reports."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from monitord.model.desk import DeskError
from monitord.model.incidents import Actor
from monitord.model.ledger import Closing
from monitord.model.reckoning import (
    Amendment,
    KeptMonth,
    ReckoningError,
    ReportFile,
    Standing,
    Wanted,
)
from monitord.model.states import Param
from monitord.reckoning.folder import files_of

OCTOBER, NOVEMBER = "2026-10", "2026-11"
OUTAGE = "261003-K7QF/TSL-0030"
CLOSED_AT = datetime(2026, 11, 6, 2, tzinfo=UTC)
PROVIDERS = ("vnpt", "viettel")
FOLDER = Path(__file__).with_name("reports")
FILES: Mapping[str, bytes] = {
    each.name: each.read_bytes() for each in sorted((FOLDER / OCTOBER).iterdir())
}


class MemoryReckoning:
    """What was asked is in `asked`; `fault`: what it raises instead."""

    def __init__(self) -> None:
        self.folder = FOLDER
        self.asked: list[object] = []
        self.fault: DeskError | None = None

    async def months(self) -> Sequence[KeptMonth]:
        """The running one, then the closed one."""
        self._note("months")
        by = Actor("lan", "socket")
        closings = [
            Closing(month=OCTOBER, revision=1, at=CLOSED_AT, by=by, why="xong", corrections=0),
            Closing(month=OCTOBER, revision=2, at=CLOSED_AT, by=by, why="Viettel", corrections=3),
        ]
        return [
            KeptMonth(month=NOVEMBER, over=False, closings=(), files=()),
            KeptMonth(month=OCTOBER, over=True, closings=closings, files=await self.files(OCTOBER)),
        ]

    async def files(self, month: str) -> Sequence[ReportFile]:
        """The reports that there are."""
        return await asyncio.to_thread(files_of, self.folder, month, PROVIDERS)

    async def figures(self, month: str, provider: str | None, *, own: bool = False) -> bytes:
        """No figures, but whose."""
        self._note(("figures", month, provider, *(("own",) if own else ())))
        return json.dumps({"month": {"name": month}, "of": provider}).encode()

    async def outages(self, wanted: Wanted) -> bytes:
        """None."""
        self._note(wanted)
        return json.dumps({"month": wanted.month, "timezone": "UTC", "outages": []}).encode()

    async def amend(self, amendment: Amendment) -> bytes:
        """Says what it was asked."""
        self._note(amendment)
        if amendment.outage != OUTAGE:
            raise ReckoningError("sla.unknown-outage", {"id": amendment.outage}, [OUTAGE])
        done = {"outage": OUTAGE, "outages": [OUTAGE], "corrections": [], "closings": []}
        return json.dumps(done).encode()

    async def close(self, month: str, why: str, by: Actor) -> bytes:
        """A running month stays open."""
        self._note(("close", month, why, by))
        if month == NOVEMBER:
            ways = [Standing(OUTAGE, "sla.suspected-outage", {"provider": "vnpt"})]
            params: dict[str, Param] = {
                "month": month,
                "n": 1,
                "until_at": "2026-12-06T00:00:00+07:00",
            }
            raise ReckoningError("sla.suspected-left", params, (), ways)
        closing = {
            "month": month,
            "revision": 1,
            "at": "2026-11-06T02:00:00.000000Z",
            "by": {"name": by.name, "via": by.via},
            "why": why,
            "corrections": 0,
        }
        return json.dumps({"closing": closing}).encode()

    def _note(self, what: object) -> None:
        self.asked.append(what)
        if self.fault is not None:
            raise self.fault
