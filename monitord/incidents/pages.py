"""What the book remembers from one look at the faults to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from monitord.incidents.case import Case
from monitord.incidents.routing import Routing
from monitord.incidents.shelf import Shelf
from monitord.model.incidents import FaultKey, Incident
from monitord.model.settings import IncidentRules


class Pages:
    """Open incidents by their fault, those that closed of late, and what is planned work."""

    def __init__(
        self, rules: IncidentRules, routing: Routing, new_id: Callable[[datetime], str]
    ) -> None:
        self.rules = rules
        self.routing = routing
        self.cases: dict[FaultKey, Case] = {}
        self.shelf = Shelf()
        self.planned: dict[FaultKey, str] = {}
        """Faults under a maintenance window, by its id."""
        self.given: set[str] = set()
        """Ids given out on the day of the last one; no other can be given out again."""
        self._day = " "
        self._new_id = new_id

    def file(self, incident: Incident) -> Case:
        """One more is open."""
        case = Case(incident, self.routing.site(incident.key))
        self.cases[incident.key] = case
        return case

    def shelve(self, case: Case) -> None:
        """It is over."""
        del self.cases[case.incident.key]
        self.shelf.put(case.incident)

    def fresh_id(self, now: datetime) -> str:
        """One that was not given out before."""
        ident = self._new_id(now)
        while ident in self.given:
            ident = self._new_id(now)
        if not ident.startswith(self._day):
            self._forget(ident)
        self.given.add(ident)
        return ident

    def _forget(self, ident: str) -> None:
        """The first id of a day: no other day's can be given out again."""
        self._day = ident.partition("-")[0]
        self.given = {each for each in self.given if each.startswith(self._day)}
