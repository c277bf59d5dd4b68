"""Tables of a module, ready to pick and name the rows of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from monitord.model.modules import Count, Table
from monitord.model.quantities import QUANTITY
from monitord.model.snmp import SnmpAnswer
from probes.snmp.mapping.conditions import Criterion, broke_off, is_scalar
from probes.snmp.mapping.entries import Meaning, labelling
from probes.snmp.mapping.texts import MOST_LABEL, label, texts_in


class RowCount:
    """One count of a table's rows."""

    def __init__(self, count: Count) -> None:
        self.count = count
        self.labels = labelling(QUANTITY[count.quantity], count.labels, None)("")
        self.when = tuple(map(Criterion, count.when))

    def of(self, answer: SnmpAnswer, rows: Mapping[str, str]) -> int:
        """How many of the rows it counts, `at_most` not looked at."""
        if not self.when:
            return len(rows)
        return sum(all(test.holds(answer, row) for test in self.when) for row in rows)


class Rows:
    """One table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = tuple(Meaning(entry, table.label) for entry in table.columns)
        self.counts = tuple(map(RowCount, table.counts))
        self.keep = tuple(map(Criterion, table.keep))
        self.drop = tuple(map(Criterion, table.drop))
        objects = tuple(dict.fromkeys(self._objects()))
        self.read = tuple(oid for oid in objects if not is_scalar(oid))
        """Its columns."""
        self.scalars = tuple(filter(is_scalar, objects))
        self.judged = frozenset(
            test.oid
            for test in (*self.keep, *self.drop, *(w for each in self.counts for w in each.when))
        )
        """The objects without which rows cannot be counted."""

    def _objects(self) -> Iterator[str]:
        for meaning in self.columns:
            yield from meaning.objects()
        if self.table.name:
            yield self.table.name
        yield from self.table.also
        for count in self.counts:
            yield from (test.oid for test in count.when)
        yield from (test.oid for test in (*self.keep, *self.drop))

    def all(self, answer: SnmpAnswer) -> dict[str, None]:
        """The indexes of every row that any column has, in the agent's order."""
        rows: dict[str, None] = {}
        for oid in self.read:
            column = answer.tables.get(oid)
            if column and column.keys() != rows.keys():
                rows.update(dict.fromkeys(column))
        return rows

    def named(self, answer: SnmpAnswer, rows: Mapping[str, None]) -> dict[str, str]:
        """The rows that count, by index, with their names.

        A row whose name was not read to the end is left out: it has one, and is not its index.
        """
        kept = [index for index in rows if self._counts(answer, index)]
        if self.table.newest:
            kept = _newest(kept)
        if self.table.label is None:
            return dict.fromkeys(kept, "")
        source = self.table.name
        column = (answer.tables.get(source) if source else None) or {}
        unread = source is not None and broke_off(answer, source)
        # A name must not change because another row of the same name stops counting.
        names: dict[str, str] = {}
        for index in kept if self.table.newest else rows:
            raw = column.get(index)
            if raw is None and unread:
                continue
            names[index] = (label(raw) if raw is not None else "") or self._name(index)
        if len(set(names.values())) < len(names):
            names = _told_apart(names)
        return {index: names[index] for index in kept if index in names}

    def _counts(self, answer: SnmpAnswer, index: str) -> bool:
        for test in self.drop:
            if test.holds(answer, index):
                return False
        for test in self.keep:
            if test.holds(answer, index):
                return True
        return not self.keep

    def _name(self, index: str) -> str:
        """The row's name by its index, without the number of the run."""
        name = index.rpartition(".")[0] or index if self.table.newest else index
        return (texts_in(name) if self.table.index == "texts" else None) or name[:MOST_LABEL]


def _newest(rows: list[str]) -> list[str]:
    """Of the rows that differ in the last number of their index alone, those with the greatest."""
    newest: dict[str, tuple[int, str]] = {}
    for index in rows:
        series, _, run = index.rpartition(".")
        number = int(run) if run.isdecimal() else -1
        if series not in newest or newest[series][0] <= number:
            newest[series] = number, index
    return [index for _, index in newest.values()]


def _told_apart(rows: Mapping[str, str]) -> dict[str, str]:
    """Rows of the same name with their index behind it."""
    times = Counter(rows.values())
    return {
        index: name if times[name] == 1 else f"{name[: MOST_LABEL // 2]} ({index[:48]})"
        for index, name in rows.items()
    }
