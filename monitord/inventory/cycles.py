"""References that lead back to where they began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import Map

MOST_NAMED = 3
"""Members of a cycle that a message names."""


def check_cycles(root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for each circle of escalations, mergers, cascades and uplinks."""
    circuits = {name: placed.node for name, placed in index.circuits.items()}
    devices = {name: placed.node for name, placed in index.devices.items()}
    teams = root.entries("teams")
    for nodes, field, following in (
        (teams, "escalate_to", _named(teams, "escalate_to")),
        (index.sites, "merged_into", _named(index.sites, "merged_into")),
        (circuits, "merged_into", _named(circuits, "merged_into")),
        (devices, "cascade_to", _cascades(root, devices)),
        (index.sites, "uplink", _uplinks(index)),
    ):
        for cycle in cycles(following):
            culprit = nodes[next(name for name in cycle if field in nodes[name])]
            trail = " → ".join([*cycle[:MOST_NAMED], *(["…"] if len(cycle) > MOST_NAMED else [])])
            findings.value(culprit, field, "cycle", trail=f"{trail} → {cycle[0]}")


def cycles(following: Mapping[str, str]) -> Iterator[list[str]]:
    """Every cycle once, beginning with the member that is reached first.

    Each name points to at most one other.
    """
    finished: set[str] = set()
    for start in following:
        trail: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in finished and at not in trail:
            trail[at] = None
            at = following.get(at)
        if at in trail:
            members = list(trail)
            yield members[members.index(at) :]
        finished.update(trail)


def _named(nodes: Mapping[str, Map], field: str) -> dict[str, str]:
    """What each node names in `field`."""
    return {name: there for name, node in nodes.items() if (there := node.text(field))}


def _cascades(root: Map, devices: Mapping[str, Map]) -> dict[str, str]:
    """The MCU above each; for a group its primary, which stands for all of it."""
    groups = root.entries("mcu_groups")
    named = _named(devices, "cascade_to")
    return {
        name: (groups[there].text("primary") or there) if there in groups else there
        for name, there in named.items()
    }


def _uplinks(index: Index) -> dict[str, str]:
    """The site that each site hangs on: through a circuit of its own on its parent."""
    following = dict(index.parents)
    for name, there in _named(index.sites, "uplink").items():
        circuit = index.circuits.get(there)
        if circuit is None:
            following[name] = there
        elif circuit.site != name:
            following[name] = circuit.site
    return following
