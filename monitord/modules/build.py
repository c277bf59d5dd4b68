"""From the document of a module file to the model, with whole OIDs.

Called only for a document in which nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitord.model.modules import (
    IDENTITY_FIELDS,
    Condition,
    Count,
    Entry,
    IdentityField,
    Module,
    Rule,
    Suits,
    Table,
    Text,
    TrapName,
)
from monitord.model.quantities import QUANTITY
from monitord.modules.fields import parse_number, parse_raw
from monitord.modules.meaning import NONE
from monitord.modules.oids import absolute
from monitord.modules.schema import (
    ConditionEntry,
    CountEntry,
    IdentityEntry,
    ModuleEntry,
    ObjectEntry,
    RuleEntry,
    TableEntry,
)


def build(document: ModuleEntry, revision: str) -> Module:
    """The module that `document` describes."""
    builder = _Builder(document.base or "")
    return Module(
        id=document.id,
        revision=revision,
        title=document.title.given(),
        source=document.source,
        suits=tuple(
            Suits(builder.maybe(suits.object_id), suits.description) for suits in document.suits
        ),
        identity=builder.identity(document.identity),
        scalars=tuple(map(builder.entry, document.scalars)),
        tables=tuple(map(builder.table, document.tables)),
        traps=tuple(TrapName(builder.oid(oid), name) for oid, name in document.traps.items()),
    )


class _Builder:
    def __init__(self, base: str) -> None:
        self.base = base

    def oid(self, text: str) -> str:
        return absolute(text, self.base)

    def maybe(self, text: str | None) -> str | None:
        return None if text is None else self.oid(text)

    def identity(self, entry: IdentityEntry) -> dict[IdentityField, Text]:
        given = {field: getattr(entry, field) for field in IDENTITY_FIELDS}
        return {
            field: Text(text.constant, self.maybe(text.oid), text.pattern)
            for field, text in given.items()
            if text is not None
        }

    def entry(self, entry: ObjectEntry) -> Entry:
        by, sensor = entry.scale_by, entry.sensor
        return Entry(
            object=entry.object,
            oid=self.oid(entry.oid),
            quantity=entry.quantity,
            labels=entry.labels,
            values=_values(entry.values, entry.quantity) if entry.values else None,
            pattern=entry.pattern,
            scale=entry.scale,
            scale_by=(self.oid(by.oid), by.factors) if by else None,
            sensor=(self.oid(sensor.scale), self.oid(sensor.precision)) if sensor else None,
            over=self.maybe(entry.over),
            unknown=entry.unknown,
            when=self.conditions(entry.when),
            rules=_rules(entry.rules),
        )

    def table(self, table: TableEntry) -> Table:
        return Table(
            object=table.object,
            label=table.label,
            name=self.maybe(table.name),
            also=tuple(map(self.oid, table.also)),
            keep=self.conditions(table.keep),
            drop=self.conditions(table.drop),
            newest=bool(table.newest),
            index=table.index,
            most_rows=table.most_rows,
            columns=tuple(map(self.entry, table.columns)),
            counts=tuple(map(self.count, table.counts)),
            merge=table.merge,
        )

    def count(self, count: CountEntry) -> Count:
        when, rules = self.conditions(count.when), _rules(count.rules)
        return Count(count.quantity, count.labels, count.at_most, when, rules)

    def conditions(self, entries: Iterable[ConditionEntry]) -> tuple[Condition, ...]:
        return tuple(
            Condition(self.oid(entry.oid), entry.is_ or (), bool(entry.filled)) for entry in entries
        )


def _rules(entries: Iterable[RuleEntry]) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            reason=entry.reason,
            above=entry.above,
            below=entry.below,
            is_=entry.is_ or (),
            clear=entry.clear,
            polls=entry.polls,
            observe=entry.observe,
            circuits_only=bool(entry.circuits_only),
        )
        for entry in entries
    )


def _values(values: Mapping[str, str], quantity: str) -> dict[int | str, float | str | None]:
    read = str if QUANTITY[quantity].type == "state" else parse_number
    return {parse_raw(raw): None if word == NONE else read(word) for raw, word in values.items()}
