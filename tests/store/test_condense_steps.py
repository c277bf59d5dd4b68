"""A step of condensing holds whoever else writes up for a moment: it does little, ever as much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

import pytest
from sqlalchemy import Connection, Engine, func, select

from monitord.store import quality
from monitord.store.condense import MOST, condense
from monitord.store.engine import prepare, transact
from monitord.store.quality import FinishedSlots, Series, finished
from monitord.store.quality_tables import day as days
from monitord.store.quality_tables import slot as loose
from tests.store.slotted import BOTH, HANOI, OCTOBER, slots_of
from tests.store.test_quality_condensed import IN_OCTOBER

DAY = 288
"""Slots of one."""
NEXT_DAY = OCTOBER + timedelta(hours=30)
GRAINED = 100
"""Instructions of SQLite that are counted at once."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = prepare(f"sqlite:///{tmp_path}/m.db")
    yield opened
    opened.dispose()


def fill(engine: Engine, checks: int) -> None:
    """A day of so many checks, as it comes: slot by slot."""
    kept = [
        FinishedSlots([replace(slot, series=Series(f"h-{n}/rt/icmp", BOTH)) for n in range(checks)])
        for slot in map(finished, slots_of(OCTOBER, DAY))
    ]
    transact(engine, partial(quality.add, finished=kept))


def counted(connection: Connection) -> tuple[int, dict[int, int]]:
    """Slots that lie loose, and days by their grain."""
    of_days = select(days.c.grain, func.count()).group_by(days.c.grain)
    single = connection.scalar(select(func.count()).select_from(loose))
    return int(single or 0), {int(grain): int(n) for grain, n in connection.execute(of_days)}


def test_a_step_takes_the_slots_of_few_days(engine: Engine) -> None:
    fill(engine, 2 * MOST + 1)
    before, _ = transact(engine, counted)
    step = partial(condense, now=NEXT_DAY, timezone=HANOI, closed=[])
    while not transact(engine, step):
        after, _ = transact(engine, counted)
        assert 0 < before - after <= MOST * DAY
        before = after
    assert transact(engine, counted) == (0, {300: 2 * MOST + 1})


def test_a_step_takes_the_detail_of_few_days(engine: Engine) -> None:
    fill(engine, 2 * MOST + 1)
    while not transact(engine, partial(condense, now=NEXT_DAY, timezone=HANOI, closed=[])):
        pass
    step, hours = partial(condense, now=NEXT_DAY, timezone=HANOI, closed=[IN_OCTOBER]), 0
    while not transact(engine, step):
        _, grains = transact(engine, counted)
        assert 0 < grains[3600] - hours <= MOST
        hours = grains[3600]
    assert hours == 2 * MOST + 1


def test_what_a_step_costs_the_database_does_not_grow_with_the_checks(tmp_path: Path) -> None:
    cost = {}
    for checks in (MOST, 40 * MOST):
        engine = prepare(f"sqlite:///{tmp_path}/{checks}.db")
        fill(engine, checks)
        cost[checks] = transact(engine, instructions)
        engine.dispose()
    assert cost[40 * MOST] < 2 * cost[MOST]


def instructions(connection: Connection) -> int:
    """Of SQLite, in one step."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, SqliteConnection)
    count = 0

    def more() -> None:
        nonlocal count
        count += GRAINED

    raw.set_progress_handler(more, GRAINED)
    assert not condense(connection, NEXT_DAY, HANOI, [])
    raw.set_progress_handler(None, 0)
    return count
