"""Which months were closed, all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from monitord.model.incidents import Actor
from monitord.model.ledger import Closing
from monitord.store.tables import sla_closing as table

_COLUMNS = [column for column in table.c if column.name not in ("sha256", "quality")]


def closed(connection: Connection) -> Mapping[str, Sequence[Closing]]:
    """By month (`2026-10`) its closings by revision; months that were not closed are absent."""
    found: dict[str, list[Closing]] = defaultdict(list)
    for row in connection.execute(select(*_COLUMNS).order_by(table.c.month, table.c.revision)):
        by = Actor(row.actor, row.via)
        closing = Closing(
            month=row.month,
            revision=row.revision,
            at=row.at,
            by=by,
            why=row.why,
            corrections=row.corrections,
        )
        found[row.month].append(closing)
    return found
