"""From what an agent answers to vendor-neutral readings, as its modules say.

Everything that can be prepared is prepared once for each set of modules; devices share it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from monitord.model.modules import IdentityField, Module, Text
from monitord.model.quantities import QUANTITY
from monitord.model.readings import Labels, Reading, Reported
from monitord.model.snmp import Outcome, SnmpAnswer, SnmpPlan
from probes.snmp.conditions import is_scalar
from probes.snmp.entries import Meaning, WrongValueError
from probes.snmp.plans import plan_of
from probes.snmp.rows import RowCount, Rows
from probes.snmp.texts import MOST_LABEL, text

SYS_UP_TIME = "1.3.6.1.2.1.1.3.0"
"""sysUpTime (RFC 3418), hundredths of a second."""
IF_ALIAS = "1.3.6.1.2.1.31.1.1.1.18"
"""ifAlias (RFC 2863)."""

_MERGES: Mapping[str, Callable[[Iterable[float]], float]] = {"max": max, "min": min, "sum": sum}

Readings: TypeAlias = dict[tuple[str, Labels], Reading]
"""What was read so far: of the same quantity and labels the first counts."""


class ModuleMap:
    """Modules put together: what a poll has to read, and what its answer says."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self._parts = tuple(map(_Part, modules))
        tables = [rows for part in self._parts for rows in part.tables]
        scalars = dict.fromkeys(oid for part in self._parts for oid in part.scalars)
        self._plan = plan_of(scalars, ((rows.read, rows.table.most_rows) for rows in tables))

    @property
    def plan(self) -> SnmpPlan:
        """Every object that the modules need, each once."""
        return self._plan

    def report(self, answer: SnmpAnswer) -> Reported:
        """The answer in vendor-neutral words; never raises for what an agent sends."""
        if answer.outcome is not Outcome.OK:
            return Reported()
        readings: Readings = {}
        identity: dict[IdentityField, str] = {}
        aliases: dict[str, str] = {}
        wrong = 0
        for part in self._parts:
            part.identify(answer, identity)
            wrong += part.report(answer, readings, aliases)
        ticks = answer.scalars.get(SYS_UP_TIME)
        uptime = ticks / 100 if isinstance(ticks, int) and 0 <= ticks < 2**32 else None
        return Reported(identity, tuple(readings.values()), uptime, aliases, wrong)


class _Part:
    """One module."""

    def __init__(self, module: Module) -> None:
        self.identity = tuple((field, _Source(source)) for field, source in module.identity.items())
        self.entries = tuple(Meaning(entry, None) for entry in module.scalars)
        self.tables = tuple(map(Rows, module.tables))
        self.scalars = tuple(dict.fromkeys(self._scalars()))
        """Every scalar that it takes."""

    def _scalars(self) -> Iterator[str]:
        yield from (source.oid for _, source in self.identity if source.oid is not None)
        for meaning in self.entries:
            yield from meaning.objects()
        for rows in self.tables:
            yield from rows.scalars

    def identify(self, answer: SnmpAnswer, identity: dict[IdentityField, str]) -> None:
        """Note every text that there is; a later module's stands in for an earlier one's."""
        for field, source in self.identity:
            if shown := source.of(answer):
                identity[field] = shown

    def report(self, answer: SnmpAnswer, readings: Readings, aliases: dict[str, str]) -> int:
        """Add its readings and aliases; how many values were wrong."""
        wrong = 0
        for meaning in self.entries:
            raw = answer.scalars.get(meaning.oid)
            if raw is None:
                continue
            try:
                value = meaning.value(raw, answer, "")
            except WrongValueError:
                wrong += 1
                continue
            if value is not None:
                _add(readings, meaning, meaning.labels(""), value)
        for rows in self.tables:
            everything = rows.all(answer)
            named = rows.named(answer, everything)
            wrong += _read_rows(rows, answer, named, readings)
            if rows.table.label == "interface":
                aliases.update(_aliases(answer, named))
            if rows.counts and self._is_known(rows, answer, everything):
                _count_rows(rows, answer, named, len(everything), readings)
        return wrong

    def _is_known(self, rows: Rows, answer: SnmpAnswer, everything: Mapping[str, None]) -> bool:
        """Whether the rows can be counted.

        A table without rows looks like one that the agent does not have. It is empty when the walk
        of no column failed, and the agent answers for another object of the same module.
        """
        failed = answer.failures
        if any(oid in failed for oid in rows.judged):
            return False
        if everything:
            return not any(_broke_off(answer, oid) for oid in rows.read)
        if any(oid in failed for oid in rows.read):
            return False
        return any(oid in answer.scalars for oid in self.scalars) or any(
            answer.tables.get(oid) for other in self.tables for oid in other.read
        )


