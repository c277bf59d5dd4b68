"""Modules and answers of a made-up vendor, shortly written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monitord.model.modules import Condition, Entry, Module, Table
from monitord.model.readings import Labels, Reported
from monitord.model.snmp import Oid, Outcome, SnmpAnswer, Value
from probes.snmp.mapping.module_map import ModuleMap

A = "1.3.6.1.4.1.99999.1"
"""Below it `.1.N.0` are scalars and `.2.N` columns."""

__all__ = ["A", "Oid", "answer", "column", "is_", "module", "only", "report", "scalar", "shown"]


def answer(
    scalars: Mapping[str, Value] | None = None,
    tables: Mapping[str, Mapping[str, Value]] | None = None,
    failures: Mapping[str, Outcome] | None = None,
) -> SnmpAnswer:
    """An answer, its OIDs below `A` where they begin with a dot."""
    return SnmpAnswer(
        Outcome.OK,
        0,
        1,
        {_whole(oid): value for oid, value in (scalars or {}).items()},
        {_whole(oid): dict(column) for oid, column in (tables or {}).items()},
        {_whole(oid): outcome for oid, outcome in (failures or {}).items()},
    )


def scalar(quantity: str = "device_alarms", **keys: Any) -> Entry:
    """An entry of the scalar `.1.1.0`."""
    return Entry("acmeScalar", f"{A}.1.1.0", quantity, **keys)


def column(number: int, quantity: str = "device_cpu_ratio", **keys: Any) -> Entry:
    """An entry of the column `.2.<number>`."""
    return Entry("acmeColumn", f"{A}.2.{number}", quantity, **keys)


def is_(oid: str, *values: int | str) -> Condition:
    """The object is one of the values."""
    return Condition(_whole(oid), values)


def module(*parts: Entry | Table, **keys: Any) -> Module:
    """A module of scalars and tables."""
    scalars = tuple(part for part in parts if isinstance(part, Entry))
    tables = tuple(part for part in parts if isinstance(part, Table))
    return Module(keys.pop("id", "acme"), "", scalars=scalars, tables=tables, **keys)


def report(parts: tuple[Entry | Table, ...], said: SnmpAnswer) -> Reported:
    """What a module of these parts makes of the answer."""
    return ModuleMap([module(*parts)]).report(said)


def shown(reported: Reported) -> dict[tuple[str, Labels], float | str]:
    """The readings by quantity and labels."""
    return {(each.quantity, each.labels): each.value for each in reported.readings}


def only(entry: Entry, raw: Value, **others: Value) -> tuple[float | str | None, int]:
    """The reading of `.1.1.0`, None without one, and how many values were wrong.

    `o2=5` is the scalar `.1.2.0`.
    """
    scalars = {".1.1.0": raw, **{f".1.{name[1:]}.0": value for name, value in others.items()}}
    found = report((entry,), answer(scalars))
    assert len(found.readings) <= 1
    return (found.readings[0].value if found.readings else None), found.wrong


def _whole(oid: str) -> str:
    return A + oid if oid.startswith(".") else oid
