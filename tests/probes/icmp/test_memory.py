"""What is remembered of told echoes, and the two clocks."""

from __future__ import annotations

import pytest

from probes.icmp.memory import Memory
from probes.kernel.clock import Clock


def test_what_was_kept_is_found_for_at_least_one_span_and_gone_after_two() -> None:
    memory: Memory[str] = Memory(span=10, most=100)
    memory.age(10)
    memory.keep(1, "one")
    memory.age(19)
    assert memory.get(1) == "one"
    memory.age(20)
    assert memory.get(1) == "one"
    memory.age(30)
    assert memory.get(1) is None


def test_a_flood_forgets_the_oldest_first() -> None:
    memory: Memory[int] = Memory(span=10**9, most=10)
    for index in range(100):
        memory.keep(index, -index - 1)
        memory.age(1)
    kept = [index for index in range(100) if memory.get(index) is not None]
    assert kept == list(range(kept[0], 100))
    assert 10 <= len(kept) <= 20


def test_a_dropped_item_is_gone_from_either_generation() -> None:
    memory: Memory[str] = Memory(span=10, most=100)
    memory.keep(1, "one")
    memory.age(10)
    memory.keep(2, "two")
    memory.drop(1)
    memory.drop(2)
    assert (memory.get(1), memory.get(2)) == (None, None)


@pytest.mark.parametrize(
    ("ticks", "expected"),
    [
        pytest.param([0, 100], 1_000_000 - 50, id="undisturbed"),
        pytest.param([0, 50_000, 60_000, 60_100], 1_000_000 - 60_050, id="interrupted once"),
        pytest.param(
            [0, 9_000, 10_000, 15_000, 20_000, 28_000], 1_000_000 - 12_500, id="always interrupted"
        ),
    ],
)
def test_the_offset_comes_from_the_reading_that_was_least_disturbed(
    ticks: list[int], expected: int
) -> None:
    left = iter(ticks)
    clock = Clock(monotonic=lambda: next(left), realtime=lambda: 1_000_000)
    assert clock.offset() == expected
    assert next(left, None) is None
