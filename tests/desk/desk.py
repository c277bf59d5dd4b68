"""Incidents and windows kept in memory: what is done to them is there when they are read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitord.model.actions import Acknowledge, AnyAction, Close, Comment, Correct, Ticket
from monitord.model.desk import DeskError, Done, Search, UnknownError, WindowDone
from monitord.model.incidents import (
    Acknowledgement,
    Actor,
    Certainty,
    Happening,
    Incident,
    IncidentEvent,
)
from monitord.model.maintenance import Window
from monitord.model.names import did_you_mean
from monitord.model.states import Param
from tests.desk import incidents as samples


class MemoryDesk:
    """A desk whose clock stands at `now`; `recorded` False: the database is away."""

    def __init__(
        self, now: datetime, incidents: Iterable[Incident] = (), windows: Iterable[Window] = ()
    ) -> None:
        self.now = now
        self.recorded = True
        self.kept = {incident.id: incident for incident in incidents}
        self.history = {each.id: [_opened(each)] for each in self.kept.values()}
        self.planned = {window.id: window for window in windows}

    async def incidents(self, search: Search) -> Sequence[Incident]:
        """Those that are asked for, the newest first."""
        found = [incident for incident in self.kept.values() if _wanted(incident, search)]
        return sorted(found, key=lambda each: each.opened_at, reverse=True)[: search.most]

    async def incident(self, ident: str) -> tuple[Incident, Sequence[IncidentEvent]]:
        """One with its history."""
        return self._known(ident), self.history[ident]

    async def act(self, action: AnyAction) -> Done:
        """Do it."""
        before = self._known(action.incident)
        if not before.open and isinstance(action, Acknowledge | Close):
            raise DeskError("desk.incident-closed", {"id": before.id})
        after, what, data = self._done(before, action)
        note = {"note": action.note} if action.note else {}
        event = IncidentEvent(
            incident=before.id, at=self.now, what=what, by=action.by, data={**data, **note}
        )
        self.kept[before.id] = after
        self.history[before.id].append(event)
        return Done(after, self.recorded)

    async def windows(self) -> Sequence[Window]:
        """All, by their start."""
        return sorted(self.planned.values(), key=lambda window: window.start)

    async def add_window(self, draft: Window, by: Actor) -> WindowDone:
        """Add one; who announced it is who says so."""
        window = replace(draft, id=f"m-{len(self.planned) + 1}", who=draft.who or by.name)
        self.planned[window.id] = window
        return WindowDone(window, self.recorded)

    async def cancel_window(self, ident: str, by: Actor) -> WindowDone:
        """End one that was added by command."""
        if ident not in self.planned:
            raise UnknownError(ident, did_you_mean(ident, self.planned, 3))
        window = self.planned[ident]
        if window.source == "inventory":
            raise DeskError("desk.window-of-inventory", {"id": ident})
        self.planned[ident] = replace(window, cancelled_at=self.now, cancelled_by=by.name)
        return WindowDone(self.planned[ident], self.recorded)

    def _known(self, ident: str) -> Incident:
        if ident not in self.kept:
            raise UnknownError(ident, did_you_mean(ident, self.kept, 3))
        return self.kept[ident]

    def _done(
        self, before: Incident, action: AnyAction
    ) -> tuple[Incident, Happening, dict[str, Param]]:
        match action:
            case Acknowledge(seconds=seconds):
                until = None if seconds is None else self.now + timedelta(seconds=seconds)
                held = Acknowledgement(action.by, self.now, until)
                data = {} if seconds is None else {"seconds": seconds}
                return replace(before, acknowledged=held), Happening.ACKNOWLEDGED, {**data}
            case Comment():
                return before, Happening.COMMENTED, {}
            case Correct():
                return _corrected(before, action)
            case Ticket():
                return _reported(before, action)
            case Close():
                closed = replace(before, closed_at=self.now, closed_by=action.by)
                return closed, Happening.CLOSED, {}


def desk_of(now: datetime) -> MemoryDesk:
    """With one incident of each kind that people meet, and two windows."""
    return MemoryDesk(now, samples.incidents(now), samples.windows(now))


def _corrected(before: Incident, action: Correct) -> tuple[Incident, Happening, dict[str, Param]]:
    after = replace(
        before,
        cause=action.cause or before.cause,
        owner=action.owner or before.owner,
        certainty=Certainty.CONFIRMED,
        corrected=True,
    )
    data: dict[str, Param] = {}
    if after.cause is not before.cause:
        data |= {"cause": after.cause, "cause_before": before.cause}
    if after.owner is not before.owner:
        data |= {"owner": after.owner, "owner_before": before.owner}
    return after, Happening.CORRECTED, data


def _reported(before: Incident, action: Ticket) -> tuple[Incident, Happening, dict[str, Param]]:
    after = replace(
        before,
        provider_ticket=action.number or before.provider_ticket,
        reported_at=action.reported_at or before.reported_at,
        accepted_at=action.accepted_at or before.accepted_at,
        conference_id=action.conference_id or before.conference_id,
    )
    return after, Happening.TICKET, {"provider_ticket": after.provider_ticket or ""}


def _wanted(incident: Incident, search: Search) -> bool:
    if search.open_only and not incident.open:
        return False
    if search.site is not None and search.site not in incident.sites:
        return False
    if search.subjects is not None and incident.key.subject not in search.subjects:
        return False
    if search.until is not None and incident.opened_at >= search.until:
        return False
    over = incident.closed_at
    return search.since is None or over is None or over >= search.since


def _opened(incident: Incident) -> IncidentEvent:
    return IncidentEvent(
        incident=incident.id,
        at=incident.opened_at,
        what=Happening.OPENED,
        by=Actor("monitord", "monitord"),
        data={"cause": incident.cause, "sites": len(incident.sites)},
    )
