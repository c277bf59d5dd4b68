"""At night quality is condensed, of closed months alone, and the database may be away."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from monitord.daemon.housekeeping import Housekeeping
from monitord.daemon.recorder import Recorder
from monitord.model.incidents import MONITORD
from monitord.model.ledger import Closing
from monitord.store import closings, quality
from monitord.store.quality import FinishedSlots, finished, strips
from monitord.store.quality_tables import day as days
from monitord.store.store import Store
from tests.store.slotted import HANOI, OCTOBER, all_of, slots_of, sums

DAY = timedelta(days=1)
NOVEMBER = OCTOBER + 31 * DAY
SLOTS = slots_of(NOVEMBER - DAY, 2 * 288)
"""The last day of October, and the first of November."""


@pytest.fixture
async def recorder(tmp_path: Path) -> AsyncIterator[Recorder]:
    """With its database open, and these slots in it."""
    made = Recorder(f"sqlite:///{tmp_path}/m.db", lambda: NOVEMBER)
    await made.load()
    some = FinishedSlots([finished(slot) for slot in SLOTS])
    await _store(made).transact(partial(quality.add, finished=[some]))
    yield made
    await made.close()


def _store(recorder: Recorder) -> Store:
    assert recorder.store is not None
    return recorder.store


async def grains(recorder: Recorder) -> list[int]:
    """Of each day, by time."""
    rows = select(days.c.grain).order_by(days.c.start)
    return await _store(recorder).read(lambda c: list(c.scalars(rows)))


async def test_the_days_of_closed_months_alone_lose_their_detail(recorder: Recorder) -> None:
    def close(connection: Connection) -> None:
        told = Closing(month="2026-10", revision=1, at=NOVEMBER, by=MONITORD, why="", corrections=0)
        closings.add(connection, told, "0" * 64)

    keeping = Housekeeping(recorder, lambda: NOVEMBER + 9 * DAY, pause=0)
    await keeping.run(HANOI)
    assert await grains(recorder) == [300, 300]
    await _store(recorder).transact(close)
    await keeping.run(HANOI)
    assert await grains(recorder) == [3600, 300]
    kept = await _store(recorder).read(lambda c: all_of(strips(c, OCTOBER, NOVEMBER + DAY)))
    assert sums(kept) == sums(SLOTS)


async def test_without_a_database_nothing_happens(tmp_path: Path) -> None:
    recorder = Recorder(f"sqlite:///{tmp_path}/m.db", lambda: NOVEMBER)
    await Housekeeping(recorder, lambda: NOVEMBER).run(HANOI)
    assert not (tmp_path / "m.db").exists()


async def test_a_database_that_fails_is_left_for_another_night(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    def lost(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE quality_day RENAME TO elsewhere")

    def found(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO quality_day")

    keeping = Housekeeping(recorder, lambda: NOVEMBER + 9 * DAY, pause=0)
    await _store(recorder).transact(lost)
    await keeping.run(HANOI)
    assert "to be tried again tomorrow" in caplog.text
    await _store(recorder).transact(found)
    await keeping.run(HANOI)
    assert await grains(recorder) == [300, 300]


async def test_it_is_never_done_twice_at_once(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    keeping = Housekeeping(recorder, lambda: NOVEMBER + 9 * DAY, pause=0.01)
    await asyncio.gather(keeping.run(HANOI), keeping.run(HANOI))
    assert await grains(recorder) == [300, 300]
    assert caplog.text.count("quality condensed") == 1
