"""Inventory revisions and when each was in force, so that a past month can be recomputed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, Row, select

from monitord.store.tables import inventory_revision as table


class DamagedContentError(Exception):
    """A stored file is not what was stored: its SHA-256 differs, or it cannot be unpacked."""


@dataclass(frozen=True, slots=True)
class Revision:
    """An inventory as it was accepted."""

    revision: str
    content: bytes
    source: str
    """The name of the file."""
    at: datetime
    """From when it is in force."""


@dataclass(frozen=True, slots=True)
class Validity:
    """A revision in force in [valid_from, valid_until), UTC; an open end is None."""

    revision: str
    sha256: str
    """Of the whole file, in hex."""
    source: str
    """The name of the file."""
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A revision with the exact bytes of its file."""

    validity: Validity
    content: bytes


def accept(
    connection: Connection, revision: str, content: bytes, source: str, at: datetime
) -> bool:
    """Put `revision` in force from `at` on, in place of the one before.

    Returns False, and changes nothing, when it is in force already. Where the clock has stepped
    back, validity begins when the one before began: never an overlap, never a gap.
    """
    current = connection.execute(
        select(table.c.id, table.c.revision, table.c.valid_from).where(
            table.c.valid_until.is_(None)
        )
    ).one_or_none()
    if current is not None:
        if current.revision == revision:
            return False
        at = max(at, current.valid_from)
        connection.execute(table.update().where(table.c.id == current.id).values(valid_until=at))
    connection.execute(
        table.insert().values(
            revision=revision,
            sha256=sha256(content).hexdigest(),
            source=source,
            content=gzip.compress(content, mtime=0),
            valid_from=at,
        )
    )
    return True


def in_force(connection: Connection, at: datetime) -> StoredRevision | None:
    """The revision in force at `at`; None before the first. Raises DamagedContentError."""
    open_end = table.c.valid_until.is_(None)
    row = connection.execute(
        select(table).where(table.c.valid_from <= at, open_end | (table.c.valid_until > at))
    ).one_or_none()
    return None if row is None else StoredRevision(_validity(row), _unpack(row))


def in_force_between(
    connection: Connection, start: datetime, end: datetime
) -> Iterator[StoredRevision]:
    """Those in force at some time of [start, end), in the order of acceptance.

    Raises DamagedContentError.
    """
    lasting = table.c.valid_until.is_(None) | (table.c.valid_until > table.c.valid_from)
    touching = table.c.valid_until.is_(None) | (table.c.valid_until > start)
    wanted = select(table).where(table.c.valid_from < end, lasting, touching)
    for row in connection.execute(wanted.order_by(table.c.id)):
        yield StoredRevision(_validity(row), _unpack(row))


def history(connection: Connection) -> list[Validity]:
    """Every validity, oldest first; a revision that came back is there twice."""
    columns = [column for column in table.c if column is not table.c.content]
    return [_validity(row) for row in connection.execute(select(*columns).order_by(table.c.id))]


def _validity(row: Row[tuple[object, ...]]) -> Validity:
    return Validity(row.revision, row.sha256, row.source, row.valid_from, row.valid_until)


def _unpack(row: Row[tuple[object, ...]]) -> bytes:
    try:
        content = gzip.decompress(row.content)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedContentError(f"revision {row.revision}: {error}") from error
    if sha256(content).hexdigest() != row.sha256:
        raise DamagedContentError(f"revision {row.revision}: the SHA-256 differs")
    return content
