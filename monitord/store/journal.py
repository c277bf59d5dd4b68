"""What the daemon keeps, in batches: each wholly or not at all, and each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, select

from monitord.model.incidents import Incident, IncidentChange
from monitord.model.ledger import Change
from monitord.model.maintenance import Window
from monitord.model.messages import Heartbeat, Observation, Transition
from monitord.store import (
    changes,
    incidents,
    liveness,
    observations,
    quality,
    revisions,
    transitions,
    windows,
)
from monitord.store.backlog import Noted
from monitord.store.dialects import wait_for_writers
from monitord.store.quality import FinishedSlots
from monitord.store.revisions import Revision
from monitord.store.tables import recorder as table

MOST_IDS = 1000
"""More than there are in a day."""
MOST_OBSERVED = 5000
"""More than there are in a storm."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Saved:
    """What the daemon goes on with after a restart."""

    incidents: tuple[Incident, ...]
    """Open, or closed of late, or by a person who may have meant a fault that lasts; in the order
    of opening."""
    windows: tuple[Window, ...]
    """Not cancelled and not over."""
    given: tuple[str, ...] = ()
    """Ids of the newest incidents."""
    observed: tuple[Observation, ...] = ()
    """The newest observations, oldest first."""


def write(connection: Connection, writer: str, batch: Sequence[Noted]) -> None:
    """Keep these, each kind in its order. What this writer has written before changes nothing."""
    done = _advance(connection, writer, batch[-1].number)
    entries = [noted.entry for noted in batch if noted.number > done]
    for each in _of(Revision, entries):
        revisions.accept(connection, each.revision, each.content, each.source, each.at)
    transitions.add(connection, _of(Transition, entries))
    observations.add(connection, _of(Observation, entries))
    quality.add(connection, _of(FinishedSlots, entries))
    changes.add(connection, _of(Change, entries))
    liveness.add(connection, _of(Heartbeat, entries))
    incidents.keep(connection, _of(IncidentChange, entries))
    windows.keep(connection, _of(Window, entries))


def load(connection: Connection, at: datetime) -> Saved:
    """What there is to go on with at `at`, when all that was handed over before is written."""
    wait_for_writers(connection, table)
    return Saved(
        tuple(incidents.alive(connection, at)),
        tuple(windows.not_over(connection, at)),
        tuple(incidents.ids(connection, MOST_IDS)),
        tuple(reversed(observations.latest(connection, MOST_OBSERVED))),
    )


def _advance(connection: Connection, writer: str, number: int) -> int:
    """Say that all up to `number` is written; returns up to which it was before."""
    done = connection.scalar(select(table.c.written).where(table.c.id == writer))
    if done is None:
        connection.execute(table.delete())
        connection.execute(table.insert().values(id=writer, written=number))
        return 0
    connection.execute(table.update().where(table.c.id == writer).values(written=max(done, number)))
    return int(done)


def _of(kind: type[T], entries: Sequence[object]) -> list[T]:
    return [entry for entry in entries if isinstance(entry, kind)]
