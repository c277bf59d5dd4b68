"""Whether what the SDK has read is of the types that its schema says.

The SDK's `from_json` takes whatever stands in a file; its classes' annotations say what may.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.grafana.board import Json

PLAIN = (str, int, float, bool, NoneType)


def parsed(document: Json) -> Dashboard:
    """As the SDK reads it, with each panel's options and fields of the panel's own classes."""
    register_default_plugins()
    return Dashboard.from_json(document)


def encoded(dashboard: Dashboard) -> str:
    """As the SDK writes it."""
    text: str = JSONEncoder(ensure_ascii=False, sort_keys=True).encode(dashboard)
    return text


def misfits(value: Any, where: str = "") -> Iterator[str]:
    """What an object of the SDK holds that its class does not allow."""
    for name, wanted in get_type_hints(type(value)).items():
        found = getattr(value, name, None)
        if not _fits(found, wanted):
            yield f"{where}.{name}: {found!r} is no {wanted}"
        yield from _inner(found, f"{where}.{name}")


def _inner(found: Any, where: str) -> Iterator[str]:
    if isinstance(found, list):
        for index, each in enumerate(found):
            yield from _inner(each, f"{where}[{index}]")
    elif isinstance(found, dict):
        for key, each in found.items():
            yield from _inner(each, f"{where}.{key}")
    elif not isinstance(found, (*PLAIN, enum.Enum)):
        yield from misfits(found, where)


def _fits(found: Any, wanted: Any) -> bool:
    origin, inner = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        return any(_fits(found, each) for each in inner)
    if origin is Literal:
        return found in inner
    if origin is list:
        return isinstance(found, list) and all(_fits(each, inner[0]) for each in found)
    if origin is dict:
        return isinstance(found, dict) and all(_fits(each, inner[1]) for each in found.values())
    if not isinstance(wanted, type) or wanted is object:
        return True
    if issubclass(wanted, enum.Enum):
        return found in list(wanted)
    if isinstance(found, dict) and hasattr(wanted, "from_json"):
        again: object = json.loads(JSONEncoder().encode(wanted.from_json(found)))
        return found == again
    return isinstance(found, (int, float) if wanted is float else wanted)
