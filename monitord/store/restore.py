"""A backup takes the database's place; what was there is set aside, never thrown away."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from monitord.store.backup import Copied, CopyError, copy, fresh, opened, problems, sync, verified
from monitord.store.engine import prepare
from monitord.store.failures import StoreError

SHARED_FIRST, SHARED_SIZE = 0x40000002, 510
"""Bytes of the file that every open connection keeps locked (SQLite, os.h)."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What took the database's place."""

    copied: Copied
    """As the backup had it; its tables are of this version now."""
    aside: Path | None
    """Where the database is that was there before; None: there was none."""


def restore(source: Path, database: Path, now: datetime) -> Restored:
    """Put the backup `source` in the place of `database`, which no process may use.

    `now` names what is set aside. Raises CopyError, and then nothing has changed.
    """
    if not source.is_file():
        raise CopyError("missing", path=source)
    if database.exists() and source.samefile(database):
        raise CopyError("itself", path=source)
    with problems(source):
        copied = verified(source)
    with problems(database):
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with unused(database):
            pass
        _settle(database)
        with fresh(database) as part:
            _made(source, part)
            _same_owner(part, database)
            with unused(database):
                return Restored(copied, _swap(part, database, now))


@contextmanager
def unused(database: Path) -> Iterator[None]:
    """While the block lasts nobody else uses the file. Raises CopyError when somebody does."""
    if not database.exists():
        yield
        return
    with database.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, SHARED_SIZE, SHARED_FIRST)
        except BlockingIOError as error:
            raise CopyError("in-use", path=database) from error
        yield


def _settle(database: Path) -> None:
    """Bring the write-ahead log home, so that one file is all; one that is damaged stays so."""
    if database.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _made(source: Path, part: Path) -> None:
    """A copy of the backup with the tables of this version, on the disk."""
    with closing(opened(source)) as connection:
        copy(connection, part)
    try:
        prepare(f"sqlite:///{part}").dispose()
    except StoreError as error:
        raise CopyError("damaged", path=source, why=error) from error
    sync(part)


def _same_owner(part: Path, database: Path) -> None:
    """Root restores for the daemon's user, who must be able to write."""
    if os.geteuid() == 0:
        owner = (database if database.exists() else database.parent).stat()
        os.chown(part, owner.st_uid, owner.st_gid)


def _swap(part: Path, database: Path, now: datetime) -> Path | None:
    """`part` becomes the database; where the one before is.

    A log that stayed beside the new file would be taken for its own: it goes first.
    """
    aside = None
    if database.exists():
        aside = database.with_name(f"{database.name}.{now:%Y%m%dT%H%M%SZ}")
        aside.hardlink_to(database)
    log = Path(f"{database}-wal")
    if log.exists():
        if aside is not None:
            shutil.copy2(log, f"{aside}-wal")
        log.unlink()
    Path(f"{database}-shm").unlink(missing_ok=True)
    part.replace(database)
    sync(database.parent)
    return aside
