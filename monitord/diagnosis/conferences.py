"""Which MCUs stand in for which, and whose meetings run on them; fixed for an inventory. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitord.diagnosis.places import Place
from monitord.model.inventory import Device, Inventory, McuGroup


class Conferences:
    """The MCUs of the sites in force."""

    def __init__(self, inventory: Inventory, places: Iterable[Place]) -> None:
        self.at: dict[str, list[Device]] = {}
        """By site: its MCUs."""
        self.devices: dict[str, Device] = {}
        self._served: dict[str, list[str]] = {}
        for place in places:
            if place.site.mcu is not None:
                self._served.setdefault(place.site.mcu, []).append(place.ident)
            for device in place.site.devices:
                if device.role == "mcu":
                    self.at.setdefault(place.ident, []).append(device)
                    self.devices[device.id] = device
        self._by_id = inventory.mcu_groups
        self._groups: dict[str, list[McuGroup]] = {}
        for group in inventory.mcu_groups.values():
            for member in group.members:
                self._groups.setdefault(member, []).append(group)
        self._cascaded: dict[str, list[str]] = {}
        for device in self.devices.values():
            if device.cascade_to is not None:
                self._cascaded.setdefault(device.cascade_to, []).append(device.id)

    def groups(self, device: str) -> list[McuGroup]:
        """The groups that an MCU is in: as primary, as backup of one or of several."""
        return self._groups.get(device, [])

    def backups(self, group: McuGroup) -> list[Device]:
        """What stands in for the primary, in the order of the inventory."""
        names = (member for member in group.members if member != group.primary)
        return [self.devices[name] for name in names if name in self.devices]

    def served(self, subject: str) -> list[str]:
        """The sites whose meetings run on an MCU or group."""
        return self._served.get(subject, [])

    def leading(self, subject: str | None) -> Device | None:
        """The MCU, or the primary of the group; None where there is none in force."""
        group = self._by_id.get(subject or "")
        return self.devices.get(group.primary if group else subject or "")

    def suffering(self, subjects: Iterable[str]) -> list[str]:
        """Those, and the ones that reach the others through an MCU cascaded to them."""
        found: dict[str, None] = {}
        for subject in self._downwards(subjects):
            found.update(dict.fromkeys(self.served(subject)))
        return list(found)

    def above(self, device: Device) -> Iterator[str]:
        """The MCUs to which it is cascaded, nearest first. The inventory has no cycles."""
        at: Device | None = device
        while at is not None and at.cascade_to is not None:
            yield at.cascade_to
            at = self.devices.get(at.cascade_to)

    def _downwards(self, subjects: Iterable[str]) -> Iterator[str]:
        """These subjects and all that is cascaded to them, MCUs and the groups they lead."""
        waiting = list(subjects)
        known = set(waiting)
        for subject in waiting:
            yield subject
            for device in self._cascaded.get(subject, ()):
                led = [g.id for g in self.groups(device) if g.primary == device]
                fresh = [name for name in (device, *led) if name not in known]
                known.update(fresh)
                waiting += fresh
