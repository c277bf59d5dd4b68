"""What people set right about outages, for ever: rows are only added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, func, select

from monitord.model.incidents import Actor
from monitord.model.ledger import CorrectedField, Correction
from monitord.store.dialects import Values, write_alone
from monitord.store.tables import sla_correction as table


def alone(connection: Connection) -> None:
    """Until nobody else corrects or closes anything; nobody will before this transaction ends."""
    write_alone(connection, table)


def add(connection: Connection, drafts: Iterable[Correction]) -> list[Correction]:
    """Keep these, in their order; they come back with their ids, which count up without a gap.

    A sequence of the database would leave one behind each transaction that was given up, and who
    has worked out what a month comes to with correction 4 must know that it is the next one.
    """
    alone(connection)
    added = [replace(each, id=ident) for ident, each in enumerate(drafts, newest(connection) + 1)]
    if added:
        connection.execute(table.insert(), [_row(each) for each in added])
    return added


def all_of(connection: Connection) -> list[Correction]:
    """Every one that was ever entered, by id."""
    return [
        Correction(
            id=row.id,
            outage=row.outage,
            at=row.at,
            by=Actor(row.actor, row.via),
            why=row.why,
            field=CorrectedField(row.field),
            before=row.before,
            after=row.after,
        )
        for row in connection.execute(select(table).order_by(table.c.id))
    ]


def newest(connection: Connection) -> int:
    """The greatest id; 0: nothing has been corrected yet."""
    return connection.scalar(select(func.max(table.c.id))) or 0


def _row(correction: Correction) -> Values:
    return {
        "id": correction.id,
        "outage": correction.outage,
        "at": correction.at,
        "actor": correction.by.name,
        "via": correction.by.via,
        "why": correction.why,
        "field": correction.field,
        "before": correction.before,
        "after": correction.after,
    }
