"""How far apart the two clocks are, by readings that are given."""

from __future__ import annotations

import time
from collections.abc import Iterable

from probes.kernel.clock import CLOSE, STEP, Clock

APART = 1_700_000_000_000_000_000


def reading(*readings: tuple[int, int]) -> Clock:
    """A clock that is read so often: when, and how long that takes on the monotonic one.

    The other clock is read in the middle.
    """
    monotonic: Iterable[int] = [at for when, took in readings for at in (when, when + took)]
    realtime = [when + took // 2 + APART for when, took in readings]
    return Clock(iter(monotonic).__next__, iter(realtime).__next__)


def test_one_quick_reading_is_enough() -> None:
    assert reading((1_000, CLOSE)).offset() == APART


def test_a_reading_that_was_interrupted_is_made_again_and_the_shortest_counts() -> None:
    """Where in it the interruption fell nobody knows."""
    late = Clock(
        iter([0, 90_000, 100_000, 100_400]).__next__, iter([APART, APART + 100_200]).__next__
    )
    assert late.offset() == APART
    assert reading((0, 50_000), (60_000, 9_000), (80_000, 30_000)).offset() == APART


def test_the_real_clocks_keep_their_distance() -> None:
    clock = Clock()
    first = clock.offset()
    assert abs(clock.offset() - first) < STEP
    assert abs(first - (time.time_ns() - time.monotonic_ns())) < STEP
