"""What a poll reads, each object once."""

from __future__ import annotations

from collections.abc import Iterable

from monitord.model.snmp import SnmpPlan, SnmpTable


def plan_of(scalars: Iterable[str], tables: Iterable[tuple[tuple[str, ...], int]]) -> SnmpPlan:
    """The plan for scalars and tables (columns, rows at most).

    Tables that share a column are one conceptual table and walked together.
    """
    merged: list[tuple[dict[str, None], int]] = []
    for columns, most_rows in tables:
        together, most = dict.fromkeys(columns), most_rows
        apart = []
        for other, others in merged:
            if together.keys() & other.keys():
                together, most = other | together, max(most, others)
            else:
                apart.append((other, others))
        merged = [*apart, (together, most)]
    return SnmpPlan(
        tuple(dict.fromkeys(scalars)),
        tuple(SnmpTable(tuple(columns), most) for columns, most in merged if columns),
    )
