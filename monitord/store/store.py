"""The database off the event loop: one thread of its own does all of its work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from monitord.model.messages import Observation
from monitord.store import observations, revisions
from monitord.store.revisions import DamagedContentError, StoredRevision, Validity

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_WAIT = 2.0
"""Seconds that a transaction waits for another process to finish its own."""

FAILURES = (SQLAlchemyError, CommandError, DamagedContentError)
"""What a database that cannot do its work raises."""

T = TypeVar("T")


class StoreError(Exception):
    """The database cannot do what was asked now: it is away, full, locked, corrupt or too new.

    The message names the database (never its password) and the cause, on one line.
    """


class Store:
    """The open database. After a StoreError it stays usable: the next call tries again."""

    def __init__(self, engine: Engine, worker: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._worker = worker

    @classmethod
    async def open(cls, url: str) -> Store:
        """The database at `url`, an SQLAlchemy URL, created or migrated as needed.

        Raises StoreError.
        """
        worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        loop = asyncio.get_running_loop()
        try:
            return cls(await loop.run_in_executor(worker, _prepare, url), worker)
        except StoreError:
            worker.shutdown(wait=False)
            raise

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, run in the worker thread inside one transaction.

        Raises StoreError, and then nothing of it has happened.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, _transact, self._engine, work)

    async def accept(self, revision: str, content: bytes, source: str, at: datetime) -> bool:
        """See `revisions.accept`. Raises StoreError."""
        return await self.transact(
            partial(revisions.accept, revision=revision, content=content, source=source, at=at)
        )

    async def in_force(self, at: datetime) -> StoredRevision | None:
        """See `revisions.in_force`. Raises StoreError."""
        return await self.transact(partial(revisions.in_force, at=at))

    async def history(self) -> list[Validity]:
        """See `revisions.history`. Raises StoreError."""
        return await self.transact(revisions.history)

    async def add_observations(self, new: Sequence[Observation]) -> int:
        """See `observations.add`. Raises StoreError."""
        return await self.transact(partial(observations.add, observations=new))

    async def latest_observations(self, most: int) -> list[Observation]:
        """See `observations.latest`. Raises StoreError."""
        return await self.transact(partial(observations.latest, most=most))

    async def close(self) -> None:
        """Finish what was asked, then let go of the database and the thread."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._worker, self._engine.dispose)
        self._worker.shutdown(wait=False)


def usable_url(url: str) -> bool:
    """Whether this is a database URL at all, and its driver is installed."""
    try:
        make_url(url).get_dialect().import_dbapi()
    except (SQLAlchemyError, ImportError):
        return False
    return True


def _prepare(url_text: str) -> Engine:
    try:
        url = make_url(url_text)
        engine = _engine(url)
    except (SQLAlchemyError, ImportError, OSError) as error:
        raise StoreError(f"cannot use the database: {error}") from error
    try:
        _transact(engine, _migrate)
    except StoreError:
        engine.dispose()
        raise
    return engine


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        # The inventory has people's telephone numbers: the folder is the daemon's own.
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_WAIT})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    # Python's own BEGIN comes late and not before DDL; ours is in _begin_sqlite.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")


def _transact(engine: Engine, work: Callable[[Connection], T]) -> T:
    try:
        with engine.begin() as connection:
            return work(connection)
    except FAILURES as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        shown = engine.url.render_as_string(hide_password=True)
        raise StoreError(f"{shown}: {' '.join(str(cause).split())}") from error
