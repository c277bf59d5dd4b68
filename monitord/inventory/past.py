"""Inventories that were in force once: what was accepted then is not refused now.

Secrets and folders of SNMP modules may be gone, rules about them and about streams may be stricter
than they were: none of that matters to what was measured.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path

import yaml

from monitord.inventory.build import build
from monitord.inventory.conform import conform
from monitord.inventory.findings import EnoughError, Findings
from monitord.inventory.index import index
from monitord.inventory.nodes import Map
from monitord.inventory.problems import InvalidInventoryError
from monitord.inventory.references import check_references
from monitord.inventory.schema import Document
from monitord.inventory.source import decode
from monitord.inventory.syntax import syntax_problem
from monitord.inventory.tree import read
from monitord.model.inventory import Inventory
from monitord.model.ledger import LedgerError


def parse_past(content: bytes, since: datetime) -> Inventory:
    """The inventory in a file that was in force from `since` on.

    Raises LedgerError for one that the schema of today does not take, naming its revision, the
    time, and the first thing that is wrong.
    """
    revision = sha256(content).hexdigest()[:16]
    try:
        return _parsed(content, revision)
    except InvalidInventoryError as error:
        first = error.problems[0].text("en") if error.problems else ""
        at = since.isoformat(timespec="seconds")
        raise LedgerError("sla.past-inventory", revision=revision, at=at, why=first) from error


def _parsed(content: bytes, revision: str) -> Inventory:
    text, findings = decode(content, revision), Findings()
    root: Map | None = None
    try:
        root = read(text, findings)
        inventory = None if root is None else _built(root, revision, findings)
    except yaml.YAMLError as error:
        raise InvalidInventoryError([syntax_problem(error, text, revision)]) from None
    except EnoughError:
        inventory = None
    if inventory is None:
        raise InvalidInventoryError(findings.problems(revision, root))
    return inventory


def _built(root: Map, revision: str, findings: Findings) -> Inventory | None:
    """None, with findings, when it does not fit the schema, or names what is not there."""
    document = conform(root, findings, Document)
    found = index(root, findings)
    check_references(root, found, findings)
    if document is None or findings:
        return None
    return build(document, found.circuits, revision, Path())
