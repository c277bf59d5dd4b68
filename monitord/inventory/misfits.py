"""Puts settings that do not fit together where they were written: the device or its profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from monitord.inventory.codecs import codecs
from monitord.inventory.findings import Findings
from monitord.inventory.index import Index
from monitord.inventory.nodes import Map
from monitord.inventory.schema import Document
from monitord.inventory.schema.checks import ChecksEntry
from monitord.inventory.schema.sites import DeviceEntry, SiteEntry
from monitord.inventory.settings import Misfit, merge, misfits
from monitord.model.quality import Mode
from monitord.model.settings import CheckSettings, RtpCheck

UNSIGNED = (Mode.TWAMP_LIGHT, Mode.ECHO)
"""Modes whose packets have no place for a signature."""


def check_settings(document: Document, root: Map, index: Index, findings: Findings) -> None:
    """Add a finding for each misfit of a profile, and of a device that is not its profile's."""
    there = codecs(document.codecs)
    profiles = root.map("profiles")
    for ident, profile in document.profiles.items():
        for misfit in misfits(merge(profile.checks, ChecksEntry(), there)):
            if misfit.key != "no-modules":  # its devices may have them
                add(misfit, [profiles.map(ident)], findings)
    plain: set[str] = set()
    for name, entry in _devices(document.sites):
        used = document.profiles.get(entry.profile)
        if used is None or name not in index.devices:
            continue
        holders = [index.devices[name].node, profiles.map(entry.profile)]
        new = entry.profile not in plain or bool(entry.checks.model_fields_set)
        if new or entry.credential:
            checks = merge(used.checks, entry.checks, there)
            for misfit in misfits(checks) if new else ():
                add(misfit, holders, findings)
            _check_credential(
                document, entry.credential or used.credential, checks, holders, findings
            )
        if not entry.credential and not used.credential and (entry.checks.snmp or used.checks.snmp):
            findings.value(holders[0], "profile", "snmp-without-credential")
        if not entry.credential and not entry.checks.model_fields_set:
            plain.add(entry.profile)


def _check_credential(
    document: Document,
    name: str | None,
    checks: Mapping[str, CheckSettings],
    holders: Sequence[Map],
    findings: Findings,
) -> None:
    """Add a finding for what the credential lacks, or has and cannot be used."""
    credential = document.credentials.get(name or "")
    if name is None or credential is None:
        return
    holder = next(holder for holder in holders if "credential" in holder)
    if "snmp" in checks and credential.snmp is None:
        findings.value(holder, "credential", "credential-without-snmp", name=name)
    stream = checks.get("rtp")
    if isinstance(stream, RtpCheck) and stream.mode in UNSIGNED and credential.rtp is not None:
        mode = stream.mode.value
        findings.value(holder, "credential", "mode-without-key", name=name, mode=mode)


def _devices(sites: list[SiteEntry]) -> Iterator[tuple[str, DeviceEntry]]:
    """Every device with its full id."""
    for site in sites:
        for device in site.devices:
            yield f"{site.id}/{device.id}", device
        yield from _devices(site.sites)


def add(misfit: Misfit, holders: Sequence[Map], findings: Findings) -> None:
    """Add the finding at the first field that any of the holders, device first, has."""
    checks = [holder.map("checks") for holder in holders]
    for node in (check.map(misfit.probe) for check in checks):
        for field in misfit.fields:
            if field in node:
                findings.value(node, field, misfit.key, **misfit.params)
                return
    holder = next((check for check in checks if misfit.probe in check), checks[0])
    findings.value(holder, misfit.probe, misfit.key, **misfit.params)
