"""The way from a file to an inventory."""

from __future__ import annotations

from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

import yaml

from monitord.inventory.build import build
from monitord.inventory.conform import conform
from monitord.inventory.consistency import check_addresses, check_devices_present, check_levels
from monitord.inventory.cycles import check_cycles
from monitord.inventory.findings import EnoughError, Findings
from monitord.inventory.index import Index, index
from monitord.inventory.misfits import check_settings
from monitord.inventory.named_codecs import check_codecs, check_names
from monitord.inventory.named_modules import check_modules, own_modules
from monitord.inventory.nodes import Map
from monitord.inventory.planned import check_rules, check_windows
from monitord.inventory.problems import InvalidInventoryError
from monitord.inventory.references import check_references
from monitord.inventory.schema import Document
from monitord.inventory.secrets import check_secrets
from monitord.inventory.source import MOST_BYTES, decode
from monitord.inventory.streams import check_streams
from monitord.inventory.syntax import syntax_problem
from monitord.inventory.tree import read
from monitord.model.inventory import Inventory

ModuleNames: TypeAlias = Callable[[Path | None], Collection[str]]
"""The SNMP modules that there are, given the folder of one's own (`daemon.snmp_modules`)."""


def load(path: Path, modules: ModuleNames | None = None) -> Inventory:
    """The inventory in the file at `path`; `modules` as for `parse`.

    Raises InvalidInventoryError with every problem of the file, OSError when it cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return parse(data, str(path), path.parent, modules)


def parse(
    data: bytes, filename: str, directory: Path, modules: ModuleNames | None = None
) -> Inventory:
    """The inventory in `data`; secret files are relative to `directory` and looked at, not read.

    The names of SNMP modules are held against what `modules` says; without it against nothing.
    Raises InvalidInventoryError with every problem. Only a file that is no YAML at all, and
    settings that do not fit together while something else is wrong, hide further problems.
    """
    text = decode(data, filename)
    findings = Findings()
    root: Map | None = None
    try:
        root = read(text, findings)
        if root is not None:
            document, found = _check(root, directory, findings)
            if modules:
                there = modules(own_modules(root, directory))
                check_modules(root, found, there, findings)
            if document is not None and not findings:
                revision = sha256(data).hexdigest()[:16]
                inventory = build(document, found.circuits, revision, directory)
                check_streams(inventory, root, found, findings)
                if not findings:
                    return inventory
    except yaml.YAMLError as error:
        raise InvalidInventoryError([syntax_problem(error, text, filename)]) from None
    except EnoughError:
        pass
    raise InvalidInventoryError(findings.problems(filename, root))


def _check(root: Map, directory: Path, findings: Findings) -> tuple[Document | None, Index]:
    """Everything that is wrong with what is in `root`."""
    document = conform(root, findings, Document)
    found = index(root, findings)
    check_levels(root, findings)
    check_windows(root, findings)
    check_references(root, found, findings)
    check_cycles(root, found, findings)
    check_addresses(found, findings)
    check_devices_present(found, findings)
    check_secrets(root, directory, findings)
    check_names(root, found, findings)
    if document is not None:
        check_codecs(document.codecs, root, findings)
        check_settings(document, root, found, findings)
        check_rules(document, root, findings)
    return document, found
