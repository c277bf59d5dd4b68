"""The book of incidents: which are open, and what each look at the faults makes of them.

Deterministic but for the ids; nothing here reads a clock. Faults come as `monitord.diagnosis`
finds them; each change goes to the database and to the alerts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from datetime import datetime, timedelta

from monitord.incidents import acts, life
from monitord.incidents.case import Case
from monitord.incidents.ids import as_meant
from monitord.incidents.look import Look
from monitord.incidents.pages import Pages
from monitord.incidents.routing import Routing
from monitord.incidents.shifting import later, shifted
from monitord.incidents.turn import Turn
from monitord.incidents.views import explaining
from monitord.model.actions import AnyAction
from monitord.model.desk import UnknownError
from monitord.model.incidents import Fault, FaultKey, Incident, IncidentChange
from monitord.model.names import did_you_mean
from monitord.model.settings import IncidentRules


class Book:
    """All open incidents, at most one of each fault, and those that closed of late.

    `new_id`: an id for what opens at an instant; asked again when it was given out before.
    """

    def __init__(
        self, rules: IncidentRules, routing: Routing, new_id: Callable[[datetime], str]
    ) -> None:
        self._pages = Pages(rules, routing, new_id)
        self._resumed: list[Case] = []
        self._twins: list[Incident] = []
        self._held: datetime | None = None
        self._now: datetime | None = None
        self._incidents: tuple[Incident, ...] | None = None
        self._by_site: Mapping[str, str] | None = None
        self.due: datetime | None = None
        """When time alone changes something, if nothing else does before; None: never."""

    @property
    def keys(self) -> Collection[FaultKey]:
        """The faults of which `update` must be told whether they are measured."""
        pages = self._pages
        return (*pages.cases, *pages.shelf.dismissed, *pages.planned)

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """Open ones, and those closed within 15 minutes of the last look, by `opened_at`."""
        if self._incidents is None:
            closed = self._pages.shelf.shown(self._now)
            every = [*(case.incident for case in self._pages.cases.values()), *closed]
            self._incidents = tuple(sorted(every, key=lambda each: (each.opened_at, each.id)))
        return self._incidents

    def by_site(self) -> Mapping[str, str]:
        """The id of the open incident that explains a site, of several that of the worst."""
        if self._by_site is None:
            self._by_site = explaining(case.incident for case in self._pages.cases.values())
        return self._by_site

    def resume(self, incidents: Iterable[Incident], given: Iterable[str] = ()) -> None:
        """Go on with what was kept: open ones, and those closed of late. No alert starts by it.

        `given`: ids of other incidents of today, not to be given out again.
        """
        self._pages.given.update(given)
        for incident in sorted(incidents, key=lambda each: (each.opened_at, each.id)):
            self._pages.given.add(incident.id)
            if not incident.open:
                self._pages.shelf.put(incident)
            elif incident.key in self._pages.cases:
                self._pair(self._pages.cases[incident.key], incident)
            else:
                self._resumed.append(self._pages.file(incident))
        self._stale()

    def reroute(self, routing: Routing, rules: IncidentRules) -> None:
        """The inventory has changed: labels of what is open stay, what left closes by itself."""
        self._pages.routing, self._pages.rules = routing, rules
        for case in self._pages.cases.values():
            case.site = routing.site(case.incident.key) or case.site
            case.plan(routing, rules)
        self._plan()

    def update(
        self, faults: Mapping[FaultKey, Fault], unmeasured: Container[FaultKey], now: datetime
    ) -> list[IncidentChange]:
        """What the faults of this moment change. To be asked at each news, and when `due`.

        `unmeasured`: those of `keys` whose absence from the faults means nothing.
        """
        pages, self._now = self._pages, now
        self._begin_steady(now)
        turn = Turn(pages, Look(faults, unmeasured, now, pages.cases, pages.routing))
        changes = [*self._untwinned(now), *turn.run()]
        self._held = turn.held_until
        if pages.shelf.prune(pages.rules, now) or changes:
            self._stale()
        self._plan()
        return changes

    def shift(self, by: timedelta) -> None:
        """The wall clock was set by so much: all that is remembered moves along."""
        for case in self._pages.cases.values():
            case.shift(by)
        self._pages.shelf.shift(by)
        self._twins = [shifted(each, by) for each in self._twins]
        self._held, self._now = later(self._held, by), later(self._now, by)
        self._stale()
        self._plan()

    def act(self, action: AnyAction, now: datetime) -> IncidentChange:
        """What a person does to an incident, open or closed of late. Raises DeskError."""
        ident, pages = as_meant(action.incident), self._pages
        case = next((c for c in pages.cases.values() if c.incident.id == ident), None)
        incident = case.incident if case else pages.shelf.get(ident)
        if incident is None:
            known = [each.id for each in self.incidents]
            raise UnknownError(action.incident, did_you_mean(ident, known, 3))
        change = acts.done(incident, action, now)
        if case is not None and change.incident.open:
            case.incident = change.incident
            case.plan(pages.routing, pages.rules)
        else:
            self._put(change.incident)
        self._stale()
        self._plan()
        return change

    def _pair(self, case: Case, other: Incident) -> None:
        """Two are open of one fault: the elder one goes on."""
        elder, younger = sorted((case.incident, other), key=lambda each: each.opened_at)
        case.incident = elder
        self._twins.append(younger)

    def _put(self, incident: Incident) -> None:
        """It is closed, or was before something was done to it."""
        case = self._pages.cases.get(incident.key)
        if case is not None and case.incident.id == incident.id:
            del self._pages.cases[incident.key]
        self._pages.shelf.put(incident)

    def _begin_steady(self, now: datetime) -> None:
        """What was resumed is not judged anew before everything can have been measured again."""
        until = now + timedelta(seconds=self._pages.rules.settle)
        for case in self._resumed:
            case.steady_until = until
        self._resumed = []

    def _untwinned(self, now: datetime) -> list[IncidentChange]:
        """The younger of two, of a time when the database was away, go on in the elder."""
        twins, self._twins = self._twins, []
        changes = []
        for incident in twins:
            elder = self._pages.cases.get(incident.key)
            if elder is not None:
                changes.append(life.merged(incident, elder.incident.id, now))
                self._pages.shelf.put(changes[-1].incident)
        return changes

    def _plan(self) -> None:
        times = [case.due for case in self._pages.cases.values()]
        self.due = min((at for at in (self._held, *times) if at is not None), default=None)

    def _stale(self) -> None:
        self._incidents = self._by_site = None
