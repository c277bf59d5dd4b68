"""The codecs of an inventory: those that it names, and those that it brings itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from monitord.inventory.codecs import faults, shipped
from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import Map
from monitord.inventory.schema.codecs import CodecEntry


def check_names(root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for every name, in profiles, devices and `like`, of a codec that is not there.

    `like` knows the shipped ones only, so that it never leads round in a circle.
    """
    own = root.map("codecs")
    there = [*shipped(), *(name for name in own if name not in shipped())]
    for holder in (*root.entries("profiles").values(), *(d.node for d in index.devices.values())):
        _known(holder.map("checks").map("rtp"), "codec", there, findings)
    for codec in root.entries("codecs").values():
        _known(codec, "like", shipped(), findings)


def check_codecs(own: Mapping[str, CodecEntry], root: Map, findings: Findings) -> None:
    """Add a finding for everything that does not fit together in a codec, or is missing."""
    nodes = root.map("codecs")
    for ident, entry in own.items():
        for fault in faults(ident, entry):
            findings.value(nodes.map(ident), fault.entry, fault.key, **fault.params)


def _known(node: Map, entry: str, there: Collection[str], findings: Findings) -> None:
    name = node.text(entry)
    if name is not None and name not in there:
        hint = findings.hint(name, there)
        findings.value(node, entry, "unknown-codec", name=name, **hint)
