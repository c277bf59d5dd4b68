"""Keeps one replica told, for as long as the daemon runs, whatever becomes of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from exporters.alertmanager.address import Address
from exporters.alertmanager.batches import batches
from exporters.alertmanager.complaints import Complaints
from exporters.alertmanager.errors import AwayError, RefusedError
from exporters.alertmanager.ledger import Ledger
from exporters.alertmanager.silencer import Silencer
from exporters.alertmanager.wire import INCIDENT, Encoder
from exporters.backoff import Backoff
from exporters.slices import Slices
from monitord.model.alerts import Alert, AlertBoard

if TYPE_CHECKING:  # it loads httpx
    from exporters.alertmanager.api import Api

log = logging.getLogger("alertmanager")

RESEND = 60.0
"""Seconds after which everything is told again."""
FIRST, MOST = 0.25, 15.0
"""Seconds until a replica that failed is asked again: at first, and at most."""
SOONEST = 1.0
"""Seconds that even news wait after a failure."""

Counted: TypeAlias = Callable[[str, str, int], None]
"""Hears of alerts: which replica, `accepted`, `failed` or `refused`, and how many."""


class Replica:
    """One replica, and what it has been told. `poke` it when there are news."""

    def __init__(
        self,
        address: Address,
        board: Callable[[], AlertBoard],
        ends_after: float,
        counted: Counted,
        by: str,
        now: Callable[[], datetime],
    ) -> None:
        self._name = address.base
        self._board = board
        self._ends_after = timedelta(seconds=ends_after)
        self._counted = counted
        self._clock = now
        self._news = asyncio.Event()
        self._ledger = Ledger(ends_after)
        self._encoder = Encoder()
        self._backoff = Backoff(FIRST, MOST)
        self._complaints = Complaints(address.base)
        self._silencer = Silencer(by, self._complaints, now)
        self._whole_at: float | None = None
        """When everything is to be told again, on the loop's clock; None: now."""
        self._left = 0
        """Alerts of this round that are still to be told."""
        self._away = False

    def poke(self) -> None:
        """There are news: look at the board, now."""
        self._news.set()

    async def run(self, api: Api) -> None:
        """Tell it everything, then what is new, and everything each minute, until cancelled."""
        while True:
            self._news.clear()
            try:
                await self._round(api)
            except AwayError as error:
                self._counted(self._name, "failed", self._left)
                await self._leave_alone(error)
            else:
                self._well()
                await self._wait(self._until_whole())

    async def _round(self, api: Api) -> None:
        """Look at the board and tell what is due of it.

        What no silence is about goes first: it must not wait until 300 silences are made. A silence
        ends when everything beneath it has been told, or Alertmanager might tell what fired there
        and is over. It forgets an end that it hears beneath a silence: such are told once more.
        """
        everything = self._until_whole() <= 0
        self._ledger.look(self._board(), self._clock())
        due = self._ledger.due(everything)
        self._left = len(due)
        silences, incidents = self._ledger.silences, self._ledger.incidents
        waiting = self._silencer.touched(silences, incidents)
        await self._tell(api, [a for a in due if a.labels.get(INCIDENT) not in waiting])
        await self._silencer.begin(api, silences, incidents)
        await self._tell(api, [a for a in due if a.labels.get(INCIDENT) in waiting])
        await self._tell_again(api, self._ledger.ends(await self._silencer.end(api)))
        if everything:
            self._encoder.keep(self._ledger.keys)
            self._whole_at = asyncio.get_running_loop().time() + RESEND

    async def _tell_again(self, api: Api, alerts: list[Alert]) -> None:
        self._left += len(alerts)
        await self._tell(api, alerts)

    async def _tell(self, api: Api, alerts: list[Alert]) -> None:
        slices = Slices()
        ends = self._clock() + self._ends_after
        written: list[tuple[Alert, bytes]] = []
        for alert in alerts:
            written.append((alert, self._encoder.encode(alert, ends)))
            if slices.over:
                await slices.rest()
        for batch in batches(written):
            await self._post(api, batch)

    async def _post(self, api: Api, batch: list[tuple[Alert, bytes]]) -> None:
        """Hand a batch over; of one that is refused, find those that are to blame."""
        alerts = [alert for alert, _ in batch]
        try:
            await api.post_alerts(b"[%s]" % b",".join(body for _, body in batch))
        except RefusedError as error:
            if len(batch) > 1:
                for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
                    await self._post(api, half)
                return
            self._ledger.refused(alerts[0])
            self._complaints.hear(alerts[0].labels.get(INCIDENT, ""), error)
            self._done("refused", 1)
        else:
            self._ledger.taken(alerts, self._clock())
            self._done("accepted", len(batch))

    def _done(self, outcome: str, alerts: int) -> None:
        self._left -= alerts
        self._counted(self._name, outcome, alerts)

    def _until_whole(self) -> float:
        """Seconds until everything is to be told; not positive: now."""
        if self._whole_at is None:
            return 0.0
        return self._whole_at - asyncio.get_running_loop().time()

    async def _leave_alone(self, error: AwayError) -> None:
        """Wait until it may be asked again: less long where there are news for it."""
        if not self._away:
            log.warning("away replica=%s why=%s", self._name, error)
        self._away = True
        self._whole_at = None
        self._ledger.pardon()
        pause = self._backoff.failed()
        await asyncio.sleep(min(pause, SOONEST))
        await self._wait(pause - SOONEST)

    def _well(self) -> None:
        if self._away:
            log.warning("back replica=%s", self._name)
        self._away = False
        self._backoff.succeeded()

    async def _wait(self, seconds: float) -> None:
        """Until there are news, for so long at most."""
        try:
            async with asyncio.timeout(max(seconds, 0.0)):
                await self._news.wait()
        except TimeoutError:
            return