class _Source:
    """Where a text of the identity is from."""

    def __init__(self, source: Text) -> None:
        self.oid = source.oid
        self.constant = source.constant
        self.pattern = re.compile(source.pattern) if source.pattern else None

    def of(self, answer: SnmpAnswer) -> str:
        """The text; empty when there is none."""
        if self.oid is None:
            return self.constant or ""
        raw = answer.scalars.get(self.oid)
        if raw is None:
            return ""
        if self.pattern is None:
            return text(raw, MOST_LABEL)
        match = self.pattern.search(text(raw))
        found = match[1 if self.pattern.groups else 0] if match else None
        return (found or "").strip()[:MOST_LABEL]


def _read_rows(rows: Rows, answer: SnmpAnswer, named: Mapping[str, str], readings: Readings) -> int:
    """Add the readings of the rows; how many values were wrong."""
    wrong = 0
    for meaning in rows.columns:
        column = answer.tables.get(meaning.oid)
        if not column:
            continue
        values: list[float | str] = []
        for index, name in named.items():
            raw = column.get(index)
            if raw is None:
                continue
            try:
                value = meaning.value(raw, answer, index)
            except WrongValueError:
                wrong += 1
                continue
            if value is None:
                continue
            if rows.table.label is None:
                values.append(value)
            else:
                _add(readings, meaning, meaning.labels(name), value)
        if values and not _broke_off(answer, meaning.oid):
            _add(readings, meaning, meaning.labels(""), _merged(rows, meaning, values))
    return wrong


def _broke_off(answer: SnmpAnswer, column: str) -> bool:
    """Whether a column was read only in part."""
    return answer.failures.get(column, Outcome.NO_OBJECT) is not Outcome.NO_OBJECT


def _merged(rows: Rows, meaning: Meaning, values: Sequence[float | str]) -> float | str:
    """One value for all rows; states are in the order in which the quantity lists them."""
    numbers = [value for value in values if not isinstance(value, str)]
    if numbers:
        return _MERGES[rows.table.merge](numbers)
    states = QUANTITY[meaning.entry.quantity].states
    places = [states.index(value) for value in values if isinstance(value, str)]
    return states[min(places) if rows.table.merge == "min" else max(places)]


def _count_rows(
    rows: Rows, answer: SnmpAnswer, named: Mapping[str, str], seen: int, readings: Readings
) -> None:
    """Add the counts. Where rows were left unread, only a count at its most is known."""
    for each in rows.counts:
        count, most = each.of(answer, named), each.count.at_most
        if most is not None and count >= most:
            _put(readings, each, most)
        elif seen < rows.table.most_rows:
            _put(readings, each, count)


def _put(readings: Readings, each: RowCount, value: int) -> None:
    quantity, rules = each.count.quantity, each.count.rules
    readings.setdefault((quantity, each.labels), Reading(quantity, each.labels, value, rules))


def _add(readings: Readings, meaning: Meaning, labels: Labels, value: float | str) -> None:
    entry = meaning.entry
    key = entry.quantity, labels
    if key not in readings:
        readings[key] = Reading(entry.quantity, labels, value, entry.rules)


def _aliases(answer: SnmpAnswer, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and ifAlias of the interfaces that have one."""
    column = answer.tables.get(IF_ALIAS) or {}
    for index, name in named.items():
        raw = column.get(index)
        if raw is not None and (alias := text(raw, MOST_LABEL)):
            yield name, alias


def object_names(modules: Iterable[Module]) -> dict[str, str]:
    """The MIB's names of all objects that the modules know, by OID; scalars without their `.0`."""
    names: dict[str, str] = {}
    for module in modules:
        for trap in module.traps:
            names.setdefault(trap.oid, trap.object)
        for entry in (*module.scalars, *(e for table in module.tables for e in table.columns)):
            oid = entry.oid[:-2] if is_scalar(entry.oid) else entry.oid
            names.setdefault(oid, entry.object)
    return names
