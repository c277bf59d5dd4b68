"""Looks at the files that hold secrets, never into them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

from monitord.inventory.findings import Findings
from monitord.inventory.nodes import Map

OTHERS = 0o077
"""Permissions that nobody but the owner may have."""


def check_secrets(root: Map, directory: Path, findings: Findings) -> None:
    """Add a finding for a secret file that is missing, no file, or open to others."""
    for reference in _references(root):
        name = reference.text("file")
        if name and (key := _fault(directory / name)):
            findings.value(reference, "file", key, name=name)


def _references(root: Map) -> Iterator[Map]:
    """Every map that may be a reference to a secret."""
    for credential in root.entries("credentials").values():
        snmp = credential.map("snmp")
        yield snmp.map("community")
        for field in ("auth", "priv"):
            yield from snmp.entries(field).values()
        yield credential.map("rtp").map("key")
    daemon = root.map("daemon")
    yield from daemon.entries("tokens").values()
    for receiver in daemon.entries("notify").values():
        yield receiver.map("url")


def _fault(path: Path) -> str | None:
    """The key of what is wrong with a file; None when it is fit to hold a secret."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return "secret-missing"
    if not S_ISREG(status.st_mode):
        return "secret-no-file"
    if status.st_mode & OTHERS:
        return "secret-open"
    return None if os.access(path, os.R_OK) else "secret-unreadable"
