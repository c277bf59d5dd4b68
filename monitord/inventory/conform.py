"""Holds a tree against the schema and puts pydantic's errors into our words and places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from monitord.inventory.editor import keys_at
from monitord.inventory.findings import Findings
from monitord.inventory.nodes import BROKEN, List, Map, Node, kind
from monitord.inventory.schema import Document
from monitord.model.states import Param

_QUOTED = re.compile(r"'([^']*)'")


def conform(root: Map, findings: Findings) -> Document | None:
    """The document in `root`; None when it does not fit the schema, with findings why."""
    try:
        return Document.model_validate(root)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            if detail["input"] is not BROKEN:
                _translate(root, detail, findings)
    return None


def _translate(root: Map, error: ErrorDetails, findings: Findings) -> None:
    """Add a finding for `error`. A type that pydantic does not have is a key of our own."""
    loc = error["loc"]
    match error["type"]:
        case "extra_forbidden":
            _unknown_key(_node(root, loc[:-1]), loc, findings)
        case "missing":
            _add(root, loc[:-1], findings, "missing-key", name=str(loc[-1]))
        case "model_type" | "dict_type":
            _add(root, loc, findings, "wants-map", found=kind(error["input"]))
        case "list_type":
            _add(root, loc, findings, "wants-list", found=kind(error["input"]))
        case "literal_error":
            _choice(root, loc, error, findings)
        case "too_short":
            _add(root, loc, findings, "wants-entries")
        case "too_long":
            _add(root, loc, findings, "wants-one-entry")
        case own:
            params = dict(error.get("ctx", {}))
            field = params.get("field")
            _add(root, loc if field is None else (*loc, field), findings, own, **params)


def _unknown_key(holder: Node, loc: Sequence[str | int], findings: Findings) -> None:
    name = str(loc[-1])
    if not isinstance(holder, Map):
        raise TypeError(f"{loc} is no key")
    if name == "<<":
        findings.key(holder, name, "merge-key")
    else:
        findings.key(
            holder, name, "unknown-key", name=name, **findings.hint(name, keys_at(loc[:-1]))
        )


def _choice(root: Map, loc: Sequence[str | int], error: ErrorDetails, findings: Findings) -> None:
    """A value, or the key of a map, that is not one of a few words."""
    value = error["input"]
    if not isinstance(value, str):
        _add(root, loc, findings, "wants-text", found=kind(value))
        return
    choices = _QUOTED.findall(error["ctx"]["expected"])
    _add(
        root,
        loc,
        findings,
        "wants-one-of",
        value=value,
        choices=", ".join(choices),
        **findings.hint(value, choices),
    )


def _add(
    root: Map, loc: Sequence[str | int], findings: Findings, key: str, **params: Param
) -> None:
    """Add a finding at `loc`, which ends with `[key]` where the key itself is wrong."""
    if loc and loc[-1] == "[key]":
        holder = _node(root, loc[:-2])
        if isinstance(holder, Map):
            findings.key(holder, str(loc[-2]), key, **params)
    elif loc:
        findings.value(_node(root, loc[:-1]), loc[-1], key, **params)
    else:
        findings.at(root.place, root, None, key, **params)


def _node(root: Map, loc: Sequence[str | int]) -> Node:
    """The map or list at `loc`."""
    node: Any = root
    for entry in loc:
        node = node[entry]
    return node if isinstance(node, Map | List) else root
