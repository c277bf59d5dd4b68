"""How late the event loop runs, and when the wall clock jumps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

STEP = 1.0
"""Seconds that the wall clock must have moved against the monotonic one to be reported."""


@dataclass(frozen=True, slots=True)
class Tick:
    """When the loop should look next, and how the clocks stood at the last report."""

    due: float
    """Monotonic seconds."""
    offset: float
    """Wall minus monotonic, seconds."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the loop's lateness, and a step of the wall clock or None. Seconds."""

    late: float
    step: float | None


def start(every: float, wall: float, monotonic: float) -> Tick:
    """The first tick, one period from now."""
    return Tick(monotonic + every, wall - monotonic)


def look(tick: Tick, every: float, wall: float, monotonic: float) -> tuple[Seen, Tick]:
    """What is found at `tick`, and the next one.

    Ticks missed while the loop stood still are skipped, not made up for. Slow slewing adds up
    from report to report, so that whoever computes wall times ahead is never off by over `STEP`.
    """
    late = max(0.0, monotonic - tick.due)
    moved = wall - monotonic - tick.offset
    stepped = abs(moved) > STEP
    due = tick.due + every * (1 + late // every)
    offset = tick.offset + moved if stepped else tick.offset
    return Seen(late, moved if stepped else None), Tick(due, offset)


async def watch_clocks(
    observe: Callable[[float], None],
    on_step: Callable[[float], None],
    *,
    every: float = 0.1,
    wall: Callable[[], float] = time.time,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Until cancelled, tell `observe` the loop's lateness and `on_step` each wall-clock step.

    Both hear seconds; a step is positive when the wall clock went forward.
    """
    tick = start(every, wall(), monotonic())
    while True:
        await asyncio.sleep(tick.due - monotonic())
        seen, tick = look(tick, every, wall(), monotonic())
        observe(seen.late)
        if seen.step is not None:
            on_step(seen.step)
