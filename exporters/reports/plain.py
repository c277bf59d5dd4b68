"""What a month's figures are as JSON values.

A dataclass becomes an object of its fields, in their order, followed by what follows from them
(`DERIVED`); a mapping one with its keys sorted; an instant UTC with microseconds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, TypeAlias

from monitord.model import raw
from monitord.model.figures import (
    Available,
    CircuitFigures,
    Month,
    Ratio,
    Served,
)
from monitord.model.inventory import Organization, Provider
from monitord.model.ledger import Interval
from monitord.model.sketch import Sketch
from monitord.model.slots import Counts, Samples

Json: TypeAlias = "str | int | float | bool | dict[str, Json] | list[Json] | None"

DERIVED: Mapping[type, tuple[str, ...]] = {
    Ratio: ("value",),
    Month: ("name",),
    Available: ("ratio", "with_suspected", "coverage"),
    Served: ("ratio",),
    CircuitFigures: ("budget_left",),
    Counts: ("loss",),
    Samples: ("count", "mean"),
    Interval: ("seconds",),
}
"""What readers would have to work out. It must follow from the fields."""
PRINTED: Mapping[type, tuple[str, ...]] = {
    Organization: ("id", "name", "timezone", "locale", "signatory"),
    Provider: ("id", "name", "sla", "signatory"),
}
"""Of these no more than this: people's telephone numbers are nobody's business here."""


def plain(value: object) -> Json:
    """`value` as JSON knows it. Raises TypeError for what is none of the figures'."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return raw.instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sketch):
        return {"counts": {str(bucket): value.counts[bucket] for bucket in sorted(value.counts)}}
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    kind: Any = type(value)
    return {name: plain(getattr(value, name)) for name in names_of(kind)}


@cache
def names_of(kind: type[Any]) -> tuple[str, ...]:
    """The keys of a dataclass as an object. Raises TypeError for another type."""
    if kind in PRINTED:
        return PRINTED[kind]
    names = tuple(field.name for field in dataclasses.fields(kind))
    return (*names, *DERIVED.get(kind, ()))
