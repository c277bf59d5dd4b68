"""The database off the event loop: one thread writes, another one reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from monitord.model.desk import Search
from monitord.model.incidents import Incident, IncidentEvent
from monitord.model.ledger import Span
from monitord.model.maintenance import Window
from monitord.model.messages import Observation, Transition
from monitord.store import (
    history,
    incidents,
    liveness,
    observations,
    revisions,
    transitions,
    windows,
)
from monitord.store.engine import prepare, read, transact, url_of
from monitord.store.failures import RefusedError, StoreError
from monitord.store.revisions import StoredRevision, Validity

__all__ = ["RefusedError", "Store", "StoreError", "usable_url"]

T = TypeVar("T")


class Store:
    """The open database. After a StoreError it stays usable: the next call tries again."""

    def __init__(self, engine: Engine, writer: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._writer = writer
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-reader")

    @classmethod
    async def open(cls, url: str) -> Store:
        """The database at `url`, an SQLAlchemy URL, created or migrated as needed.

        Raises StoreError.
        """
        writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        loop = asyncio.get_running_loop()
        try:
            return cls(await loop.run_in_executor(writer, prepare, url), writer)
        except StoreError:
            writer.shutdown(wait=False)
            raise

    async def transact(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, run in the writing thread inside one transaction.

        Raises StoreError, and then nothing of it has happened.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, transact, self._engine, work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, run in a thread of its own that holds no writer up.

        Raises StoreError.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reader, read, self._engine, work)

    async def accept(self, revision: str, content: bytes, source: str, at: datetime) -> bool:
        """See `revisions.accept`. Raises StoreError."""
        return await self.transact(
            partial(revisions.accept, revision=revision, content=content, source=source, at=at)
        )

    async def in_force(self, at: datetime) -> StoredRevision | None:
        """See `revisions.in_force`. Raises StoreError."""
        return await self.read(partial(revisions.in_force, at=at))

    async def history(self) -> list[Validity]:
        """See `revisions.history`. Raises StoreError."""
        return await self.read(revisions.history)

    async def incidents(self, wanted: Search) -> list[Incident]:
        """See `incidents.search`. Raises StoreError."""
        return await self.read(partial(incidents.search, wanted=wanted))

    async def incident(self, ident: str) -> tuple[Incident, list[IncidentEvent]] | None:
        """One with its history, oldest first; None: there is none. Raises StoreError."""
        return await self.read(partial(_with_history, ident=ident))

    async def latest_observations(self, most: int) -> list[Observation]:
        """See `observations.latest`. Raises StoreError."""
        return await self.read(partial(observations.latest, most=most))

    async def transitions(self, since: datetime, until: datetime) -> list[Transition]:
        """See `transitions.between`. Raises StoreError."""
        return await self.read(partial(transitions.between, since=since, until=until))

    async def liveness(self, since: datetime, until: datetime) -> list[Span]:
        """See `liveness.spans`. Raises StoreError."""
        return await self.read(partial(liveness.spans, since=since, until=until))

    async def windows(self) -> list[Window]:
        """See `windows.all_of`. Raises StoreError."""
        return await self.read(windows.all_of)

    async def close(self) -> None:
        """Finish what was asked, then let go of the database and the threads."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._reader, _nothing)
        await loop.run_in_executor(self._writer, self._engine.dispose)
        self._reader.shutdown(wait=False)
        self._writer.shutdown(wait=False)


def usable_url(url: str) -> bool:
    """Whether this is a database URL at all, and its driver is installed."""
    try:
        url_of(url).get_dialect().import_dbapi()
    except (SQLAlchemyError, ImportError, ValueError):
        return False
    return True


def _with_history(
    connection: Connection, ident: str
) -> tuple[Incident, list[IncidentEvent]] | None:
    incident = incidents.one(connection, ident)
    return None if incident is None else (incident, history.of_incident(connection, incident.id))


def _nothing() -> None:
    """What the reader does last: all that was asked before is done then."""
