"""What the windows in force cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from monitord.model.inventory import Inventory, Site
from monitord.model.maintenance import CoverKind, Occurrence
from monitord.model.ways import Stretch, Ways


class Covered:
    """Says of sites, circuits, providers and MCUs which window in force they are in.

    Each answer is a window's id or None, worked out once; of several windows the one that ends
    last. A new one is made whenever the windows in force, the inventory or the day change.
    """

    def __init__(
        self, inventory: Inventory, occurrences: Iterable[Occurrence], day: date | None = None
    ) -> None:
        """`day`: only circuits in use on it are ways to reach a site; None: all are."""
        self._inventory = inventory
        self._day = day
        self._ways = Ways(inventory)
        self._windows: dict[tuple[CoverKind, str], Occurrence] = {}
        for each in sorted(occurrences, key=_lasting):
            self._windows[each.window.cover.kind, each.window.cover.id] = each
        self._lines = any(kind in ("circuit", "provider") for kind, _ in self._windows)
        self._sites: dict[str, Occurrence | None] = {}

    def site(self, ident: str) -> str | None:
        """The window that covers a site.

        A window on a site covers what is below it in the tree and what hangs on it; one on a
        circuit or a provider the sites that can be reached in no other way over primary circuits.
        """
        return _id(self._site(ident))

    def circuit(self, ident: str) -> str | None:
        """The window that covers a circuit: its own, its provider's or its site's."""
        return _id(self._circuit(ident))

    def provider(self, ident: str) -> str | None:
        """The window that covers all of a provider."""
        return _id(self._windows.get(("provider", ident)))

    def mcu(self, ident: str) -> str | None:
        """The window that covers an MCU or a group: its own, the group's, the site's.

        A group is covered also when each of its members is.
        """
        return _id(self._mcu(ident))

    def _site(self, ident: str) -> Occurrence | None:
        if not self._windows or ident not in self._inventory.sites:
            return None
        if ident not in self._sites:
            self._sites[ident] = _last(self._of_site(self._inventory.sites[ident]))
        return self._sites[ident]

    def _of_site(self, site: Site) -> Iterator[Occurrence | None]:
        for above in site.path.strip("/").split("/"):
            yield self._windows.get(("site", above))
        yield self._hung_on(site)
        if self._lines:
            for _, stretches in groupby(self._ways.to(site.id), lambda stretch: stretch.site.id):
                yield self._all_of(stretches)

    def _hung_on(self, site: Site) -> Occurrence | None:
        """The window over what the site hangs on. The inventory has no cycles."""
        if site.uplink is None:
            return None
        circuits = self._inventory.circuits
        above = site.uplink.id if site.uplink.kind == "site" else circuits[site.uplink.id].site
        return self._site(above) if above != site.id else None

    def _all_of(self, stretches: Iterable[Stretch]) -> Occurrence | None:
        """The window that covers every one of a site's circuits: the first of them to end."""
        day = self._day
        return _first(
            self._line(each.circuit.id, each.circuit.provider)
            for each in stretches
            if day is None or each.active(day)
        )

    def _line(self, ident: str, provider: str) -> Occurrence | None:
        own = (self._windows.get(("circuit", ident)), self._windows.get(("provider", provider)))
        return _last(own)

    def _circuit(self, ident: str) -> Occurrence | None:
        circuit = self._inventory.circuits.get(ident) if self._windows else None
        if circuit is None:
            return None
        return _last((self._line(ident, circuit.provider), self._site(circuit.site)))

    def _mcu(self, ident: str) -> Occurrence | None:
        own = self._windows.get(("mcu", ident))
        groups = self._inventory.mcu_groups
        if ident in groups:
            return _last((own, _first(map(self._mcu_alone, groups[ident].members))))
        over = (self._windows.get(("mcu", g.id)) for g in groups.values() if ident in g.members)
        return _last((self._mcu_alone(ident), *over))

    def _mcu_alone(self, ident: str) -> Occurrence | None:
        """The window over an MCU itself or its site."""
        return _last((self._windows.get(("mcu", ident)), self._site(ident.partition("/")[0])))


def _lasting(occurrence: Occurrence) -> tuple[float, str]:
    """Sorts by the end, and never the same windows differently."""
    return occurrence.end.timestamp(), occurrence.window.id


def _last(occurrences: Iterable[Occurrence | None]) -> Occurrence | None:
    """Of those that there are the one that ends last."""
    return max((each for each in occurrences if each), key=_lasting, default=None)


def _first(occurrences: Iterable[Occurrence | None]) -> Occurrence | None:
    """Where there are all of them, and one at least, the one that ends first."""
    found = list(occurrences)
    there = [each for each in found if each]
    return min(there, key=_lasting, default=None) if len(there) == len(found) else None


def _id(occurrence: Occurrence | None) -> str | None:
    return occurrence.window.id if occurrence else None
