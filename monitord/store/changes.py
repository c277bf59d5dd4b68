"""States of circuits, sites and MCUs as they were told, in the order of writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from monitord.model.ledger import Change, Subject
from monitord.model.states import State
from monitord.store.dialects import Values
from monitord.store.tables import state_change as table

_COLUMNS = (
    table.c.boot_id, table.c.kind, table.c.subject, table.c.state, table.c.reason, table.c.since,
    table.c.decided_at,
)  # fmt: skip
_STATES = {state.value: state for state in State}


def add(connection: Connection, changes: Sequence[Change]) -> None:
    """Keep these, in their order."""
    if changes:
        connection.execute(table.insert(), [_row(each) for each in changes])


def between(connection: Connection, since: datetime, until: datetime) -> list[Change]:
    """Those decided in [since, until), as they were kept."""
    decided = (table.c.decided_at >= since) & (table.c.decided_at < until)
    subjects: dict[tuple[str, str], Subject] = {}
    found = []
    rows = connection.execute(select(*_COLUMNS).where(decided).order_by(table.c.id))
    for boot_id, kind, ident, state, reason, began, decided_at in rows:
        subject = subjects.get((kind, ident))
        if subject is None:
            subject = subjects[kind, ident] = Subject(kind, ident)
        found.append(
            Change(
                boot_id=boot_id,
                subject=subject,
                state=_STATES[state],
                reason=reason,
                since=began,
                decided_at=decided_at,
            )
        )
    return found


def _row(change: Change) -> Values:
    return {
        "boot_id": change.boot_id,
        "kind": change.subject.kind,
        "subject": change.subject.id,
        "state": change.state,
        "reason": change.reason,
        "since": change.since,
        "decided_at": change.decided_at,
    }
