"""Silent sites, gathered under what their silence goes back to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from monitord.diagnosis.sight import Root, Sight
from monitord.diagnosis.windows import of_circuit, of_site


class Quiet(NamedTuple):
    """A root of silence, and the sites that are silent by it."""

    root: Root
    sites: tuple[str, ...]
    """Itself first, where it is a site."""
    since: datetime
    decided_at: datetime
    flapping: bool
    race: bool
    """Something above may yet fall silent; above the centre's router there is isolation."""
    window: str | None


def gather(sight: Sight, silent: Iterable[str]) -> list[Quiet]:
    """All roots of these silent sites; those that may be coming back have none."""
    behind: dict[Root, list[str]] = {}
    for ident in silent:
        root = sight.root(ident)
        if root.kind != "returning":
            behind.setdefault(root, []).append(ident)
    return [_quiet(sight, root, sites) for root, sites in behind.items()]


def _quiet(sight: Sight, root: Root, sites: list[str]) -> Quiet:
    if root.kind == "circuit":
        return _dead_line(sight, root, sites)
    silence = sight.silence(root.id)
    if silence is None:
        raise ValueError(f"{root.id} is not silent")
    back = sight.back_until(sight.places[root.id], silence) if sight.world.came_back else None
    others = tuple(ident for ident in sites if ident != root.id) if len(sites) > 1 else ()
    return Quiet(
        root=root,
        sites=(root.id, *others),
        since=silence.since,
        decided_at=silence.decided_at if back is None else max(silence.decided_at, back),
        flapping=silence.flapping,
        race=back is None,
        window=of_site(root.id, sight),
    )


def _dead_line(sight: Sight, root: Root, sites: list[str]) -> Quiet:
    """What hangs on a shared circuit: it began with the circuit, or with the first of them."""
    silences = [found for ident in sites if (found := sight.silence(ident)) is not None]
    now = sight.world.circuits.get(root.id)
    since = min(silence.since for silence in silences)
    if now is not None and sight.interface_down(root.id):
        since = min(since, now.since)
    return Quiet(
        root=root,
        sites=tuple(sites),
        since=since,
        decided_at=min(silence.decided_at for silence in silences),
        flapping=all(silence.flapping for silence in silences),
        race=True,
        window=of_circuit(root.id, sight),
    )
