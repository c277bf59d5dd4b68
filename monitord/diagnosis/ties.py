"""What hangs on what: the uplinks of an inventory, looked at from both ends. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from monitord.diagnosis.conferences import Conferences
from monitord.diagnosis.places import Place, place
from monitord.model.inventory import Circuit, Inventory, Site


class Ties:
    """The sites in force on a day and their uplinks. The inventory has no cycles."""

    def __init__(self, inventory: Inventory, day: date) -> None:
        self.sites: dict[str, Site] = {i: s for i, s in inventory.sites.items() if s.active(day)}
        self.places: dict[str, Place] = {
            ident: place(site, self.sites, inventory.circuits, day)
            for ident, site in self.sites.items()
        }
        self.root = next((i for i, found in self.places.items() if found.above is None), None)
        """The first site that hangs on nothing: the centre. None without any site."""
        self._below: dict[str, list[str]] = {}
        for ident, found in self.places.items():
            if found.above is not None:
                self._below.setdefault(found.above, []).append(ident)
        self.conferences = Conferences(inventory, self.places.values())
        self._ends = self._line_ends()
        self.lines_at: dict[str, list[Circuit]] = {}
        """By device: the circuits in force that end behind it, whosever they are."""
        for found in self.places.values():
            for line in (*found.primaries, *found.backups):
                if line.device is not None:
                    self.lines_at.setdefault(line.device, []).append(line)
        self.primaries: Mapping[str, int] = Counter(
            line.provider for found in self.places.values() for line in found.primaries
        )
        """By provider: how many primary circuits of its are in force."""

    def below(self, ident: str) -> list[str]:
        """The sites that hang on it directly."""
        return self._below.get(ident, [])

    def behind(self, device: str) -> list[str]:
        """The sites with a circuit that ends behind it, which makes its state theirs.

        Not the site of the device, unless others hang on that circuit.
        """
        return self._ends.get(device, [])

    def subtree(self, ident: str) -> Iterator[str]:
        """The site and all that hang on it, nearest first."""
        waiting = [ident]
        for current in waiting:
            yield current
            waiting += self._below.get(current, ())

    def _line_ends(self) -> dict[str, list[str]]:
        hung_on = {s.uplink.id for s in self.sites.values() if s.uplink}
        ends: dict[str, list[str]] = {}
        for ident, site in self.sites.items():
            for line in site.circuits:
                end = line.device
                if end is not None and (line.id in hung_on or end.split("/")[0] != ident):
                    ends.setdefault(end, []).append(ident)
        return ends
