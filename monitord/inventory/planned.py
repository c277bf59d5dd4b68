"""What is wrong with planned maintenance that no field says alone."""

from __future__ import annotations

from monitord.inventory.build import organization_of
from monitord.inventory.build_daemon import window
from monitord.inventory.findings import Findings
from monitord.inventory.nodes import Map
from monitord.inventory.schema import Document
from monitord.maintenance import check_rule

RESERVED = "m-"
"""How the ids begin that monitord gives to windows added by command."""


def check_windows(root: Map, findings: Findings) -> None:
    """Add a finding for an id that is taken, or not for the file to give."""
    first: dict[str, int] = {}
    for each in root.maps("maintenance"):
        ident = each.text("id")
        if ident is None:
            continue
        if ident.startswith(RESERVED):
            findings.value(each, "id", "reserved-window", id=ident)
        if ident in first:
            findings.value(each, "id", "duplicate-window", id=ident, first=first[ident])
        first.setdefault(ident, each.place[0])


def check_rules(document: Document, root: Map, findings: Findings) -> None:
    """Add a finding for each window that can be in force at no time, or too often."""
    zone = organization_of(document.organization).timezone
    for entry, node in zip(document.maintenance, root.maps("maintenance"), strict=True):
        code = check_rule(window(entry, zone))
        if code is not None:
            field = "repeat" if ".rule-" in code else "start"
            findings.value(node, field, code, value=node.text(field) or "")
