"""What a killed program left behind: sound, without a gap, and no incident half-written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select

from monitord.store import affected, history, incidents
from monitord.store.dialects import wait_for_writers
from monitord.store.tables import (
    correction,
    incident,
    liveness,
    maintenance_window,
    observation,
    recorder,
    state_change,
    transition,
)
from tests.store.kills.stream import (
    CORRECTED,
    OF_TEN,
    STAGES,
    changes_until,
    events_at,
    incident_at,
)


def kept(connection: Connection, run: str) -> int:
    """Up to which entry the last program has written, by its own account; 0: nothing.

    Before its first batch, which has a transition in it, the account is another program's.
    """
    wait_for_writers(connection, recorder)
    begun = connection.scalar(select(transition.c.id).where(transition.c.boot_id == run).limit(1))
    return 0 if begun is None else int(connection.scalars(select(recorder.c.written)).one())


def problems(connection: Connection, run: str, number: int) -> Iterator[str]:
    """What is there of a run must be its first `number` entries: no more, no less, none twice."""
    entries = range(1, number + 1)
    for table, kind in ((transition, "t"), (observation, "o")):
        mine = select(table.c.seq).where(table.c.boot_id == run).order_by(table.c.id)
        wanted = [each for each in entries if OF_TEN[each % 10] == kind and each % 100]
        if list(connection.scalars(mine)) != wanted:
            yield f"{run}: {table.name}s are not those noted"
    states = select(state_change.c.reason).where(state_change.c.boot_id == run)
    wanted = [each for each in entries if OF_TEN[each % 10] == "s"]
    if list(connection.scalars(states.order_by(state_change.c.id))) != list(map(str, wanted)):
        yield f"{run}: states are not those noted"
    beats = [each for each in entries if OF_TEN[each % 10] == "h"]
    last = connection.scalar(select(func.max(liveness.c.last_seq)).where(liveness.c.boot_id == run))
    if (last or 0) != max(beats, default=0):
        yield f"{run}: alive until {last}, not {max(beats, default=0)}"
    windows = select(func.count()).where(maintenance_window.c.id.startswith(f"{run}-"))
    if connection.scalar(windows) != number // 100:
        yield f"{run}: windows are not those noted"
    yield from _incidents(connection, run, changes_until(number))


def _incidents(connection: Connection, run: str, changes: int) -> Iterator[str]:
    """State, sites, history and corrections of each are those of one and the same moment."""
    whole, begun = divmod(changes, STAGES)
    stages = {f"{run}-{each}": STAGES - 1 for each in range(whole)}
    if begun:
        stages[f"{run}-{whole}"] = begun - 1
    there = connection.scalars(select(incident.c.id).where(incident.c.id.startswith(f"{run}-")))
    if set(there) != set(stages):
        yield f"{run}: incidents are not those noted"
    for ident, stage in stages.items():
        yield from _incident(connection, ident, stage)


def _incident(connection: Connection, ident: str, stage: int) -> Iterator[str]:
    wanted = incident_at(ident, stage)
    if incidents.one(connection, ident) != wanted:
        yield f"{ident}: its state is not that of stage {stage}"
    events = [event for each in range(stage + 1) for event in events_at(ident, each)]
    if history.of_incident(connection, ident) != events:
        yield f"{ident}: its history is not that of stage {stage}"
    sites: Sequence[str] = [each.site for each in affected.of_incident(connection, ident)]
    if sorted(sites) != sorted(wanted.sites):
        yield f"{ident}: its sites are not those of stage {stage}"
    corrections = select(func.count()).where(correction.c.incident == ident)
    if connection.scalar(corrections) != (2 if stage >= CORRECTED else 0):
        yield f"{ident}: its corrections are not those of stage {stage}"
