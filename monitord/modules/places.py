"""Holds every OID against where it stands: a scalar, a column, an ending that needs a base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from monitord.inventory.findings import Findings
from monitord.inventory.nodes import List, Map, Node
from monitord.modules.oids import absolute, is_ending, is_oid, looks_walked

Place: TypeAlias = tuple[Node, str | int]
Kind: TypeAlias = Literal["scalar", "column", "any"]

_IDENTITY = ("vendor", "model", "software", "serial", "name")


def check_places(root: Map, findings: Findings) -> None:
    """Add a finding for each OID that cannot be where it is."""
    check = _Check(root.text("base"), "base" in root, findings)
    for name in _IDENTITY:
        check.oid(root.map("identity").map(name), "oid", "scalar")
    for suits in root.maps("suits"):
        check.oid(suits, "object_id", "any")
    for scalar in root.maps("scalars"):
        for node, entry, _ in _of_entry(scalar):
            check.oid(node, entry, "scalar")
    for table in root.maps("tables"):
        check.table(table)
    traps = root.map("traps")
    for oid in traps:
        check.ending(traps, oid, oid)


def _of_entry(entry: Map) -> Iterator[tuple[Map, str, Kind]]:
    """Every OID of an entry of a table."""
    yield entry, "oid", "column"
    yield entry, "over", "any"
    yield entry.map("scale_by"), "oid", "any"
    yield entry.map("sensor"), "scale", "column"
    yield entry.map("sensor"), "precision", "column"
    for condition in entry.maps("when"):
        yield condition, "oid", "any"


def _of_table(table: Map) -> Iterator[tuple[Node, str | int, Kind]]:
    yield table, "name", "column"
    also = table.value("also")
    if isinstance(also, List):
        for at in range(len(also)):
            yield also, at, "column"
    for condition in (*table.maps("keep"), *table.maps("drop")):
        yield condition, "oid", "any"
    for entry in table.maps("columns"):
        yield from _of_entry(entry)
    for count in table.maps("counts"):
        for condition in count.maps("when"):
            yield condition, "oid", "any"


@dataclass(frozen=True, slots=True)
class _Check:
    base: str | None
    has_base: bool
    """Also when what is there is no OID."""
    findings: Findings

    def table(self, table: Map) -> None:
        """Its columns are columns, none of them is the entry above another, and one is read."""
        found: dict[str, Place] = {}
        for node, entry, kind in _of_table(table):
            oid = self.oid(node, entry, kind)
            if oid is not None and not oid.endswith(".0"):
                found.setdefault(oid, (node, entry))
        for oid, (node, entry) in found.items():
            if any(other.startswith(f"{oid}.") for other in found):
                self.findings.value(node, entry, "module.entry", value=str(node.value(entry)))
        if not table.maps("columns") and not table.maps("counts"):
            self.findings.at(table.place, table, None, "module.table-gives-nothing")
        elif not found and not table.maps("columns"):
            self.findings.at(table.place, table, None, "module.table-reads-nothing")

    def oid(self, node: Node, entry: str | int, kind: Kind) -> str | None:
        """The whole OID under `entry`; None when there is none or it is wrong."""
        text = node.value(entry)
        if not isinstance(text, str) or looks_walked(text):
            return None
        if not is_oid(text) and not is_ending(text):
            return None  # said already
        if not self.ending(node, entry, text):
            return None
        if kind != "any" and (kind == "scalar") != text.endswith(".0"):
            self.findings.value(node, entry, f"module.wants-{kind}", value=text)
            return None
        return absolute(text, self.base or "")

    def ending(self, node: Node, entry: str | int, text: str) -> bool:
        """Whether an OID that may be an ending has a base, and becomes an OID with it."""
        if not is_ending(text):
            return True
        if self.base is not None and is_oid(self.base):
            if is_oid(absolute(text, self.base)):
                return True
            self.findings.value(node, entry, "module.oid", value=absolute(text, self.base))
        elif not self.has_base:
            self.findings.value(node, entry, "module.no-base", value=text)
        return False
