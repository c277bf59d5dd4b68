"""One look at the faults: how each open incident stands, and what each fault may open. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta

from monitord.incidents.case import Case
from monitord.incidents.routing import Routing
from monitord.incidents.scene import Scene, explains
from monitord.model.incidents import Fault, FaultKey, Severity
from monitord.model.settings import IncidentRules

NOWHERE: frozenset[str] = frozenset()


class Look:
    """What is seen at `now`. Nothing is changed by looking but the standing of the cases."""

    def __init__(
        self,
        faults: Mapping[FaultKey, Fault],
        unmeasured: Container[FaultKey],
        now: datetime,
        cases: Mapping[FaultKey, Case],
        routing: Routing,
    ) -> None:
        self.faults = faults
        self.now = now
        self.found: list[tuple[Case, Fault]] = []
        self.hidden: list[tuple[Case, list[Fault]]] = []
        self.absent: list[Case] = []
        self.new: list[Fault] = []
        """Those of which no incident is open."""
        self.place = routing.site
        self._unmeasured = unmeasured
        self._scene = Scene(faults, routing.site)
        self._veils: dict[str, list[FaultKey]] = {}
        self._apart: dict[FaultKey, set[str]] = {}
        self._sort(cases)

    def _sort(self, cases: Mapping[FaultKey, Case]) -> None:
        for key, fault in self.faults.items():
            case = cases.get(key)
            if case is None:
                self.new.append(fault)
                continue
            case.looked = self
            hiders = self._scene.hiders(key, case.site, fault)
            if hiders:
                self.hidden.append((case, hiders))
            else:
                self.found.append((case, fault))
        if len(self.found) + len(self.hidden) < len(cases):
            for case in [each for each in cases.values() if each.looked is not self]:
                self._miss(case)

    def _miss(self, case: Case) -> None:
        hiders = self._scene.hiders(case.incident.key, case.site)
        if hiders:
            self.hidden.append((case, hiders))
            return
        self.absent.append(case)
        if self.unknown(case):
            for site in case.incident.sites:
                self._veils.setdefault(site, []).append(case.incident.key)

    def unknown(self, case: Case) -> bool:
        """Whether the absence of its fault means nothing."""
        fresh = case.steady(self.now) and case.incident.restored_at is None
        return fresh or self.unmeasured(case.incident.key)

    def unmeasured(self, key: FaultKey) -> bool:
        """Whether what a fault is about is not measured now."""
        return key in self._unmeasured

    def keep_apart(self, case: Case, hiders: Iterable[Fault]) -> None:
        """Those whose meetings ended earlier by `case` are not counted for what hides it now."""
        if case.incident.severity is Severity.CRITICAL:
            for wide in hiders:
                self._apart.setdefault(wide.key, set()).update(case.incident.sites)

    def apart(self, key: FaultKey) -> frozenset[str]:
        """The sites that are not counted for a fault."""
        return frozenset(self._apart.get(key, ())) if self._apart else NOWHERE

    def claim(self, case: Case, left: Iterable[Fault]) -> None:
        """These are what is left of it: it is not absent, and they are not new."""
        self.absent = [each for each in self.absent if each is not case]
        self.withhold(left)

    def withhold(self, faults: Iterable[Fault]) -> None:
        """These open nothing in this look."""
        theirs = {id(fault) for fault in faults}
        self.new = [fault for fault in self.new if id(fault) not in theirs]

    def hides(self, fault: Fault) -> bool:
        """Whether something else hides a fault that is new.

        Something wider that is found, or an open incident about which nothing is known yet.
        """
        place = self.place(fault.key)
        veils = self._veils.get(place or "", ())
        return bool(self._scene.hiders(fault.key, place, fault)) or any(
            explains(wide, fault.key) for wide in veils
        )

    def gone(self, key: FaultKey) -> bool:
        """Whether a fault is measured not to be there."""
        if key in self.faults or self.unmeasured(key):
            return False
        return not self._scene.hiders(key, self.place(key))


def began_with(case: Case, wide: Fault, rules: IncidentRules) -> bool:
    """Whether an incident began so late that it was the wider one all along."""
    return wide.since <= case.incident.since + timedelta(seconds=rules.correlate)
