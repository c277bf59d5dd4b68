"""Which circuits lie between the monitor, at the root of the tree, and a site. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from monitord.model.inventory import Circuit, Inventory, Site


@dataclass(frozen=True, slots=True)
class Stretch:
    """A circuit on a way, and the site whose it is: it is in force while both are."""

    circuit: Circuit
    site: Site

    def active(self, day: date) -> bool:
        """Whether the way leads through it on `day`."""
        return self.circuit.active(day) and self.site.active(day)


class Ways:
    """The ways to all sites of an inventory, each worked out once.

    A way follows the uplinks. At each site it takes every primary circuit, for nobody knows which
    of several the packets choose; but where the uplink names a circuit, that one alone. Backup
    circuits are not counted, unless an uplink names one.
    """

    def __init__(self, inventory: Inventory) -> None:
        self._sites = inventory.sites
        self._circuits = inventory.circuits
        self._stretches: dict[str, Stretch] = {}
        self._known: dict[str, tuple[Stretch, ...]] = {}

    def to(self, site: str) -> tuple[Stretch, ...]:
        """The circuits on the way to `site`, from the root down, whatever their days."""
        found = self._known.get(site)
        if found is None:
            found = tuple(self._upwards(self._sites[site]))[::-1]
            self._known[site] = found
        return found

    def _upwards(self, site: Site) -> Iterator[Stretch]:
        """The same from the site up. The inventory has no cycles."""
        at: Site | None = site
        named: Circuit | None = None
        while at is not None:
            uplink = at.uplink
            line = self._circuits[uplink.id] if uplink and uplink.kind == "circuit" else None
            own = line if line and line.site == at.id else None
            chosen = named or own
            for each in (chosen,) if chosen else reversed(at.circuits):
                if chosen or each.role == "primary":
                    yield self._stretch(each, at)
            named = line if line and not own else None
            above = named.site if named else at.parent if own else uplink.id if uplink else None
            at = self._sites[above] if above else None

    def _stretch(self, circuit: Circuit, site: Site) -> Stretch:
        """One for each circuit: many ways share them."""
        if circuit.id not in self._stretches:
            self._stretches[circuit.id] = Stretch(circuit, site)
        return self._stretches[circuit.id]
