"""Conditions of a module, ready to be held against an answer."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.model.modules import Condition
from monitord.model.snmp import Outcome, SnmpAnswer, Value
from probes.snmp.mapping.texts import text


def is_scalar(oid: str) -> bool:
    """Whether an OID of a module is a scalar's instance: no column's number is 0 (RFC 2578, 7)."""
    return oid.endswith(".0")


def found(answer: SnmpAnswer, oid: str, index: str) -> Value | None:
    """What an object of a row, or a scalar, is; None when it was not read."""
    if is_scalar(oid):
        return answer.scalars.get(oid)
    column = answer.tables.get(oid)
    return None if column is None else column.get(index)


def broke_off(answer: SnmpAnswer, column: str) -> bool:
    """Whether a column was read only in part."""
    return answer.failures.get(column, Outcome.NO_OBJECT) is not Outcome.NO_OBJECT


class OneOf:
    """A set of raw values; a text is also equal to the number that it shows."""

    __slots__ = ("numbers", "texts")

    def __init__(self, values: Iterable[int | str]) -> None:
        values = tuple(values)
        self.numbers = frozenset(value for value in values if isinstance(value, int))
        self.texts = frozenset(map(str, values))

    def __contains__(self, raw: Value) -> bool:
        return raw in self.numbers if isinstance(raw, int) else text(raw) in self.texts


class Criterion:
    """One condition."""

    __slots__ = ("filled", "oid", "scalar", "wanted")

    def __init__(self, condition: Condition) -> None:
        self.oid = condition.oid
        self.scalar = is_scalar(condition.oid)
        self.filled = condition.filled
        self.wanted = OneOf(condition.is_)

    def holds(self, answer: SnmpAnswer, index: str) -> bool:
        """Whether it holds; what was not read holds nothing."""
        if self.scalar:
            raw = answer.scalars.get(self.oid)
        else:
            column = answer.tables.get(self.oid)
            raw = None if column is None else column.get(index)
        if raw is None:
            return False
        if self.filled:
            return not isinstance(raw, int) and bool(text(raw))
        return raw in self.wanted
