"""Maintenance windows: those of the inventory and those added since, and which are in force."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitord.maintenance import Covered, in_force, next_edge
from monitord.model.desk import DeskError, UnknownError
from monitord.model.incidents import Actor
from monitord.model.inventory import Inventory
from monitord.model.maintenance import CoverKind, Occurrence, Window
from monitord.model.names import did_you_mean

NEAR = 3
"""Ids named to somebody who has mistyped one."""
KEPT = timedelta(days=1)
"""For so long a window that is over, or cancelled, is still shown."""


class Works:
    """All windows. Times are arguments; see `due` for when to come back."""

    def __init__(self) -> None:
        self._planned: tuple[Window, ...] = ()
        self._added: dict[str, Window] = {}
        self.in_force: tuple[Occurrence, ...] = ()
        self.due: datetime | None = None
        """When a window begins or ends next; None: none does."""

    @property
    def added(self) -> Collection[str]:
        """The ids of those that were added by command."""
        return self._added

    @property
    def all(self) -> tuple[Window, ...]:
        """The inventory's first."""
        return (*self._planned, *self._added.values())

    def apply(self, inventory: Inventory, now: datetime) -> Covered:
        """The windows of this inventory; what is covered by it."""
        self._inventory = inventory
        self._planned = inventory.maintenance
        return self.look(now)

    def resume(self, windows: Iterable[Window]) -> None:
        """Those that were added before; `look` then says what they cover."""
        self._added.update((window.id, window) for window in windows)

    def add(self, window: Window) -> None:
        """One more, of a fresh id. Raises UnknownError when what it is to cover is not there."""
        known = _subjects(self._inventory)[window.cover.kind]
        if window.cover.id not in known:
            raise UnknownError(window.cover.id, did_you_mean(window.cover.id, known, NEAR))
        self._added[window.id] = window

    def cancel(self, ident: str, by: Actor, now: datetime) -> Window:
        """End one that was added by command. Raises DeskError."""
        if any(ident == window.id for window in self._planned):
            raise DeskError("desk.window-of-inventory", {"id": ident})
        window = self._added.get(ident)
        if window is None:
            raise UnknownError(ident, did_you_mean(ident, self._added, NEAR))
        if window.cancelled_at is None:
            window = replace(window, cancelled_at=now, cancelled_by=by.name)
            self._added[ident] = window
        return window

    def look(self, now: datetime) -> Covered:
        """What is covered at `now`."""
        self._added = {i: w for i, w in self._added.items() if not _long_over(w, now)}
        self.in_force = in_force(self.all, self._inventory, now)
        self.due = next_edge(self.all, now)
        zone = ZoneInfo(self._inventory.organization.timezone)
        return Covered(self._inventory, self.in_force, now.astimezone(zone).date())


def _subjects(inventory: Inventory) -> Mapping[CoverKind, Collection[str]]:
    """What a window can be about."""
    mcus = [device.id for device in inventory.devices.values() if device.role == "mcu"]
    return {
        "site": inventory.sites,
        "circuit": inventory.circuits,
        "provider": inventory.providers,
        "mcu": [*mcus, *inventory.mcu_groups],
    }


def _long_over(window: Window, now: datetime) -> bool:
    if window.cancelled_at is not None:
        return window.cancelled_at + KEPT < now
    return next_edge((window,), now - KEPT) is None
