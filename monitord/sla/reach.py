"""What a maintenance window can cover at most, so that nothing else need be asked. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitord.model.inventory import Inventory
from monitord.model.ledger import Subject
from monitord.model.maintenance import Cover


class Reach:
    """Of one inventory. Never too little, sometimes too much: `Covered` has the word."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._below: dict[str, list[str]] = {}
        for site in inventory.sites.values():
            for above in {site.parent, self._uplink(site.id)} - {None, site.id}:
                self._below.setdefault(str(above), []).append(site.id)
        self._mcus: dict[str, list[Subject]] = {}
        for device in inventory.devices.values():
            if device.role == "mcu":
                self._mcus.setdefault(device.site, []).append(Subject("mcu", device.id))
        self._known: dict[Cover, Sequence[Subject]] = {}

    def of(self, cover: Cover) -> Sequence[Subject]:
        """The subjects that may be covered by work on this."""
        found = self._known.get(cover)
        if found is None:
            found = self._known[cover] = tuple(
                self._mcu(cover.id) if cover.kind == "mcu" else self._at(self._heads(cover))
            )
        return found

    def _uplink(self, site: str) -> str | None:
        """The site on which this one hangs."""
        uplink = self._inventory.sites[site].uplink
        if uplink is None or uplink.kind == "site":
            return uplink.id if uplink else None
        return self._inventory.circuits[uplink.id].site

    def _heads(self, cover: Cover) -> Iterator[str]:
        """The sites at which the work is done."""
        circuits = self._inventory.circuits
        if cover.kind == "site" and cover.id in self._inventory.sites:
            yield cover.id
        elif cover.kind == "circuit" and cover.id in circuits:
            yield circuits[cover.id].site
        elif cover.kind == "provider":
            yield from {line.site for line in circuits.values() if line.provider == cover.id}

    def _at(self, heads: Iterator[str]) -> Iterator[Subject]:
        """These sites and all below them, with their circuits and MCUs."""
        waiting, seen = list(heads), set[str]()
        while waiting:
            ident = waiting.pop()
            if ident not in seen:
                seen.add(ident)
                waiting += self._below.get(ident, ())
                yield Subject("site", ident)
                for circuit in self._inventory.sites[ident].circuits:
                    yield Subject("circuit", circuit.id)
                yield from self._mcus.get(ident, ())

    def _mcu(self, ident: str) -> Iterator[Subject]:
        """The MCU, or those of the group."""
        group = self._inventory.mcu_groups.get(ident)
        for each in group.members if group else (ident,):
            yield Subject("mcu", each)
