"""Whether a window was announced as early as the contract asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from monitord.model.inventory import Inventory
from monitord.model.maintenance import Cover, Window


def agreed(window: Window, start: datetime, inventory: Inventory) -> bool | None:
    """Whether the time that begins at `start` is agreed; None: no contract says how early.

    Where several contracts are touched the longest notice counts.
    """
    notice = max(_notices(window.cover, inventory), default=None)
    if notice is None:
        return None
    announced = window.announced_at
    return announced is not None and (start - announced).total_seconds() >= notice


def _notices(cover: Cover, inventory: Inventory) -> Iterator[float]:
    """The notices, in seconds, of the contracts of what is worked on."""
    for ident in _providers(cover, inventory):
        provider = inventory.providers.get(ident)
        if provider is not None and provider.sla.notice is not None:
            yield provider.sla.notice


def _providers(cover: Cover, inventory: Inventory) -> set[str]:
    """Whose lines are worked on; those of a site are its own. An MCU is no provider's."""
    match cover.kind:
        case "provider":
            return {cover.id}
        case "circuit":
            circuit = inventory.circuits.get(cover.id)
            return {circuit.provider} if circuit else set()
        case "site":
            site = inventory.sites.get(cover.id)
            return {circuit.provider for circuit in site.circuits} if site else set()
        case "mcu":
            return set()
