"""Lateness and clock steps, by table and on a real loop."""

from __future__ import annotations

import asyncio
import time

import pytest

from monitord.daemon.lag import Seen, Tick, look, start, watch_clocks

WALL = 1_789_041_600.0
OFFSET = WALL - 100.0


def test_the_first_tick_is_one_period_away() -> None:
    assert start(0.5, WALL, 100.0) == Tick(due=100.5, offset=OFFSET)


@pytest.mark.parametrize(
    ("monotonic", "wall_moved", "seen", "due", "offset"),
    [
        (100.0, 0.0, Seen(0.0, None), 100.5, OFFSET),
        (99.75, 0.0, Seen(0.0, None), 100.5, OFFSET),
        (100.25, 0.0, Seen(0.25, None), 100.5, OFFSET),
        (100.5, 0.0, Seen(0.5, None), 101.0, OFFSET),
        (103.25, 0.0, Seen(3.25, None), 103.5, OFFSET),
        (100.0, 1.0, Seen(0.0, None), 100.5, OFFSET),
        (100.0, -1.0, Seen(0.0, None), 100.5, OFFSET),
        (100.0, 1.5, Seen(0.0, 1.5), 100.5, OFFSET + 1.5),
        (100.0, -1.5, Seen(0.0, -1.5), 100.5, OFFSET - 1.5),
        (100.0, 3600.0, Seen(0.0, 3600.0), 100.5, OFFSET + 3600),
        (100.25, -3600.0, Seen(0.25, -3600.0), 100.5, OFFSET - 3600),
    ],
)
def test_a_look_finds(
    monotonic: float, wall_moved: float, seen: Seen, due: float, offset: float
) -> None:
    tick = Tick(due=100.0, offset=OFFSET)
    wall = OFFSET + monotonic + wall_moved
    assert look(tick, 0.5, wall, monotonic) == (seen, Tick(due, offset))


def test_slow_slewing_is_reported_when_it_has_added_up() -> None:
    tick = start(1.0, WALL, 0.0)
    steps = []
    for second in range(1, 10):
        seen, tick = look(tick, 1.0, WALL + second * 1.25, float(second))
        steps.append(seen.step)
    assert steps == [None, None, None, None, 1.25, None, None, None, None]


async def test_a_blocked_loop_is_seen_as_late() -> None:
    lateness: list[float] = []
    late = asyncio.Event()

    def observe(seconds: float) -> None:
        lateness.append(seconds)
        if seconds > 0.15:
            late.set()

    async with asyncio.TaskGroup() as group:
        task = group.create_task(watch_clocks(observe, lateness.append, every=0.01))
        await asyncio.sleep(0)
        time.sleep(0.2)  # noqa: ASYNC251 - blocking the loop is the point
        await late.wait()
        task.cancel()
    assert 0.15 < max(lateness) < 5.0


async def test_each_step_of_the_wall_clock_is_told_once() -> None:
    moved = 0.0
    steps: asyncio.Queue[float] = asyncio.Queue()
    looks: asyncio.Queue[float] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(
            watch_clocks(
                looks.put_nowait,
                steps.put_nowait,
                every=0.01,
                wall=lambda: time.time() + moved,
            )
        )
        await looks.get()
        for moved in (3600.0, 0.0):
            step = await steps.get()
            while not looks.empty():
                looks.get_nowait()
            assert abs(step) == pytest.approx(3600.0, abs=1.0)
            assert (step > 0) is (moved > 0)
            for _ in range(3):
                await looks.get()
            assert steps.empty()
        task.cancel()
