"""When packets are due."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.sender.pacing import CATCH_UP, STALL, TICK, Pace, next_tick, percentile_99


def walk(pace: Pace, lateness: list[float]) -> list[float]:
    """Run a stream whose loop is late by so much each time; when each packet was sent."""
    sent = []
    delays = iter(lateness)
    while pace.left:
        now = pace.due + next(delays, 0.0)
        while pace.is_due(now):
            sent.append(now)
            pace.sent()
    return sent


def test_audio_is_on_the_grid_of_every_probe() -> None:
    start = next_tick(123.4567)
    pace, due = Pace(start, 0.02, 1.0), []
    while pace.left:
        due.append(pace.due)
        pace.sent()
    assert len(due) == 50
    assert due == [(round(start / TICK) + k) * TICK for k in range(50)]


def test_video_has_instants_of_its_own_that_do_not_drift() -> None:
    pace, due = Pace(10.0, 1 / 30, 2.0), []
    while pace.left:
        due.append(pace.due)
        pace.sent()
    assert due == pytest.approx([10.0 + k / 30 for k in range(60)])


def test_there_is_one_packet_at_least() -> None:
    assert Pace(1.0, 0.02, 0.001).left == 1


def test_a_timer_that_fires_a_trifle_early_sends() -> None:
    assert Pace(1.0, 0.02, 1.0).is_due(1.0 - 1e-9)
    assert not Pace(1.0, 0.02, 1.0).is_due(0.999)


def test_a_loop_that_is_a_little_late_catches_up() -> None:
    sent = walk(Pace(1.0, 0.02, 0.2), [0.0, 0.05])
    assert sent == pytest.approx([1.0, 1.07, 1.07, 1.07, 1.08, 1.1, 1.12, 1.14, 1.16, 1.18])


def test_a_loop_that_is_far_too_late_moves_the_rest_and_sends_no_burst() -> None:
    pace = Pace(1.0, 0.02, 0.1)
    sent = walk(pace, [0.0, 0.5])
    assert len(sent) == 5
    assert min(after - before for before, after in pairwise(sent)) > TICK / 2
    assert pace.moved == pytest.approx(0.5, abs=TICK)
    assert not pace.stalled


def test_what_was_missed_is_late_by_its_first_instant() -> None:
    pace = Pace(1.0, 0.02, 0.1)
    assert not pace.is_due(1.3)
    assert pace.ideal == 1.0
    assert pace.due > 1.3


def test_a_stream_that_moves_too_far_is_stalled() -> None:
    pace = Pace(1.0, 0.02, 0.1)
    pace.is_due(1.0 + STALL + 0.1)
    assert pace.stalled


@given(st.lists(st.floats(0, 3), max_size=60), st.sampled_from([0.02, 0.03, 1 / 30, 0.06]))
def test_every_packet_is_sent_once_and_never_early(lateness: list[float], interval: float) -> None:
    pace = Pace(5.0, interval, 1.0)
    count = pace.left
    sent = walk(pace, lateness)
    assert len(sent) == count
    assert sent == sorted(sent)
    assert all(at >= 5.0 + k * interval - 1e-5 for k, at in enumerate(sent))
    bursts = [sent.count(at) for at in set(sent)]
    assert max(bursts) <= CATCH_UP / interval + 2


@pytest.mark.parametrize(
    ("errors", "expected"),
    [([], None), ([0.1], 0.1), ([k / 100 for k in range(100, 0, -1)], 0.99)],
)
def test_the_pacing_error_is_nearest_rank(errors: list[float], expected: float | None) -> None:
    assert percentile_99(errors) == expected
