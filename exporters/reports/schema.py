"""`python -m exporters.reports.schema`: the JSON Schema of a month's document, on standard output.

Worked out from the dataclasses that are written, so that it cannot say anything else than they do.
Kept as `docs/sla-report.schema.json`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from exporters.reports.json import VERSION
from exporters.reports.plain import names_of
from monitord.model.figures import (
    AreaFigures,
    CircuitFigures,
    Inputs,
    McuFigures,
    Month,
    Outage,
    ProviderFigures,
    Served,
    SiteFigures,
)
from monitord.model.inventory import Organization
from monitord.model.ledger import Closing, Correction, Interval
from monitord.model.sketch import Sketch

INSTANT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$"
PLAIN: Mapping[Any, Mapping[str, object]] = {
    float: {"type": "number"},
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "pattern": INSTANT},
    date: {"type": "string", "format": "date"},
}
DOCUMENT: Mapping[str, Any] = {
    "version": Literal[VERSION],
    "organization": Organization,
    "month": Month,
    "provisional": bool,
    "closing": Closing | None,
    "inputs": Inputs,
    "sketch_relative_error": float,
    "served": Served,
    "names": Mapping[str, str],
    "days": Sequence[date],
    "providers": Sequence[ProviderFigures],
    "areas": Sequence[AreaFigures],
    "circuits": Sequence[CircuitFigures],
    "sites": Sequence[SiteFigures],
    "mcus": Sequence[McuFigures],
    "outages": Sequence[Outage],
    "corrections": Sequence[Correction],
    "intervals": Sequence[Interval],
}
"""The keys of the document, in their order."""


def schema() -> dict[str, object]:
    """JSON Schema, draft 2020-12."""
    found: dict[str, object] = {}
    keys = {name: _of(kind, found) for name, kind in DOCUMENT.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A month of the SLA ledger of monitord",
        **_object(keys),
        "$defs": dict(sorted(found.items())),
    }


def _object(keys: Mapping[str, object]) -> dict[str, object]:
    """An object of exactly these keys."""
    return {
        "type": "object",
        "properties": dict(keys),
        "required": list(keys),
        "additionalProperties": False,
    }


def _of(kind: Any, found: dict[str, object]) -> object:
    """The schema of a type; dataclasses go into `found` and are referred to."""
    if kind in PLAIN:
        return dict(PLAIN[kind])
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": [each.value for each in kind]}
    arguments = get_args(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (Union, UnionType):
        return {"anyOf": [_of(each, found) for each in arguments]}
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _of(arguments[1], found)}
    if origin is tuple and arguments[-1] is not Ellipsis:
        items = [_of(each, found) for each in arguments]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if origin in (Sequence, tuple):
        return {"type": "array", "items": _of(arguments[0], found)}
    return _dataclass(kind, found)


def _dataclass(kind: type, found: dict[str, object]) -> object:
    name = kind.__name__
    if name not in found:
        found[name] = {}
        about = (kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ")
        hints = get_type_hints(kind)
        keys = {key: _of(_type_of(kind, key, hints), found) for key in names_of(kind)}
        if kind is Sketch:
            keys = {"counts": {"type": "object", "additionalProperties": {"type": "integer"}}}
        found[name] = {"description": about, **_object(keys)}
    return {"$ref": f"#/$defs/{name}"}


def _type_of(kind: type, key: str, hints: Mapping[str, Any]) -> Any:
    """Of a field, or of a property that follows from the fields."""
    if key in hints:
        return hints[key]
    return get_type_hints(getattr(kind, key).fget)["return"]


if __name__ == "__main__":
    json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
