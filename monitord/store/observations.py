"""Observations as they were told, each once, so that an outage can be explained later."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, tuple_

from monitord.model.messages import Observation
from monitord.store.tables import observation as table

_KEY = tuple_(table.c.poller, table.c.boot_id, table.c.seq)


def add(connection: Connection, observations: Sequence[Observation]) -> int:
    """Keep these; how many of them were new. One that is known already changes nothing."""
    keys = [(each.poller, each.boot_id, each.seq) for each in observations]
    known = {tuple(row) for row in connection.execute(select(*_KEY).where(_KEY.in_(keys)))}
    rows = {
        key: {
            "poller": each.poller,
            "boot_id": each.boot_id,
            "seq": each.seq,
            "inventory_revision": each.inventory_revision,
            "check": each.check,
            "kind": each.kind,
            "params": dict(each.params),
            "observed_at": each.observed_at,
        }
        for key, each in zip(keys, observations, strict=True)
        if key not in known
    }
    if rows:
        connection.execute(table.insert(), list(rows.values()))
    return len(rows)


def latest(connection: Connection, most: int) -> list[Observation]:
    """The last ones kept, newest first."""
    rows = connection.execute(select(table).order_by(table.c.id.desc()).limit(most))
    return [
        Observation(
            poller=row.poller,
            boot_id=row.boot_id,
            seq=row.seq,
            inventory_revision=row.inventory_revision,
            check=row.check,
            observed_at=row.observed_at,
            kind=row.kind,
            params=row.params,
        )
        for row in rows
    ]
