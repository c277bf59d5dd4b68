"""Where subjects belonged, as far as that decides which incident explains them. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.model.evidence import InForce
from monitord.model.ledger import Subject
from monitord.sla.fits import Place
from monitord.sla.presence import Stay


class Places:
    """Groups of MCUs and roles of circuits, as any revision of the month has them."""

    def __init__(self, revisions: Iterable[InForce]) -> None:
        self._primary: set[str] = set()
        self._groups: dict[str, dict[str, None]] = {}
        for revision in revisions:
            inventory = revision.inventory
            self._primary.update(c.id for c in inventory.circuits.values() if c.role == "primary")
            for group in inventory.mcu_groups.values():
                for member in group.members:
                    self._groups.setdefault(member, {})[group.id] = None

    def of(self, subject: Subject, stay: Stay) -> Place:
        """Its place during a stay."""
        if subject.kind == "circuit":
            return Place(stay.site, stay.provider, subject.id in self._primary)
        groups = self._groups.get(subject.id, ()) if subject.kind == "mcu" else ()
        return Place(stay.site, groups=tuple(groups))
