"""Holds every reference against what there is: unknown, of the wrong kind, ambiguous.

Works on the tree rather than on the document, so that one wrong field hides no wrong reference.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from monitord.inventory.build_sites import qualified
from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import List, Map, Node

_PRESENCES = ("always", "conference")
"""Words of `presence` that are no hours."""


def check_references(root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for every reference that names nothing or the wrong thing."""
    check = _Check(root, index, findings, _mcus(root, index))
    check.sections()
    levels = [level.text("id") or "" for level in root.maps("levels")]
    for ident, site in index.sites.items():
        check.site(site)
        check.level(site, index.sites.get(index.parents.get(ident, "")), levels)
    for name, device in index.devices.items():
        check.device(name, device.node)
    for circuit in index.circuits.values():
        check.circuit(circuit.site, circuit.node)


def _mcus(root: Map, index: Index) -> dict[str, None]:
    """The ids of all devices that are MCUs, by their own role or by their profile's."""
    profiles = root.entries("profiles")
    mcus = {name for name, profile in profiles.items() if profile.text("role") == "mcu"}
    return {
        name: None
        for name, device in index.devices.items()
        if device.node.text("role") == "mcu"
        or ("role" not in device.node and device.node.text("profile") in mcus)
    }


@dataclass(frozen=True, slots=True)
class _Check:
    root: Map
    index: Index
    findings: Findings
    mcus: dict[str, None]
    """Their ids, in the order of the file."""

    def known(self, node: Node, entry: str | int, there: Collection[str], key: str) -> None:
        """Add the finding `key` when the value is a name and none of those that are `there`."""
        name = node.value(entry)
        if isinstance(name, str) and name not in there:
            self.findings.value(node, entry, key, name=name, **self.findings.hint(name, there))

    def known_mcu(self, node: Node, entry: str | int, groups: Collection[str] = ()) -> None:
        """The value names an MCU or one of the groups; another device is told apart."""
        name = node.value(entry)
        if not isinstance(name, str) or name in self.mcus or name in groups:
            return
        if name in self.index.devices:
            self.findings.value(node, entry, "no-mcu", name=name)
        else:
            self.known(node, entry, [*self.mcus, *groups], "unknown-mcu")

    def sections(self) -> None:
        """Teams, profiles, MCU groups, and hours whose ids mean something else."""
        for team in self.root.entries("teams").values():
            self.known(team, "escalate_to", self.root.map("teams"), "unknown-team")
        for profile in self.root.entries("profiles").values():
            self.manners(profile)
        for group in self.root.entries("mcu_groups").values():
            self.group(group)
        for receiver in self.root.map("daemon").entries("notify").values():
            self.all_known(receiver.value("teams"), self.root.map("teams"), "unknown-team")
        for user in self.root.map("daemon").entries("users").values():
            self.known(user, "provider", self.root.map("providers"), "unknown-provider")
        for window in self.root.maps("maintenance"):
            self.window(window)
        hours = self.root.map("hours")
        for word in filter(hours.__contains__, _PRESENCES):
            self.findings.key(hours, word, "reserved-hours", name=word)

    def all_known(self, names: object, there: Collection[str], key: str) -> None:
        """The same of each name in a list."""
        if isinstance(names, List):
            for at in range(len(names)):
                self.known(names, at, there, key)

    def window(self, window: Map) -> None:
        """What is worked on is there."""
        self.known(window, "site", self.index.sites, "unknown-site")
        self.known(window, "circuit", self.index.circuits, "unknown-circuit")
        self.known(window, "provider", self.root.map("providers"), "unknown-provider")
        self.known_mcu(window, "mcu", self.root.map("mcu_groups"))

    def group(self, group: Map) -> None:
        """The members are MCUs, and the primary is one of them."""
        members = group.value("members")
        if isinstance(members, List):
            for at in range(len(members)):
                self.known_mcu(members, at)
            if names := [name for name in members if isinstance(name, str)]:
                self.known(group, "primary", names, "primary-no-member")

    def manners(self, node: Map) -> None:
        """What profiles and devices have in common: when they answer, and to whom."""
        hours = self.root.map("hours")
        if node.value("presence") not in _PRESENCES:
            self.known(node, "presence", [*_PRESENCES, *hours], "unknown-presence")
        self.known(node, "credential", self.root.map("credentials"), "unknown-credential")

    def site(self, site: Map) -> None:
        """What a site hangs on, meets on, is looked after by and became a part of."""
        uplink = site.text("uplink")
        sites, circuits = self.index.sites, self.index.circuits
        if uplink is not None:
            if uplink in sites and uplink in circuits:
                self.findings.value(site, "uplink", "ambiguous-uplink", name=uplink)
            elif uplink not in sites and uplink not in circuits:
                self.known(site, "uplink", [*sites, *circuits], "unknown-uplink")
        self.known(site, "merged_into", sites, "unknown-site")
        self.known(site, "team", self.root.map("teams"), "unknown-team")
        self.known(site, "utility", self.root.map("utilities"), "unknown-utility")
        self.known(site, "hours", self.root.map("hours"), "unknown-hours")
        self.known_mcu(site, "mcu", self.root.map("mcu_groups"))

    def level(self, site: Map, parent: Map | None, levels: list[str]) -> None:
        """The level exists and is not above the parent's. Without levels that alone is said."""
        if not levels:
            return
        self.known(site, "level", levels, "unknown-level")
        own, above = site.text("level"), parent.text("level") if parent else None
        if own in levels and above in levels and levels.index(own) < levels.index(above):
            self.findings.value(site, "level", "level-above-parent", level=own, parent=above)

    def device(self, name: str, device: Map) -> None:
        """What a device is, and the MCU above it when it is one."""
        self.known(device, "profile", self.root.map("profiles"), "unknown-profile")
        self.manners(device)
        if "cascade_to" not in device:
            return
        if name not in self.mcus:
            self.findings.key(device, "cascade_to", "cascade-of-no-mcu")
        self.known_mcu(device, "cascade_to", self.root.map("mcu_groups"))

    def circuit(self, site: str, circuit: Map) -> None:
        """Whose line it is, what it ends at and what it became."""
        self.known(circuit, "provider", self.root.map("providers"), "unknown-provider")
        if "merged_into" in circuit:
            self.known(circuit, "merged_into", self.index.circuits, "unknown-circuit")
        device = circuit.text("device")
        if device is not None and qualified(site, device) not in self.index.devices:
            there = [d.node.text("id") or "" for d in self.index.devices.values() if d.site == site]
            hint = self.findings.hint(device, there)
            self.findings.value(circuit, "device", "unknown-device", name=device, **hint)
