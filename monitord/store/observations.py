"""Observations as they were told, each once, so that an outage can be explained later."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from monitord.model.messages import Observation
from monitord.store.dialects import Values, add_new
from monitord.store.tables import observation as table


def add(connection: Connection, observations: Sequence[Observation]) -> None:
    """Keep these, in their order. One that is known already changes nothing."""
    add_new(connection, table, [_row(each) for each in observations])


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


def _row(observation: Observation) -> Values:
    return {
        "poller": observation.poller,
        "boot_id": observation.boot_id,
        "seq": observation.seq,
        "inventory_revision": observation.inventory_revision,
        "check": observation.check,
        "kind": observation.kind,
        "params": dict(observation.params),
        "observed_at": observation.observed_at,
    }
