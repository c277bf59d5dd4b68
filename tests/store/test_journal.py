"""Batches are written wholly, once, and gone on with after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from threading import Event

import pytest
from sqlalchemy import Connection

from monitord.model.incidents import Happening, IncidentChange
from monitord.store import changes, journal
from monitord.store.backlog import Entry, Noted
from monitord.store.engine import prepare, transact
from monitord.store.journal import Saved
from monitord.store.revisions import Revision
from monitord.store.store import RefusedError, Store
from tests.store.examples import FULL, MINUTE, NIGHT, NOON, PLAIN, beat, event, opened, transition
from tests.store.kills.stream import BEGIN, observation, state

REVISIONS = [Revision(ident, b"x", "a.yaml", NOON) for ident in ("a", "b")]
EVERYTHING: list[Entry] = [
    *REVISIONS,
    transition(1),
    observation("r", 1),
    beat(1, NOON),
    state("b", 1),
    opened(PLAIN),
    IncidentChange(PLAIN, (event(PLAIN, Happening.COMMENTED, note="a"),)),
    NIGHT,
]


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = await Store.open(url)
    yield opened
    await opened.close()


async def write(store: Store, *entries: Entry, first: int = 1, writer: str = "w") -> None:
    batch = [Noted(number, entry, 0.0) for number, entry in enumerate(entries, first)]
    await store.transact(partial(journal.write, writer=writer, batch=batch))


async def kept(store: Store) -> tuple[int, ...]:
    found = await store.incident(PLAIN.id)
    return (
        len(await store.history()),
        len(await store.transitions(NOON, NOON + MINUTE)),
        len(await store.latest_observations(9)),
        len(await store.liveness(NOON, NOON + MINUTE)),
        0 if found is None else len(found[1]),
        len(await store.windows()),
        len(await store.read(partial(changes.between, since=BEGIN, until=NOON))),
    )


async def test_everything_that_the_daemon_keeps_is_kept(store: Store) -> None:
    await write(store, *EVERYTHING)
    assert await kept(store) == (2, 1, 1, 1, 2, 1, 1)


async def test_a_batch_that_was_written_already_changes_nothing(store: Store) -> None:
    await write(store, *EVERYTHING)
    await write(store, *EVERYTHING)
    assert await kept(store) == (2, 1, 1, 1, 2, 1, 1)


async def test_of_a_batch_that_was_written_in_part_the_rest_is_written(store: Store) -> None:
    comments = [
        IncidentChange(PLAIN, (event(PLAIN, Happening.COMMENTED, note=str(each)),))
        for each in range(3)
    ]
    await write(store, opened(PLAIN), *comments[:2])
    await write(store, opened(PLAIN), *comments)
    found = await store.incident(PLAIN.id)
    assert found is not None
    assert [each.data.get("note") for each in found[1]] == [None, "0", "1", "2"]


async def test_another_writer_begins_anew(store: Store) -> None:
    await write(store, opened(PLAIN), writer="before the restart")
    comment = IncidentChange(PLAIN, (event(PLAIN, Happening.COMMENTED, note="a"),))
    await write(store, comment, writer="after it")
    assert (await kept(store))[4] == 2


async def test_one_entry_that_is_refused_takes_back_the_whole_batch(store: Store) -> None:
    with pytest.raises(RefusedError):
        await write(store, *EVERYTHING, replace(NIGHT, why="\ud800"))
    assert await kept(store) == (0, 0, 0, 0, 0, 0, 0)


async def test_what_is_open_is_gone_on_with(store: Store) -> None:
    over = replace(NIGHT, id="m-0", start=NOON - MINUTE, seconds=60.0)
    ended = NOON - 20 * MINUTE
    closed = replace(PLAIN, closed_at=ended, restored_at=ended)
    await write(store, opened(FULL), opened(closed), NIGHT, over)
    saved = await store.read(partial(journal.load, at=NOON))
    assert saved == Saved((FULL,), (NIGHT,), saved.given)
    assert set(saved.given) == {FULL.id, PLAIN.id}


async def test_who_goes_on_waits_for_what_a_killed_daemon_had_already_handed_over(
    database: str,
) -> None:
    """A server ends a transaction of which it has the last word, though nobody is there."""
    batch = [Noted(1, opened(PLAIN), 0.0)]
    before, after, written, end = prepare(database), await Store.open(database), Event(), Event()

    def orphan(connection: Connection) -> None:
        journal.write(connection, "killed", batch)
        written.set()
        end.wait(10)

    killed = asyncio.create_task(asyncio.to_thread(transact, before, orphan))
    await asyncio.to_thread(written.wait, 10)
    load = asyncio.create_task(after.read(partial(journal.load, at=NOON)))
    await asyncio.wait([load], timeout=0.2)
    early = load.done()
    end.set()
    await killed
    saved = await load
    await after.close()
    before.dispose()
    assert (early, saved.incidents) == (False, (PLAIN,))
