"""A wall clock that is set is told from one that runs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitord.daemon.steps import Steps


class Clocks:
    """Two clocks that tests set."""

    wall = 1_000_000.0
    monotonic = 50.0


@pytest.mark.parametrize("hours", [1, -1])
def test_a_step_is_told_once(hours: int) -> None:
    clocks = Clocks()
    steps = Steps(lambda: clocks.wall, lambda: clocks.monotonic)
    clocks.wall += 10
    clocks.monotonic += 10
    assert steps.taken() is None
    clocks.wall += 3600 * hours + 1
    clocks.monotonic += 1
    assert steps.taken() == timedelta(hours=hours)
    assert steps.taken() is None


def test_slewing_is_no_step_however_long_it_takes() -> None:
    clocks = Clocks()
    steps = Steps(lambda: clocks.wall, lambda: clocks.monotonic)
    for _ in range(10_000):
        clocks.wall += 1.0005
        clocks.monotonic += 1
        assert steps.taken() is None
