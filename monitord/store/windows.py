"""Maintenance windows as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Row, select, true

from monitord.model.maintenance import Cover, Window
from monitord.store.dialects import Values, put
from monitord.store.tables import maintenance_window as table


def keep(connection: Connection, windows: Sequence[Window]) -> None:
    """Write these as they are now; of one that comes twice the later stays."""
    put(connection, table, [_row(each) for each in windows])


def not_over(connection: Connection, at: datetime) -> list[Window]:
    """Those that are not cancelled, and repeat or end after `at`, in the order of their start.

    One that repeats is among them for good: when its rule ends is not known here.
    """
    windows = _windows(connection, table.c.cancelled_at.is_(None))
    return [each for each in windows if each.repeat or at < _end(each)]


def all_of(connection: Connection) -> list[Window]:
    """All that there ever were, cancelled ones too, in the order of their start."""
    return _windows(connection, true())


def _end(window: Window) -> datetime:
    return window.start + timedelta(seconds=window.seconds)


def _windows(connection: Connection, which: ColumnElement[bool]) -> list[Window]:
    rows = connection.execute(select(table).where(which).order_by(table.c.start, table.c.id))
    return [_window(row) for row in rows]


def _row(window: Window) -> Values:
    return {
        "id": window.id,
        "kind": window.cover.kind,
        "subject": window.cover.id,
        "start": window.start,
        "seconds": window.seconds,
        "repeat": window.repeat,
        "timezone": window.timezone,
        "why": window.why,
        "who": window.who,
        "announced_at": window.announced_at,
        "cancelled_at": window.cancelled_at,
        "cancelled_by": window.cancelled_by,
        "source": window.source,
    }


def _window(row: Row[tuple[object, ...]]) -> Window:
    return Window(
        id=row.id,
        cover=Cover(row.kind, row.subject),
        start=row.start.astimezone(ZoneInfo(row.timezone)),
        seconds=row.seconds,
        repeat=row.repeat,
        timezone=row.timezone,
        why=row.why,
        who=row.who,
        announced_at=row.announced_at,
        cancelled_at=row.cancelled_at,
        cancelled_by=row.cancelled_by,
        source=row.source,
    )
