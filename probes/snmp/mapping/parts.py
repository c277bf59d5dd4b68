"""One module's share of a report: identity, readings, counts of rows, aliases of interfaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from monitord.model.modules import Module, Text
from monitord.model.quantities import QUANTITY
from monitord.model.snmp import SnmpAnswer
from probes.snmp.mapping.conditions import broke_off
from probes.snmp.mapping.entries import Meaning
from probes.snmp.mapping.rows import Rows
from probes.snmp.mapping.sheet import Sheet
from probes.snmp.mapping.texts import MOST_LABEL, label, text

IF_ALIAS = "1.3.6.1.2.1.31.1.1.1.18"
"""ifAlias (RFC 2863)."""
SYSTEM = "1.3.6.1.2.1.1."
"""The group that every agent has (RFC 3418): it shows nothing of a vendor's objects."""
_MERGES: Mapping[str, Callable[[Iterable[float]], float]] = {"max": max, "min": min, "sum": sum}


class Part:
    """One module."""

    def __init__(self, module: Module) -> None:
        self.identity = tuple((field, Source(source)) for field, source in module.identity.items())
        self.entries = tuple(Meaning(entry, None) for entry in module.scalars)
        self.tables = tuple(map(Rows, module.tables))
        self.scalars = tuple(dict.fromkeys(self._scalars()))
        """Every scalar that it takes."""
        self.telling = tuple(oid for oid in self.scalars if not oid.startswith(SYSTEM))
        """Those that show that the agent has the module's objects."""

    def _scalars(self) -> Iterator[str]:
        yield from (source.oid for _, source in self.identity if source.oid is not None)
        for meaning in self.entries:
            yield from meaning.objects()
        for rows in self.tables:
            yield from rows.scalars

    def report(self, sheet: Sheet) -> None:
        """Note everything that the module finds; its identity stands in for an earlier one's."""
        for field, source in self.identity:
            if shown := source.of(sheet.answer):
                sheet.identity[field] = shown
        for meaning in self.entries:
            value = sheet.value(meaning, sheet.answer.scalars.get(meaning.oid), "")
            if value is not None:
                entry = meaning.entry
                sheet.add(entry.quantity, meaning.labels(""), value, entry.rules)
        for rows in self.tables:
            self._report_table(rows, sheet)

    def _report_table(self, rows: Rows, sheet: Sheet) -> None:
        everything = rows.all(sheet.answer)
        named = rows.named(sheet.answer, everything)
        whole = len(everything) < rows.table.most_rows
        if rows.table.label is None:
            _merge_rows(rows, named, whole, sheet)
        else:
            _read_rows(rows, named, sheet)
        if rows.table.label == "interface":
            sheet.aliases.update(_aliases(sheet.answer, named))
        if rows.counts and self._is_known(rows, sheet.answer, everything):
            _count_rows(rows, named, whole, sheet)

    def _is_known(self, rows: Rows, answer: SnmpAnswer, everything: Mapping[str, None]) -> bool:
        """Whether the rows can be counted.

        A table without rows looks like one that the agent does not have. It is empty when the walk
        of no column failed, and the agent answers for another object of the same module.
        """
        failed = answer.failures
        if any(oid in failed for oid in rows.judged):
            return False
        if everything:
            return not any(broke_off(answer, oid) for oid in rows.read)
        if any(oid in failed for oid in rows.read):
            return False
        return any(oid in answer.scalars for oid in self.telling) or any(
            answer.tables.get(oid) for other in self.tables for oid in other.read
        )


class Source:
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


def _read_rows(rows: Rows, named: Mapping[str, str], sheet: Sheet) -> None:
    """Note the readings of each row."""
    for meaning in rows.columns:
        column = sheet.answer.tables.get(meaning.oid)
        if not column:
            continue
        quantity, rules = meaning.entry.quantity, meaning.entry.rules
        for index, name in named.items():
            value = sheet.value(meaning, column.get(index), index)
            if value is not None:
                sheet.add(quantity, meaning.labels(name), value, rules)


def _merge_rows(rows: Rows, named: Mapping[str, str], whole: bool, sheet: Sheet) -> None:
    """Note one reading of all rows; a sum only of a table that was read as a whole."""
    for meaning in rows.columns:
        column = sheet.answer.tables.get(meaning.oid) or {}
        found = [sheet.value(meaning, column.get(index), index) for index in named]
        values = [value for value in found if value is not None]
        known = whole or rows.table.merge != "sum"
        if values and known and not broke_off(sheet.answer, meaning.oid):
            entry = meaning.entry
            merged = _merged(rows, meaning, values)
            sheet.add(entry.quantity, meaning.labels(""), merged, entry.rules)


def _merged(rows: Rows, meaning: Meaning, values: Sequence[float | str]) -> float | str:
    """One value for all rows; states are in the order in which the quantity lists them."""
    numbers = [value for value in values if not isinstance(value, str)]
    if numbers:
        return _MERGES[rows.table.merge](numbers)
    states = QUANTITY[meaning.entry.quantity].states
    places = [states.index(value) for value in values if isinstance(value, str)]
    return states[min(places) if rows.table.merge == "min" else max(places)]


def _count_rows(rows: Rows, named: Mapping[str, str], whole: bool, sheet: Sheet) -> None:
    """Note the counts. Where rows were left unread, only a count at its most is known."""
    for each in rows.counts:
        count, most = each.of(sheet.answer, named), each.count.at_most
        if most is not None and count >= most:
            sheet.add(each.count.quantity, each.labels, most, each.count.rules)
        elif whole:
            sheet.add(each.count.quantity, each.labels, count, each.count.rules)


def _aliases(answer: SnmpAnswer, named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and ifAlias of the interfaces that have one."""
    column = answer.tables.get(IF_ALIAS) or {}
    for index, name in named.items():
        raw = column.get(index)
        if raw is not None and (alias := label(raw)):
            yield name, alias
