"""A copy of an SQLite database that is whole, while the daemon goes on writing into it.

SQLite's own online backup, in one step: it holds no writer up, and what it copies is the database
as it was at one moment. The copy is one file without a write-ahead log, is verified, and appears
under its name only when it is on the disk.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from monitord.store.engine import MIGRATIONS, url_of

PATIENCE = 30.0
"""Seconds for which a locked database is waited for."""
PRIVATE = 0o600
"""The inventory has people's telephone numbers."""
NOT_OURS = ("SQLITE_NOTADB", "SQLITE_ERROR")
"""What SQLite says of a file that is none of its own, and of one without our tables."""
NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system says that has no hard links, as that of a memory stick."""
FILES = ("", "-wal", "-shm")
"""What is added to a database's name by the files that belong to it."""


class CopyError(Exception):
    """Nothing was copied, and nothing has changed. `params` fill the text `backup.<code>`."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code, params)


@dataclass(frozen=True, slots=True)
class Copied:
    """What is in a verified copy."""

    bytes: int
    schema: str
    incidents: int
    """Rows of the table; 0 in a schema that had none yet."""
    transitions: int


def file_of(url: str) -> Path:
    """The file of the SQLite database at an SQLAlchemy URL. Raises CopyError."""
    try:
        parsed = url_of(url)
    except (SQLAlchemyError, ValueError) as error:
        raise CopyError("no-url") from error
    if parsed.get_backend_name() == "postgresql":
        raise CopyError("postgresql")
    if not parsed.database or parsed.database == ":memory:":
        raise CopyError("no-url")
    return Path(parsed.database)


def backup(database: Path, target: Path, *, replace: bool = False) -> Copied:
    """Copy `database` to `target`, which may be there only with `replace`. Raises CopyError."""
    if not database.is_file():
        raise CopyError("missing", path=database)
    if target.exists():
        if target.samefile(database):
            raise CopyError("itself", path=target)
        if not replace:
            raise CopyError("exists", path=target)
    with problems(database), fresh(target) as part:
        with closing(opened(database)) as source:
            copy(source, part)
        found = verified(part)
        publish(part, target, replace=replace)
    return found


def opened(database: Path) -> sqlite3.Connection:
    """A connection that only reads. Raises sqlite3.Error."""
    where = f"file:{quote(str(database.absolute()))}?mode=ro"
    return sqlite3.connect(where, uri=True, timeout=PATIENCE)


def copy(source: sqlite3.Connection, part: Path) -> None:
    """All of it as it is at this moment, as one file. Raises sqlite3.Error."""
    with closing(sqlite3.connect(part)) as made:
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")


def verified(path: Path) -> Copied:
    """What is in a file that is a sound database of ours. Raises CopyError, sqlite3.Error."""
    with closing(opened(path)) as connection:
        schema = _schema(connection, path)
        ((said, *_),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        if said != "ok":
            raise CopyError("damaged", path=path, why=said)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        counts = [
            connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            if name in tables
            else 0
            for name in ("incident", "transition")
        ]
    return Copied(path.stat().st_size, schema, *counts)


def _schema(connection: sqlite3.Connection, path: Path) -> str:
    """The revision of its tables, one that this monitord knows."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname not in NOT_OURS:
            raise
        raise CopyError("foreign", path=path) from error
    if row is None:
        raise CopyError("foreign", path=path)
    schema = str(row[0])
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if schema not in known:
        raise CopyError("newer", path=path, schema=schema, newest=max(known))
    return schema


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """A private empty file beside `target`, gone at the end. Raises OSError."""
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    try:
        yield part
    finally:
        for ending in FILES:
            Path(f"{part}{ending}").unlink(missing_ok=True)


def publish(part: Path, target: Path, *, replace: bool) -> None:
    """Give `part` its name for good: never half of it, whatever happens. Raises OSError."""
    sync(part)
    if replace or not _linked(part, target):
        part.replace(target)
    sync(target.parent)


def _linked(part: Path, target: Path) -> bool:
    """Whether `part` has the name `target` too. Raises FileExistsError if somebody was quicker."""
    try:
        target.hardlink_to(part)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        return False
    return True


def sync(path: Path) -> None:
    """Until it is on the disk. Raises OSError."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def problems(path: Path) -> Iterator[None]:
    """What SQLite or the system refuses becomes a CopyError about `path`."""
    try:
        yield
    except FileExistsError as error:
        raise CopyError("exists", path=error.filename2 or error.filename) from error
    except sqlite3.OperationalError as error:
        raise CopyError("failed", path=path, why=error) from error
    except sqlite3.DatabaseError as error:
        raise CopyError("damaged", path=path, why=error) from error
    except OSError as error:
        where = error.filename or path
        raise CopyError("failed", path=where, why=error.strerror or error) from error
