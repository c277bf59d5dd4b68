"""One direction of a line: what is lost, late, held back and doubled."""

from __future__ import annotations

from itertools import groupby, pairwise
from random import Random
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.simulator.fault import Way
from monitord.simulator.lane import HELD, Journey, Lane
from monitord.simulator.outcome import Mark

SECOND = 1_000_000_000
RATIOS = st.floats(0, 1)
TIMES = st.floats(0, 5)
WAYS = st.builds(
    Way,
    loss=RATIOS,
    burst=st.floats(1, 50),
    delay=TIMES,
    jitter=TIMES,
    reorder=RATIOS,
    hold=TIMES,
    overtake=st.booleans(),
    duplicate=RATIOS,
)


def fates(way: Way, count: int, seed: int = 1) -> list[int]:
    """How many copies of each of `count` packets, sent a second apart, arrive."""
    lane, random = Lane((way,)), Random(seed)
    return [len(lane.cross(Journey(), n * SECOND, random)) for n in range(count)]


@pytest.mark.parametrize("loss", [0.0, 0.01, 0.3, 1.0])
def test_random_loss_is_as_asked(loss: float) -> None:
    lost = fates(Way(loss=loss), 20_000).count(0)
    assert lost / 20_000 == pytest.approx(loss, abs=0.01)


@pytest.mark.parametrize(("loss", "burst"), [(0.05, 4.0), (0.2, 10.0), (0.5, 3.0)])
def test_losses_come_in_bursts_of_the_mean_length_asked(loss: float, burst: float) -> None:
    arrived = fates(Way(loss=loss, burst=burst), 200_000)
    runs = [len(list(run)) for lost, run in groupby(n == 0 for n in arrived) if lost]
    assert arrived.count(0) / len(arrived) == pytest.approx(loss, rel=0.1)
    assert mean(runs) == pytest.approx(burst, rel=0.1)


def test_the_delay_is_evenly_spread_over_the_jitter() -> None:
    lane, random = Lane((Way(delay=0.1, jitter=0.02),)), Random(1)
    delays = [lane.cross(Journey(), n * SECOND, random)[0].delay / SECOND for n in range(5000)]
    assert 0.08 <= min(delays) < 0.081
    assert 0.119 < max(delays) <= 0.12
    assert mean(delays) == pytest.approx(0.1, abs=0.001)


def test_jitter_alone_never_changes_the_order() -> None:
    lane, random = Lane((Way(delay=0.05, jitter=0.05),)), Random(1)
    ends = [now + lane.cross(Journey(), now, random)[0].delay for now in range(0, SECOND, 10**6)]
    assert ends == sorted(ends)


def test_jitter_changes_the_order_where_packets_may_overtake() -> None:
    lane, random = Lane((Way(delay=0.05, jitter=0.05, overtake=True),)), Random(1)
    sent = range(0, 10 * SECOND, SECOND // 50)
    delays = [lane.cross(Journey(), now, random)[0].delay for now in sent]
    ends = [now + delay for now, delay in zip(sent, delays, strict=True)]
    overtaken = sum(end < before for before, end in pairwise(ends))
    assert overtaken > 50
    assert mean(delays) / SECOND == pytest.approx(0.05, rel=0.1)


def test_a_line_that_keeps_its_order_makes_large_jitter_a_delay() -> None:
    lane, random = Lane((Way(delay=0.05, jitter=0.05),)), Random(1)
    sent = range(0, 10 * SECOND, SECOND // 50)
    delays = [lane.cross(Journey(), now, random)[0].delay for now in sent]
    assert mean(delays) / SECOND > 0.06


def test_a_packet_held_back_is_overtaken_and_says_so() -> None:
    lane, random = Lane((Way(delay=0.01, reorder=0.1, hold=0.05),)), Random(1)
    held: list[int] = []
    others: list[int] = []
    for n in range(1000):
        (copy,) = lane.cross(Journey(), n * SECOND, random)
        (held if copy.marks & HELD else others).append(copy.delay)
    assert set(held) == {60_000_000}
    assert set(others) == {10_000_000}
    assert len(held) == pytest.approx(100, rel=0.3)


def test_a_duplicate_arrives_twice_and_both_copies_are_marked() -> None:
    copies = Lane((Way(duplicate=1.0),)).cross(Journey(), 0, Random(1))
    assert [Mark(copy.marks) for copy in copies] == [Mark.DUPLICATE, Mark.DUPLICATE]


def test_ways_add_up() -> None:
    lane = Lane((Way(delay=0.01), Way(delay=0.02), Way(duplicate=1.0)))
    assert [copy.delay for copy in lane.cross(Journey(5), 0, Random(1))] == [30_000_005] * 2


@given(ways=st.lists(WAYS, max_size=3), seed=st.integers(0, 9))
def test_whatever_the_way_nothing_is_early_and_the_same_seed_does_the_same(
    ways: list[Way], seed: int
) -> None:
    once, again = (
        [
            [(copy.delay, copy.marks) for copy in lane.cross(Journey(), now, random)]
            for now in range(0, SECOND, SECOND // 20)
        ]
        for lane, random in ((Lane(tuple(ways)), Random(seed)) for _ in range(2))
    )
    assert once == again
    assert all(delay >= 0 for copies in once for delay, _ in copies)
    assert all(len(copies) <= 2 ** len(ways) for copies in once)
