"""Answers of the simulator's recorded agents, as a poll would bring them, without a socket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from monitord.model.modules import Entry, Module
from monitord.model.readings import Labels, Reported
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpPlan, Value
from monitord.modules.load import load
from monitord.simulator.movement import PERIOD, Moment
from monitord.simulator.recording import load_recording
from probes.snmp.mapping.module_map import ModuleMap

DATA = Path(__file__).parent / "testdata"
PERSON = {"device": "vc", "serial": "S1"}


@cache
def shipped() -> dict[str, Module]:
    """The modules that monitord brings."""
    return load()


@cache
def expected(name: str) -> Any:
    """A file of expectations."""
    return yaml.safe_load((DATA / name).read_text("utf-8"))


def values_of(kind: str, *, in_call: bool = False) -> dict[str, Value]:
    """All objects of a recorded agent, one period of its movements after it started."""
    return load_recording(kind).values(Moment(age=PERIOD, in_call=in_call), PERSON)


def answer_to(plan: SnmpPlan, values: Mapping[str, Value]) -> SnmpAnswer:
    """What a whole poll of an agent with these objects brings."""
    scalars = {oid: values[oid] for oid in plan.scalars if oid in values}
    columns = [column for table in plan.tables for column in table.columns]
    tables = {column: _rows(column, values) for column in columns}
    return SnmpAnswer(Outcome.OK, 0, 0, scalars, tables)


def reported(module: str, values: Mapping[str, Value]) -> Reported:
    """What one shipped module says about an agent with these objects."""
    mapped = ModuleMap([shipped()[module]])
    return mapped.report(answer_to(mapped.plan, values))


def entries(module: Module) -> Iterator[Entry]:
    """Every entry of a module."""
    yield from module.scalars
    for table in module.tables:
        yield from table.columns


def readings_of(said: Reported) -> dict[tuple[str, Labels], float | str]:
    """The values by quantity and labels."""
    return {(each.quantity, each.labels): each.value for each in said.readings}


def altered(module: str, case: Any) -> dict[str, Value]:
    """The recording with other values, and with objects that are `new`."""
    values = values_of(case["in"], in_call=case.get("call", False))
    oids = {entry.object: entry.oid for entry in entries(shipped()[module])}
    changed = case.get("while", {}) | case.get("set", {}) | case.get("new", {})
    for name, raw in changed.items():
        head, dot, index = name.partition(".")
        oid = f"{oids[head]}{dot}{index}" if head in oids else name
        assert (oid in values) == (name not in case.get("new", {})), oid
        values[oid] = raw.encode() if isinstance(raw, str) else raw
    return values


def _rows(column: str, values: Mapping[str, Value]) -> dict[str, Value]:
    inside = f"{column}."
    return {oid[len(inside) :]: raw for oid, raw in values.items() if oid.startswith(inside)}
