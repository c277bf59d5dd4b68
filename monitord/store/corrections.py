"""What people set right about outages, for ever: rows are only added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, func, select

from monitord.model.incidents import Actor
from monitord.model.ledger import CorrectedField, Correction
from monitord.store.tables import sla_correction as table


def add(connection: Connection, drafts: Iterable[Correction]) -> list[Correction]:
    """Keep these, in their order; they come back with their ids, which count up."""
    return [replace(draft, id=_insert(connection, draft)) for draft in drafts]


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


def _insert(connection: Connection, draft: Correction) -> int:
    statement = table.insert().values(
        outage=draft.outage,
        at=draft.at,
        actor=draft.by.name,
        via=draft.by.via,
        why=draft.why,
        field=draft.field,
        before=draft.before,
        after=draft.after,
    )
    return int(connection.execute(statement.returning(table.c.id)).scalar_one())
