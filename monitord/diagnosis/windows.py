"""Which maintenance window in force covers a site or a fault: by itself, its lines, their owner."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.diagnosis.places import Place
from monitord.diagnosis.sight import Root, Sight


def window_of(ident: str, sight: Sight) -> str | None:
    """The window that covers a site; of a silent one, that of what its silence goes back to."""
    windows = sight.world.windows
    window = windows.site(ident)
    if window is not None:
        return window
    root = sight.root(ident) if sight.silence(ident) is not None else Root("site", ident)
    return of_circuit(root.id, sight) if root.kind == "circuit" else of_site(root.id, sight)


def of_site(ident: str, sight: Sight) -> str | None:
    """The window that covers what is wrong with a site: its own, or that of its only lines."""
    return sight.world.windows.site(ident) or _of_lines(sight.places[ident], sight)


def of_circuit(ident: str, sight: Sight) -> str | None:
    """The window that covers a circuit: its own, its provider's, or its site's."""
    windows = sight.world.windows
    line = sight.world.inventory.circuits[ident]
    return windows.circuit(ident) or windows.provider(line.provider) or windows.site(line.site)


def _of_lines(at: Place, sight: Sight) -> str | None:
    """Where all of its primary circuits are worked on, the site is."""
    windows, found = sight.world.windows, None
    for line in at.primaries:
        found = windows.circuit(line.id) or windows.provider(line.provider)
        if found is None:
            return None
    return found


def of_mcu(subjects: Iterable[str], site: str, sight: Sight) -> str | None:
    """The window that covers an MCU: its own, one of a group of its, or that of its site."""
    windows = sight.world.windows
    return next((w for s in subjects if (w := windows.mcu(s))), None) or windows.site(site)
