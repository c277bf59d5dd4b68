"""Months that were closed, with the quality figures as they were then: rows are only added."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import ColumnElement, Connection, Select, func, select

from monitord.model.figures import Quality
from monitord.model.incidents import Actor
from monitord.model.ledger import Closing, LedgerError
from monitord.store.dialects import write_alone
from monitord.store.revisions import DamagedContentError
from monitord.store.tables import sla_closing as table

Frozen: TypeAlias = Mapping[str, Sequence[Quality]]
"""By check."""

_QUALITY = TypeAdapter(dict[str, list[Quality]])


def add(
    connection: Connection, closing: Closing, sha256: str, quality: Frozen | None = None
) -> None:
    """Keep that a month was closed, or revised.

    `sha256`: of the raw intervals as CSV, in hex. `quality` goes with the closing itself alone,
    revision 1; None: there was none. Raises LedgerError when another one has come before.
    """
    write_alone(connection, table)
    last = _newest(connection, closing.month)
    if closing.revision != last + 1:
        raise LedgerError("sla.closed-meanwhile", month=closing.month, revision=last)
    connection.execute(
        table.insert().values(
            month=closing.month,
            revision=closing.revision,
            at=closing.at,
            actor=closing.by.name,
            via=closing.by.via,
            why=closing.why,
            corrections=closing.corrections,
            sha256=sha256,
            quality=None if quality is None else _packed(quality),
        )
    )


def of(connection: Connection, month: str | None = None) -> list[Closing]:
    """Of this month (`2026-10`), or of all, by month and revision; empty: nothing was closed."""
    rows = connection.execute(_wanted(month, table.c.month, *_TOLD))
    return [
        Closing(
            month=row.month,
            revision=row.revision,
            at=row.at,
            by=Actor(row.actor, row.via),
            why=row.why,
            corrections=row.corrections,
        )
        for row in rows
    ]


def digests(connection: Connection, month: str) -> dict[int, str]:
    """SHA-256 of the raw intervals as CSV, in hex, by revision."""
    rows = connection.execute(_wanted(month, table.c.revision, table.c.sha256))
    return {row.revision: row.sha256 for row in rows}


def frozen(connection: Connection, month: str) -> Frozen | None:
    """The quality figures as they were when it was closed; None: they were not kept.

    Raises DamagedContentError.
    """
    rows = connection.execute(_wanted(month, table.c.quality))
    packed = next((row.quality for row in rows if row.quality is not None), None)
    return None if packed is None else _unpacked(packed, month)


_TOLD = (
    table.c.revision, table.c.at, table.c.actor, table.c.via, table.c.why, table.c.corrections,
)  # fmt: skip


def _wanted(month: str | None, *columns: ColumnElement[Any]) -> Select[Any]:
    ordered = select(*columns).order_by(table.c.month, table.c.revision)
    return ordered if month is None else ordered.where(table.c.month == month)


def _newest(connection: Connection, month: str) -> int:
    newest = select(func.max(table.c.revision)).where(table.c.month == month)
    return connection.scalar(newest) or 0


def _packed(quality: Frozen) -> bytes:
    plain = {check: list(each) for check, each in quality.items()}
    # pydantic knows read-only mappings by no name: it asks what else to take them for, and warns.
    text = _QUALITY.dump_json(plain, fallback=dict, warnings="none")
    return gzip.compress(text, mtime=0)


def _unpacked(packed: bytes, month: str) -> Frozen:
    try:
        return _QUALITY.validate_json(gzip.decompress(packed))
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedContentError(f"quality of {month}: {error}") from error
    except ValidationError as error:
        fields = error.error_count()
        raise DamagedContentError(f"quality of {month}: {fields} fields") from error
