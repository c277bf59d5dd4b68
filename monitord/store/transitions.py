"""Transitions of checks as they were told, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Row, select

from monitord.model.messages import Transition
from monitord.model.states import Reason, State
from monitord.store.dialects import Values, add_new
from monitord.store.tables import transition as table


def add(connection: Connection, transitions: Sequence[Transition]) -> None:
    """Keep these, in their order. One that is known already changes nothing."""
    add_new(connection, table, [_row(each) for each in transitions])


def latest(connection: Connection, most: int) -> list[Transition]:
    """The last ones kept, newest first."""
    rows = connection.execute(select(table).order_by(table.c.id.desc()).limit(most))
    return [_transition(row) for row in rows]


def of_check(
    connection: Connection, check: str, since: datetime, until: datetime
) -> list[Transition]:
    """Those of one check, `site/device/check`, that began in [since, until), as they were kept."""
    mine = (table.c.check == check) & (table.c.since >= since) & (table.c.since < until)
    rows = connection.execute(select(table).where(mine).order_by(table.c.id))
    return [_transition(row) for row in rows]


def between(connection: Connection, since: datetime, until: datetime) -> list[Transition]:
    """Those of all checks that began in [since, until), as they were kept."""
    mine = (table.c.since >= since) & (table.c.since < until)
    rows = connection.execute(select(table).where(mine).order_by(table.c.id))
    return [_transition(row) for row in rows]


def _row(transition: Transition) -> Values:
    return {
        "poller": transition.poller,
        "boot_id": transition.boot_id,
        "seq": transition.seq,
        "inventory_revision": transition.inventory_revision,
        "check": transition.check,
        "previous": transition.previous,
        "state": transition.state,
        "reason": transition.reason.code,
        "params": dict(transition.reason.params),
        "flapping": transition.flapping,
        "since": transition.since,
        "decided_at": transition.decided_at,
        "observed_at": transition.observed_at,
    }


def _transition(row: Row[tuple[object, ...]]) -> Transition:
    return Transition(
        poller=row.poller,
        boot_id=row.boot_id,
        seq=row.seq,
        inventory_revision=row.inventory_revision,
        check=row.check,
        previous=State(row.previous),
        state=State(row.state),
        reason=Reason(row.reason, row.params),
        flapping=row.flapping,
        since=row.since,
        decided_at=row.decided_at,
        observed_at=row.observed_at,
    )
