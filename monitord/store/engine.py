"""How each kind of database is opened, and how one transaction is run on it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from monitord.store.failures import StoreError, failures

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT = 2.0
"""Seconds that a transaction waits for another process to finish its own."""

KNOWN = ("sqlite", "postgresql", "postgres")
DRIVERS: Mapping[str, str] = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
POSTGRESQL: Mapping[str, str | int] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "monitord",
    "options": "-c lock_timeout=5s -c statement_timeout=60s -c synchronous_commit=on",
}
"""How patient we are with a server, in libpq's words: seconds, `tcp_user_timeout` milliseconds.

A server that vanished is away after ten seconds, not after the kernel's quarter of an hour. What
was committed is on its disk.
"""

T = TypeVar("T")


def prepare(url_text: str) -> Engine:
    """An engine on the database, created or migrated as needed. Raises StoreError."""
    try:
        url = url_of(url_text)
        engine = _engine(url)
    except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
        raise StoreError(f"cannot use the database: {error}") from error
    try:
        transact(engine, _migrate)
    except StoreError:
        engine.dispose()
        raise
    return engine


def url_of(text: str) -> URL:
    """The URL with our driver in the place of the library's own choice.

    Raises ArgumentError for what is no URL of a database that we know, ValueError for a port that
    is no number.
    """
    url = make_url(text)
    if url.get_backend_name() not in KNOWN:
        raise ArgumentError(f"{url.get_backend_name()} is none of {', '.join(KNOWN)}")
    return url.set(drivername=DRIVERS.get(url.drivername, url.drivername))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url, pool_pre_ping=True, json_serializer=_json, connect_args=dict(POSTGRESQL)
        )
    if url.database and url.database != ":memory:":
        # The inventory has people's telephone numbers: the folder is the daemon's own.
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(url, json_serializer=_json, connect_args={"timeout": LOCK_WAIT})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    # Python's own BEGIN comes late and not before DDL; ours is in _begin_sqlite.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    """What `work` returns, in one transaction. Raises StoreError, and then nothing was done."""
    with failures(engine.url), engine.begin() as connection:
        return work(connection)


def read(engine: Engine, work: Callable[[Connection], T]) -> T:
    """What `work` returns, and whatever it writes is undone. Raises StoreError."""
    with failures(engine.url), engine.connect() as connection:
        return work(connection.execution_options(reading=True))


def _json(value: object) -> str:
    """As people can read it in a report. Raises ValueError for what JSON cannot hold."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
