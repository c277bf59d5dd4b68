"""A database that is only read, also while the daemon writes into it; never created or migrated.

All that is read in one transaction is as it was at one moment: SQLite's write-ahead log and
PostgreSQL's REPEATABLE READ keep it so, and neither holds the writer up.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from urllib.parse import quote

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from monitord.store.engine import MIGRATIONS, POSTGRESQL, read, url_of
from monitord.store.failures import StoreError

PATIENCE = 30.0
"""Seconds for which a locked file is waited for."""


class CannotReadError(Exception):
    """There is nothing to read; `params` fill the text `sla.database-<code>`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


def open_to_read(url_text: str) -> Engine:
    """An engine that writes nothing, on a database with the tables of this monitord.

    Raises CannotReadError: `no-url`, `missing`, `foreign` (not monitord's), `older`, `newer`,
    `failed`.
    """
    try:
        url = url_of(url_text)
        engine = _postgresql(url) if url.get_backend_name() == "postgresql" else _sqlite(url)
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise CannotReadError("no-url") from error
    try:
        schema = read(engine, _schema)
    except StoreError as error:
        engine.dispose()
        raise CannotReadError("failed", why=str(error)) from error
    try:
        _check(schema, url.render_as_string(hide_password=True))
    except CannotReadError:
        engine.dispose()
        raise
    return engine


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise CannotReadError("no-url")
    path = Path(url.database)
    if not path.is_file():
        raise CannotReadError("missing", path=str(path))
    where = f"file:{quote(str(path.absolute()))}?mode=ro"

    def connect() -> SqliteConnection:
        return sqlite3.connect(where, uri=True, timeout=PATIENCE, check_same_thread=False)

    engine = create_engine(url, creator=connect, poolclass=NullPool)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _postgresql(url: URL) -> Engine:
    options = f"{POSTGRESQL['options']} -c default_transaction_read_only=on"
    settings = {**POSTGRESQL, "options": options}
    return create_engine(
        url, connect_args=settings, isolation_level="REPEATABLE READ", poolclass=NullPool
    )


def _set_up(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # Python's own BEGIN comes late; ours is in _begin


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _schema(connection: Connection) -> str | None:
    """The revision of its tables; None: they are not ours."""
    return MigrationContext.configure(connection).get_current_revision()


def _check(schema: str | None, where: str) -> None:
    """Raises CannotReadError for tables that are not those of this version."""
    if schema is None:
        raise CannotReadError("foreign", path=where)
    scripts = ScriptDirectory(str(MIGRATIONS))
    newest = scripts.get_current_head()
    if schema == newest:
        return
    known = {script.revision for script in scripts.walk_revisions()}
    code = "older" if schema in known else "newer"
    raise CannotReadError(code, path=where, schema=schema, newest=str(newest))
