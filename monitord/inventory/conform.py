"""Holds a tree against the schema and puts pydantic's errors into our words and places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from monitord.inventory.editor import keys_at
from monitord.inventory.findings import Findings
from monitord.inventory.nodes import BROKEN, List, Map, Node, kind
from monitord.model.states import Param

_KEY = "[key]"
"""The end of a location that means the key and not its value, as pydantic has it."""
_QUOTED = re.compile(r"'([^']*)'")

M = TypeVar("M", bound=BaseModel)


def conform(root: Map, findings: Findings, schema: type[M]) -> M | None:
    """The document in `root`; None when it does not fit the schema, with findings why."""
    try:
        return schema.model_validate(root)
    except ValidationError as error:
        _translate_all(root, schema, error.errors(include_url=False), findings)
    return None


def _translate_all(
    root: Map, schema: type[BaseModel], errors: Sequence[ErrorDetails], findings: Findings
) -> None:
    """Add the findings. A key that is missing because it was misspelt is said once."""
    hints = {
        error["loc"]: findings.hint(str(error["loc"][-1]), keys_at(schema, error["loc"][:-1]))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    misspelt = {(*loc[:-1], hint.get("hint")) for loc, hint in hints.items()}
    for error in errors:
        loc = error["loc"]
        if loc in hints:
            _unknown_key(root, loc, hints[loc], findings)
        elif error["input"] is not BROKEN and loc not in misspelt:
            _translate(root, error, findings)


def _translate(root: Map, error: ErrorDetails, findings: Findings) -> None:
    """Add a finding for `error`. A type that pydantic does not have is a key of our own."""
    loc = error["loc"]
    match error["type"]:
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


def _unknown_key(
    root: Map, loc: Sequence[str | int], hint: Mapping[str, Param], findings: Findings
) -> None:
    name = str(loc[-1])
    if name == "<<":
        _add(root, (*loc, _KEY), findings, "merge-key")
    elif tuple(loc) == ("daemon", "tokens"):
        _add(root, (*loc, _KEY), findings, "tokens-are-users")
    else:
        _add(root, (*loc, _KEY), findings, "unknown-key", name=name, **hint)


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
    """Add a finding at `loc`, which ends with `_KEY` where the key itself is wrong."""
    if loc and loc[-1] == _KEY:
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
