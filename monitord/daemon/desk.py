"""Where people's wishes arrive: what they do to incidents and maintenance windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic
from typing import TypeVar

from sqlalchemy import Connection

from monitord.centre.centre import Centre
from monitord.daemon.recorder import Recorder
from monitord.incidents import acts
from monitord.incidents.ids import as_meant
from monitord.maintenance import check_rule
from monitord.model.actions import AnyAction, Correct, Ticket
from monitord.model.desk import DeskError, Done, Search, UnknownError, WindowDone
from monitord.model.incidents import Actor, Incident, IncidentChange, IncidentEvent
from monitord.model.maintenance import Window
from monitord.model.names import did_you_mean
from monitord.store import history, incidents
from monitord.store.store import StoreError

NEAR = 3
"""Ids named to somebody who has mistyped one."""
MOST_COMPARED = 1000
PATIENCE = 3.0
"""Seconds that somebody waits to hear that it has been recorded."""

T = TypeVar("T")


class Desk:
    """Implements `monitord.model.desk.Desk` over the centre and the database.

    `told` hears of each change, as it does of those that the centre concludes by itself.
    """

    def __init__(
        self,
        centre: Centre,
        recorder: Recorder,
        now: Callable[[], datetime],
        told: Callable[[Sequence[IncidentChange]], None],
        news: Callable[[], None],
    ) -> None:
        self._centre = centre
        self._recorder = recorder
        self._now = now
        self._told = told
        self._news = news
        self.judged: Callable[[Incident, AnyAction], object] = _unheard
        """Hears that a person has said whose an incident was: closed months may change by it."""

    async def incidents(self, search: Search) -> Sequence[Incident]:
        """Open ones from memory, what is over from the database. Raises DeskError."""
        if search.open_only:
            found = [each for each in self._centre.incidents if each.open and _fits(each, search)]
            return sorted(found, key=lambda each: each.since, reverse=True)[: search.most]
        return await self._read(partial(incidents.search, wanted=search))

    async def incident(self, ident: str) -> tuple[Incident, Sequence[IncidentEvent]]:
        """One with its history, oldest first. Raises DeskError."""
        meant = as_meant(ident)
        found = await self._read(partial(incidents.one, ident=meant))
        if found is None:
            known = await self._read(partial(incidents.ids, most=MOST_COMPARED))
            raise UnknownError(ident, did_you_mean(meant, known, NEAR))
        return found, await self._read(partial(history.of_incident, incident=found.id))

    async def act(self, action: AnyAction) -> Done:
        """Do it, and wait a little for the database. Raises DeskError."""
        try:
            change = self._centre.act(action, self._now())
        except UnknownError:
            change = await self._act_on_past(action)
        self._told([change])
        self._news()
        recorded = await self._recorder.flush(PATIENCE)
        if isinstance(action, Correct | Ticket):
            self.judged(change.incident, action)
        return Done(change.incident, recorded)

    async def _act_on_past(self, action: AnyAction) -> IncidentChange:
        """To one that closed long ago: what it was can still be corrected. Raises DeskError."""
        found, _ = await self.incident(action.incident)
        if found.open:  # it is open in the database only: the daemon began without it
            raise DeskError("desk.database-away", {"why": found.id})
        return acts.done(found, action, self._now())

    async def windows(self) -> Sequence[Window]:
        """Those not long over, by their start."""
        return sorted(self._centre.windows, key=lambda window: window.start)

    async def add_window(self, draft: Window, by: Actor) -> WindowDone:
        """Add one; its id is given here. Raises DeskError."""
        now = self._now()
        ident = f"m-{self._centre.new_id(now)}"
        window = replace(draft, id=ident, who=draft.who or by.name, source="command")
        wrong = check_rule(window)
        if wrong is not None:
            raise DeskError(wrong, {"repeat": window.repeat or ""})
        self._centre.add_window(window, now, monotonic())
        return await self._keep(window)

    async def cancel_window(self, ident: str, by: Actor) -> WindowDone:
        """End one that was added by command. Raises DeskError."""
        return await self._keep(self._centre.cancel_window(ident, by, self._now(), monotonic()))

    async def _keep(self, window: Window) -> WindowDone:
        self._recorder.note(window)
        self._news()
        return WindowDone(window, await self._recorder.flush(PATIENCE))

    async def _read(self, work: Callable[[Connection], T]) -> T:
        """What was noted so far is in what is found. Raises DeskError."""
        try:
            await self._recorder.flush(PATIENCE)
            if self._recorder.store is None:
                raise StoreError("the database has not been opened yet")
            return await self._recorder.store.read(work)
        except StoreError as error:
            raise DeskError("desk.database-away", {"why": str(error)}) from error


def _unheard(incident: Incident, action: AnyAction) -> None:
    pass


def _fits(incident: Incident, search: Search) -> bool:
    if search.subjects is not None and incident.key.subject not in search.subjects:
        return False
    return search.site is None or search.site in (incident.key.subject, *incident.sites)
