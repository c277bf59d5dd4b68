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
        self._cases = cases
        self._routing = routing
        self._unmeasured = unmeasured
        self._places = {fault.key: routing.site(fault.key) for fault in faults.values()}
        self._scene = Scene(faults, self._places)
        self._veils: dict[str, list[FaultKey]] = {}
        self._apart: dict[FaultKey, set[str]] = {}
        for key, case in cases.items():
            self._sort(key, case)

    def _sort(self, key: FaultKey, case: Case) -> None:
        fault = self.faults.get(key)
        hiders = self._scene.hiders(key, case.site, fault)
        if hiders:
            self.hidden.append((case, hiders))
        elif fault is not None:
            self.found.append((case, fault))
        else:
            self.absent.append(case)
            if self.unknown(case):
                self._veil(key, case)

    def unknown(self, case: Case) -> bool:
        """Whether the absence of its fault means nothing."""
        return case.steady(self.now) or self.unmeasured(case.incident.key)

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
        return frozenset(self._apart[key]) if key in self._apart else NOWHERE

    def hides(self, key: FaultKey) -> bool:
        """Whether something wider is found that hides this fault."""
        place = self._places.get(key) or self._routing.site(key)
        return bool(self._scene.hiders(key, place, self.faults.get(key)))

    def veiled(self, key: FaultKey) -> bool:
        """Whether it may be part of an open incident about which nothing is known yet."""
        place = self._places.get(key)
        return any(explains(wide, key) for wide in self._veils.get(place or "", ()))

    def gone(self, key: FaultKey) -> bool:
        """Whether a fault is measured not to be there."""
        return key not in self.faults and not self.unmeasured(key) and not self.hides(key)

    def _veil(self, key: FaultKey, case: Case) -> None:
        for site in case.incident.sites:
            self._veils.setdefault(site, []).append(key)


def began_with(case: Case, wide: Fault, rules: IncidentRules) -> bool:
    """Whether an incident began so late that it was the wider one all along."""
    return wide.since <= case.incident.since + timedelta(seconds=rules.correlate)
