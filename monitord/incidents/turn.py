"""One turn of the book: what the faults of this moment make of the incidents, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from monitord.incidents import life
from monitord.incidents.case import Case, Standing
from monitord.incidents.follow import followed
from monitord.incidents.look import Look, began_with
from monitord.incidents.pages import Pages
from monitord.incidents.remains import remains, shrunk, wide
from monitord.model.incidents import Fault, Incident, IncidentChange


class Turn:
    """Works on the pages with what one look has seen; `touched`: the cases it has worked on."""

    def __init__(self, pages: Pages, look: Look) -> None:
        self._pages = pages
        self._rules = pages.rules
        self._look = look
        self._now = look.now
        self._merging: list[tuple[Case, list[Fault]]] = []
        self.touched: list[Case] = []
        self.held_until: datetime | None = None
        """When the next of those that wait for a wider one is told, if it is still there."""

    def run(self) -> list[IncidentChange]:
        """All steps. Wide ones open before what they explain is merged into them."""
        self._part()
        self._remain()
        self._follow()
        self._open()
        self._merge()
        self._leave()
        changes = [change for case in self.touched if (change := case.taken()) is not None]
        return [*changes, *self._dismissed()]

    def _part(self) -> None:
        """What is hidden began shortly before and is the same, or stays a matter of its own."""
        for case, hiders in self._look.hidden:
            case.standing = Standing.HIDDEN
            same = [wide for wide in hiders if began_with(case, wide, self._rules)]
            if same:
                self._merging.append((case, same))
            else:
                self._look.keep_apart(case, hiders)
                if hiders[0].window is not None:
                    case.become(life.covered(case.incident, hiders[0].window))

    def _remain(self) -> None:
        """Wide outages that end bit by bit."""
        look, rules = self._look, self._rules
        for case in [each for each in look.absent if wide(each.incident.key)]:
            left = remains(case.incident, look.new, look.place, rules)
            if len(left) < rules.provider_circuits:
                self._await_last(case, left)
            else:
                look.claim(case, left)
                case.become(shrunk(case.incident, left, self._now))
                case.standing, case.well_since = Standing.REMAINS, None
                self._work(case)

    def _await_last(self, case: Case, left: list[Fault]) -> None:
        """The last few of an outage may be back in a moment; what is not is a matter of its own."""
        began = case.incident.restored_at or self._now
        until = began + timedelta(seconds=self._rules.settle)
        if left and self._now < until:
            self._look.withhold(left)
            self.held_until = min(self.held_until or until, until)

    def _follow(self) -> None:
        """Open incidents whose fault is found."""
        for case, fault in self._look.found:
            apart = self._look.apart(fault.key)
            if not case.idle(fault, apart, self._now):
                self._go_on(case, fault, apart)

    def _go_on(self, case: Case, fault: Fault, apart: frozenset[str]) -> None:
        steady = case.steady(self._now)
        if case.incident.restored_at is not None:
            case.become(life.returned(case.incident, self._now))
        sites = _counted(fault, apart) or case.incident.sites
        before = case.incident.window
        case.become(followed(case.incident, fault, sites, self._now, steady=steady))
        if before is not None and fault.window is None:
            case.become(life.outlasted(case.incident, before, self._now))
        case.seen(fault, apart)
        self._work(case)

    def _open(self) -> None:
        """Faults that have no open incident. The widest first, by the sites that suffer."""
        for fault in sorted(self._look.new, key=lambda each: -len(each.sites)):
            sites = _counted(fault, self._look.apart(fault.key))
            if (sites or not fault.sites) and self._may_open(fault):
                self._begin(fault, sites)

    def _may_open(self, fault: Fault) -> bool:
        planned, dismissed = self._pages.planned, self._pages.shelf.dismissed
        if fault.window is not None:
            planned[fault.key] = fault.window
            return False
        if self._look.hides(fault) or (dismissed and fault.key in dismissed):
            return False
        return not self._waits(fault)

    def _waits(self, fault: Fault) -> bool:
        """Whether it is to be held for something above it to show; an overrun is not."""
        until = fault.decided_at + timedelta(seconds=self._rules.hold)
        if not fault.race or until <= self._now or fault.key in self._pages.planned:
            return False
        self.held_until = min(self.held_until or until, until)
        return True

    def _begin(self, fault: Fault, sites: tuple[str, ...]) -> None:
        overrun = self._pages.planned.pop(fault.key, None)
        past = self._pages.shelf.take_back(fault, self._rules)
        if past is None:
            case = self._pages.file(self._new(fault, sites))
            case.become(life.begun(case.incident, self._now))
        else:
            case = self._pages.file(past)
            case.become(followed(past, fault, sites, self._now))
            labels = self._pages.routing.labels(past)
            case.become(life.reopened(case.incident, labels, self._now))
        if overrun is not None:
            case.become(life.overran(case.incident, overrun, self._now))
        case.seen(fault, self._look.apart(fault.key))
        self._work(case)

    def _new(self, fault: Fault, sites: tuple[str, ...]) -> Incident:
        ident = self._pages.fresh_id(self._now)
        labels = self._pages.routing.labels_of(fault, ident, sites)
        return life.opened(ident, fault, sites, labels, self._now)

    def _merge(self) -> None:
        """What began with a wider one goes on in that, or ends with planned work."""
        for case, hiders in self._merging:
            wide = next((w for w in hiders if w.key in self._pages.cases), None)
            if wide is not None:
                into = self._pages.cases[wide.key].incident.id
                self._end(case, life.merged(case.incident, into, self._now))
            elif hiders[0].window is not None:
                self._end(case, life.closed(case.incident, "window", self._now))
        for case, _ in self._look.hidden:
            if case.incident.open:
                self._work(case)

    def _leave(self) -> None:
        """Open incidents whose fault is not found, and not hidden either."""
        day = self._pages.routing.day(self._now)
        for case in self._look.absent:
            routing, incident = self._pages.routing, case.incident
            known = self._look.unknown(case) or routing.knows(incident.key, day)
            if known and routing.serves(incident.sites):
                self._miss(case)
            else:
                self._end(case, life.closed(case.incident, "left", self._now))

    def _miss(self, case: Case) -> None:
        measured = not self._look.unmeasured(case.incident.key)
        if measured and case.well_since is None:
            case.well_since = self._now
        before = case.standing
        case.standing = Standing.UNMEASURED if self._look.unknown(case) else Standing.GONE
        if case.standing is Standing.GONE:
            self._well(case)
        if case.incident.open and (case.standing is not before or case.overdue(self._now)):
            self._work(case)

    def _well(self, case: Case) -> None:
        """It is measured well: from when on, and whether for long enough."""
        if case.incident.restored_at is None:
            well = case.well_since or self._now
            case.become(life.restored(case.incident, well, self._now))
        closes = case.closes_at(self._rules)
        if closes is not None and closes <= self._now:
            self._end(case, life.closed(case.incident, "settled", self._now))

    def _dismissed(self) -> Iterator[IncidentChange]:
        """What a person closed although it lasted, and has ended now; windows that are over."""
        shelf, planned = self._pages.shelf, self._pages.planned
        for key, incident in list(shelf.dismissed.items()):
            if self._look.gone(key):
                del shelf.dismissed[key]
                change = life.restored(incident, self._now, self._now)
                shelf.put(change.incident)
                yield change
        for key in [key for key in planned if self._look.gone(key)]:
            del planned[key]

    def _work(self, case: Case) -> None:
        case.work(self._pages.routing, self._rules, self._now)
        self.touched.append(case)

    def _end(self, case: Case, change: IncidentChange) -> None:
        case.become(change)
        self._pages.shelve(case)
        self.touched.append(case)


def _counted(fault: Fault, apart: frozenset[str]) -> tuple[str, ...]:
    """The sites that suffer from it and from nothing earlier."""
    return tuple(site for site in fault.sites if site not in apart) if apart else fault.sites
