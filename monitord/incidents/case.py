"""An incident that the book works on: what it is, how its fault stands, what happened just now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, auto

from monitord.incidents import life, sets
from monitord.incidents.routing import Routing
from monitord.incidents.shifting import later, shifted
from monitord.model.incidents import Fault, Incident, IncidentChange, IncidentEvent
from monitord.model.settings import IncidentRules

RESTLESS = 2
"""What came back so often within one incident may do so again: it closes as late as one that
flaps."""


class Standing(Enum):
    """How the fault of an open incident is, by the last look."""

    FOUND = auto()
    REMAINS = auto()
    """Too little of a wide outage is left to be found as one, and too much to fall apart."""
    HIDDEN = auto()
    """A wider one hides it: it can be neither found nor measured well."""
    UNMEASURED = auto()
    GONE = auto()


class Case:
    """An open incident and what is known of it besides; times are those of the caller."""

    __slots__ = (
        "_changed", "_events", "apart", "due", "fault", "incident", "looked", "site", "standing",
        "steady_until", "well_since",
    )  # fmt: skip

    def __init__(self, incident: Incident, site: str | None) -> None:
        self.incident = incident
        self.site = site
        """Where it is; None: at no one site."""
        self.fault: Fault | None = None
        """As it was last followed."""
        self.looked: object = None
        """The look in which it was last found."""
        self.apart: frozenset[str] = frozenset()
        """Its sites that were not counted then."""
        self.standing: Standing | None = None
        """None: not looked at yet."""
        self.due: datetime | None = None
        """When time alone changes something about it."""
        self.steady_until: datetime | None = None
        """Resumed of late: until then not enough is measured to judge it anew."""
        self.well_since: datetime | None = None
        self._events: list[IncidentEvent] = []
        self._changed = False

    def idle(self, fault: Fault, apart: frozenset[str], now: datetime) -> bool:
        """Whether a fault that is found brings nothing new, and time does not either."""
        return (
            self.standing is Standing.FOUND
            and (self.due is None or self.due > now)
            and (self.fault is fault or self.fault == fault)
            and self.apart == apart
        )

    def overdue(self, now: datetime) -> bool:
        """Whether time alone has changed something about it."""
        return self.due is not None and self.due <= now

    def seen(self, fault: Fault, apart: frozenset[str]) -> None:
        """Its fault was found and followed."""
        self.fault, self.apart = fault, apart
        self.standing = Standing.FOUND
        self.well_since = None

    def steady(self, now: datetime) -> bool:
        """Whether it was resumed so lately that it is not judged anew yet."""
        if self.steady_until is not None and self.steady_until <= now:
            self.steady_until = None
        return self.steady_until is not None

    def shift(self, by: timedelta) -> None:
        """The wall clock was set."""
        self.incident = shifted(self.incident, by)
        if self.fault is not None:
            since, decided = self.fault.since + by, self.fault.decided_at + by
            self.fault = replace(self.fault, since=since, decided_at=decided)
        self.steady_until = later(self.steady_until, by)
        self.well_since = later(self.well_since, by)
        self.due = later(self.due, by)

    def become(self, change: IncidentChange | None) -> None:
        """This has happened to it."""
        if change is not None:
            self.incident = change.incident
            self._events += change.events
            self._changed = True

    def taken(self) -> IncidentChange | None:
        """All that has happened since this was last asked, as one change; None: nothing."""
        if not self._changed:
            return None
        change = IncidentChange(self.incident, tuple(self._events))
        self._events, self._changed = [], False
        return change

    def work(self, routing: Routing, rules: IncidentRules, now: datetime) -> None:
        """What time has brought about by now, and when it brings more."""
        self.steady(now)
        self.plan(routing, rules)
        if self.overdue(now):
            self._tick(routing, now)
            self.plan(routing, rules)

    def plan(self, routing: Routing, rules: IncidentRules) -> None:
        """Find out when time alone changes something about it."""
        care = self.incident.acknowledged
        times = (
            self._escalates_at(routing),
            care.until if care else None,
            self.closes_at(rules),
            self.steady_until,
        )
        self.due = min([each for each in times if each is not None], default=None)

    def _tick(self, routing: Routing, now: datetime) -> None:
        """An acknowledgement runs out, another team is told."""
        care = self.incident.acknowledged
        if care and care.until and care.until <= now:
            self.become(life.unacknowledged(self.incident, now))
        at = self._escalates_at(routing)
        team = routing.next_team(sets.told(self.incident.alerts)[-1]) if at is not None else None
        if team and at is not None and at <= now:
            self.become(life.escalated(self.incident, team.id, now))

    def closes_at(self, rules: IncidentRules) -> datetime | None:
        """When it is over if it stays well; None while nobody knows that it is well."""
        if self.incident.restored_at is None or self.standing is not Standing.GONE:
            return None
        restless = self.incident.flapping or self.incident.reopened >= RESTLESS
        wait = max(rules.settle, rules.return_within) if restless else rules.settle
        return self.incident.restored_at + timedelta(seconds=wait)

    def _escalates_at(self, routing: Routing) -> datetime | None:
        """When another team is told; None: never, or not while this stands as it does."""
        since = self.incident.unattended_since
        if since is None or self._at_rest():
            return None
        told = sets.told(self.incident.alerts)
        above = routing.next_team(told[-1]) if told else None
        patience = routing.patience(told[-1]) if told else None
        if above is None or patience is None or above.id in told:
            return None
        if len(told) > 1:
            since = max(since, self.incident.escalations[-1].at)
        return since + timedelta(seconds=patience)

    def _at_rest(self) -> bool:
        """Nobody else is called for what is well, hidden, or under planned work."""
        planned = self.fault is not None and self.fault.window is not None
        return planned or self.standing in (Standing.GONE, Standing.HIDDEN)
