"""The sliding window."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitord.health.window import SLOTS, Window

SECOND = 10**9

steps = st.lists(
    st.tuples(st.integers(0, 40 * SECOND), st.sampled_from(["lost", "answered"])), max_size=200
)


@given(steps)
def test_holds_what_the_last_two_minutes_saw_to_within_one_slot(
    found: list[tuple[int, str]],
) -> None:
    window, now, seen = Window(120), 0, []
    for pause, fate in found:
        now += pause
        seen.append((now, fate))
        if fate == "lost":
            window.add_lost(now)
        else:
            window.add_answered(now, 5)
        slot = 120 * SECOND // SLOTS
        surely = [f for at, f in seen if at > now - 120 * SECOND + slot]
        perhaps = [f for at, f in seen if at > now - 120 * SECOND - slot]
        assert surely.count("lost") <= window.lost <= perhaps.count("lost")
        assert surely.count("answered") <= window.answered <= perhaps.count("answered")
        assert window.rtt_count == window.answered
        assert window.rtt_sum == 5 * window.answered


def test_knows_nothing_when_empty() -> None:
    window = Window(120)
    assert (window.loss, window.rtt) == (None, None)


def test_an_unmeasured_rtt_counts_as_answered_only() -> None:
    window = Window(120)
    window.add_answered(1, None)
    assert (window.loss, window.rtt) == (0.0, None)


def test_means_are_of_what_is_inside() -> None:
    window = Window(120)
    for at, rtt in ((1, 10_000_000), (2, 30_000_000)):
        window.add_answered(at * SECOND, rtt)
    window.add_lost(3 * SECOND)
    assert window.rtt == 0.02
    assert window.loss == 1 / 3
