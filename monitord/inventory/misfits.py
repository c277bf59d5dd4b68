"""Puts settings that do not fit together where they were written: the device or its profile."""

from __future__ import annotations

from collections.abc import Iterator

from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import Map
from monitord.inventory.schema import Document
from monitord.inventory.schema.checks import ChecksEntry
from monitord.inventory.schema.sites import DeviceEntry, SiteEntry
from monitord.inventory.settings import Misfit, merge, misfits


def check_settings(document: Document, root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for each misfit of a profile, and of a device that is not its profile's."""
    profiles = root.map("profiles")
    for ident, profile in document.profiles.items():
        for misfit in misfits(merge(profile.checks, ChecksEntry())):
            if misfit.key != "no-modules":  # its devices may have them
                _add(misfit, [profiles.map(ident)], findings)
    plain: set[str] = set()
    for name, entry in _devices(document.sites):
        used = document.profiles.get(entry.profile)
        if used is None or name not in index.devices:
            continue
        node = index.devices[name].node
        if not (entry.credential or used.credential) and (entry.checks.snmp or used.checks.snmp):
            findings.value(node, "profile", "snmp-without-credential")
        if entry.checks.model_fields_set or entry.profile not in plain:
            for misfit in misfits(merge(used.checks, entry.checks)):
                _add(misfit, [node, profiles.map(entry.profile)], findings)
        if not entry.checks.model_fields_set:
            plain.add(entry.profile)


def _devices(sites: list[SiteEntry]) -> Iterator[tuple[str, DeviceEntry]]:
    """Every device with its full id."""
    for site in sites:
        for device in site.devices:
            yield f"{site.id}/{device.id}", device
        yield from _devices(site.sites)


def _add(misfit: Misfit, holders: list[Map], findings: Findings) -> None:
    """Add the finding at the first field that any of the holders, device first, has."""
    checks = [holder.map("checks") for holder in holders]
    for node in (check.map(misfit.probe) for check in checks):
        for field in misfit.fields:
            if field in node:
                findings.value(node, field, misfit.key, **misfit.params)
                return
    holder = next((check for check in checks if misfit.probe in check), checks[0])
    findings.value(holder, misfit.probe, misfit.key, **misfit.params)
