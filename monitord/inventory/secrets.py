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
EVERYBODY = 0o007
"""Permissions of those who are neither owner nor in the group."""


def check_secrets(root: Map, directory: Path, findings: Findings) -> None:
    """Add a finding for a secret file that is missing, no file, or open to others."""
    _check_tls(root.map("daemon").map("tls"), directory, findings)
    for reference in _references(root):
        name = reference.text("file")
        if name and (key := _fault(directory / name)):
            findings.value(reference, "file", key, name=name)


def _check_tls(tls: Map, directory: Path, findings: Findings) -> None:
    """The same of the files of TLS; a group may read the key, as Debian's `ssl-cert` does."""
    for field, others in (("certificate", 0), ("key", EVERYBODY)):
        name = tls.text(field)
        if name and (fault := _fault(directory / name, others)):
            key = fault.replace("secret-", "tls-")
            findings.value(tls, field, key, name=name)


def _references(root: Map) -> Iterator[Map]:
    """Every map that may be a reference to a secret."""
    for credential in root.entries("credentials").values():
        snmp = credential.map("snmp")
        yield snmp.map("community")
        for field in ("auth", "priv"):
            yield from snmp.entries(field).values()
        yield credential.map("rtp").map("key")
    daemon = root.map("daemon")
    for user in daemon.entries("users").values():
        yield user.map("password")
        yield user.map("token")
    for receiver in daemon.entries("notify").values():
        yield receiver.map("url")


def _fault(path: Path, others: int = OTHERS) -> str | None:
    """The key of what is wrong with a file; None when it is fit to hold a secret.

    `others`: permissions that it may not have.
    """
    try:
        status = path.stat()
    except (OSError, ValueError):
        return "secret-missing"
    if not S_ISREG(status.st_mode):
        return "secret-no-file"
    if status.st_mode & others:
        return "secret-open"
    return None if os.access(path, os.R_OK) else "secret-unreadable"
