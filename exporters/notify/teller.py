"""Keeps one receiver told; it alone waits when the receiver is slow or away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from exporters.backoff import Backoff
from exporters.notify.gathered import gathered
from exporters.notify.receiver import Counted, Receiver, Wording
from exporters.notify.sender import Sender, UnknownUrlError, aside
from exporters.notify.telling import (
    News,
    Told,
    Why,
    assumed,
    concerns,
    face_of,
    news,
    next_again,
)
from monitord.model.incidents import Incident
from monitord.texts import Texts

log = logging.getLogger("notify")

FIRST, MOST = 1.0, 60.0
"""Seconds until a receiver that failed is tried again: at first, and at most."""
FORGET = timedelta(days=1)
"""For how long it is known what was told of an incident that the daemon does not have: its
database may be late."""
LOOK = 60.0
"""Seconds after which the incidents are looked at, whether anybody says that there are news."""


class Teller:
    """One receiver. There is no queue: what to tell is what differs from what was told.

    So nothing heaps up while it fails, and what is over or acknowledged by then is not told.
    """

    def __init__(
        self,
        receiver: Receiver,
        incidents: Callable[[], Sequence[Incident]],
        wording: Wording,
        texts: Texts,
        counted: Counted,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = receiver.settings
        self._url = receiver.url
        self._incidents = incidents
        self._wording = wording
        self._texts = texts
        self._counted = counted
        self._clock = now
        self._news = asyncio.Event()
        self._backoff = Backoff(FIRST, MOST)
        self._failing = False
        self.told: dict[str, Told] = {}
        self._ended: dict[str, Incident] = {}
        """Those whose end is still to be told: the daemon forgets them after a while."""

    @property
    def ident(self) -> str:
        """The receiver's id."""
        return self._settings.id

    def poke(self) -> None:
        """There are news: look at the incidents, now."""
        self._news.set()

    def remember(self, told: dict[str, Told] | None, start: datetime) -> None:
        """Begin with what was told before `start`; None: nobody knows, so assume it."""
        if told is not None:
            self.told = told
            return
        for incident in self._incidents():
            before = assumed(self._settings, incident, start)
            if before is not None and concerns(self._settings, incident):
                self.told[incident.id] = before

    async def run(self, saved: Callable[[], Awaitable[None]]) -> None:
        """Keep it told until cancelled; `saved` is awaited whenever something was told."""
        try:
            sender = await aside(partial(Sender, self._url))
        except UnknownUrlError as error:
            log.error("receiver left out receiver=%s why=%s", self.ident, error)
            return
        while True:
            self._news.clear()
            if not self._look():
                await self._wait(self._quiet())
                continue
            # What comes about in these seconds goes with it, what is over by then goes without.
            await asyncio.sleep(self._settings.group)
            await self._tell(sender, saved)

    async def _tell(self, sender: Sender, saved: Callable[[], Awaitable[None]]) -> None:
        """Tell what there is to tell until it is taken, looking anew before each try."""
        while found := self._look():
            messages = [self._wording(each.incident, self._settings) for each in found]
            message = gathered(messages, self._settings.plain, self._texts)
            at = self._clock()
            if await aside(partial(sender.send, message)):
                self._taken(found, at)
                await saved()
                return
            await self._failed(len(found))

    def _look(self) -> list[News]:
        incidents = self._incidents()
        known = {each.id for each in incidents}
        # In place of one that the daemon has forgotten stands what was seen of its end.
        late = [each for each in self._ended.values() if each.id not in known]
        now = self._clock()
        found = news(self._settings, [*late, *incidents], self.told, now)
        self._ended = {n.incident.id: n.incident for n in found if n.why is Why.RESOLVED}
        self.told = {k: t for k, t in self.told.items() if k in known or now - t.at < FORGET}
        return found

    def _taken(self, found: Sequence[News], at: datetime) -> None:
        for each in found:
            self.told[each.incident.id] = Told(
                at, face_of(each.incident), resolved=each.why is Why.RESOLVED
            )
            self._ended.pop(each.incident.id, None)
        if self._failing:
            log.warning("works again receiver=%s", self.ident)
        self._failing = False
        self._backoff.succeeded()
        self._counted(self.ident, "sent", len(found))

    async def _failed(self, incidents: int) -> None:
        if not self._failing:
            log.warning("not taken receiver=%s incidents=%d", self.ident, incidents)
        self._failing = True
        self._counted(self.ident, "failed", incidents)
        await asyncio.sleep(self._backoff.failed())

    def _quiet(self) -> float:
        """Seconds until it is to be looked again at the latest."""
        due = next_again(self._settings, self._incidents(), self.told)
        wait = LOOK if due is None else (due - self._clock()).total_seconds()
        return min(max(wait, 0.0), LOOK)

    async def _wait(self, seconds: float) -> None:
        """Until there are news, for so long at most."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return
