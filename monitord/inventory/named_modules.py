"""The SNMP modules that an inventory names: a folder of one's own, and what checks ask for."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import List, Map


def own_modules(root: Map, directory: Path) -> Path | None:
    """`daemon.snmp_modules`, relative to `directory`; None when there is none."""
    folder = root.map("daemon").text("snmp_modules")
    return directory / folder if folder else None


def check_modules(root: Map, index: Index, there: Collection[str], findings: Findings) -> None:
    """Add a finding for every name, in profiles and devices, that is none of those `there`."""
    for holder in (*root.entries("profiles").values(), *(d.node for d in index.devices.values())):
        names = holder.map("checks").map("snmp").value("modules")
        if not isinstance(names, List):
            continue
        for at, name in enumerate(names):
            if isinstance(name, str) and name not in there:
                hint = findings.hint(name, there)
                findings.value(names, at, "unknown-module", name=name, **hint)
