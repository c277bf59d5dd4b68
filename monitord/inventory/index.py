"""Everything in a tree that has an id, found even when other parts of the file are wrong.

What lacks its id is in the index too, under its place, so that its references are checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from monitord.inventory.findings import Findings
from monitord.inventory.nodes import Map


@dataclass(frozen=True, slots=True)
class Placed:
    """A device or a circuit, and the id of its site."""

    node: Map
    site: str


@dataclass(frozen=True, slots=True)
class Index:
    """By id, devices by `site/device`, in the order of the file."""

    sites: dict[str, Map] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    """The id of each site's parent; a root is not in it."""
    devices: dict[str, Placed] = field(default_factory=dict)
    circuits: dict[str, Placed] = field(default_factory=dict)


def index(root: Map, findings: Findings) -> Index:
    """The index of the document in `root`. An id that is taken is a finding, and passed over."""
    found = Index()
    for site, parent in _sites(root, None):
        ident = _ident(site)
        if _is_new(site, found.sites.get(ident), "duplicate-site", findings):
            found.sites[ident] = site
            if parent is not None:
                found.parents[ident] = parent
            _add_parts(found, site, ident, findings)
    return found


def _sites(holder: Map, parent: str | None) -> Iterator[tuple[Map, str | None]]:
    """Every site below `holder` with the id of its parent."""
    for site in holder.maps("sites"):
        yield site, parent
        yield from _sites(site, _ident(site))


def _ident(node: Map) -> str:
    line, column = node.place
    return node.text("id") or f"{line}:{column}"


def _add_parts(found: Index, site: Map, ident: str, findings: Findings) -> None:
    for device in site.maps("devices"):
        name = f"{ident}/{_ident(device)}"
        if _is_new(device, _node(found.devices.get(name)), "duplicate-device", findings):
            found.devices[name] = Placed(device, ident)
    for circuit in site.maps("circuits"):
        name = _ident(circuit)
        if _is_new(circuit, _node(found.circuits.get(name)), "duplicate-circuit", findings):
            found.circuits[name] = Placed(circuit, ident)


def _node(placed: Placed | None) -> Map | None:
    return placed.node if placed else None


def _is_new(node: Map, first: Map | None, key: str, findings: Findings) -> bool:
    """Whether there is no `first` node with the same id already."""
    if first is None:
        return True
    findings.value(node, "id", key, id=_ident(node), first=first.place[0])
    return False
