"""How a stream ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.rtp.sender.closing import MOST, PATIENCE, PAUSE, SETTLE, Closing, Step


@dataclass
class Tail:
    """What happens after the last packet, sent at 0, where answers take `trip` seconds."""

    trip: float
    answers: Callable[[int], bool]
    """Whether packet n is answered; 0 is the last of the codec's pace."""
    complete: bool = True
    """Whether all before it were."""
    sent: list[float] = field(default_factory=lambda: [0.0])

    def run(self) -> float:
        """When it ends."""
        closing, now = Closing(0.0), 0.0
        while now < 60:
            now = closing.next(now)
            back = [
                k for k, at in enumerate(self.sent) if self.answers(k) and at + self.trip <= now
            ]
            last = len(self.sent) - 1
            step = closing.step(
                now,
                last=last in back,
                all_=self.complete and len(back) == last + 1,
                slowest=self.trip if self.complete or back else None,
            )
            if step is Step.END:
                return now
            if step is Step.SEND:
                self.sent.append(now)
        raise AssertionError("no end")


def test_a_stream_whose_last_packet_is_answered_ends_at_once() -> None:
    tail = Tail(0.02, lambda _: True)
    assert tail.run() <= 0.22
    assert tail.sent == [0.0]


@pytest.mark.parametrize("trip", [0.6, 1.5, 2.9])
def test_a_slow_line_is_given_its_time_and_no_packet_more(trip: float) -> None:
    tail = Tail(trip, lambda _: True)
    assert trip <= tail.run() <= trip + 0.3
    assert tail.sent == [0.0]


def test_packets_follow_until_one_is_answered() -> None:
    tail = Tail(0.02, lambda k: k == 3)
    end = tail.run()
    assert len(tail.sent) == 4
    assert end == pytest.approx(0.3 + PAUSE + SETTLE, abs=0.11)


def test_no_more_than_ten_follow() -> None:
    tail = Tail(0.02, lambda _: False)
    assert tail.run() < 2
    assert len(tail.sent) == 1 + MOST


def test_without_any_answer_nothing_follows() -> None:
    tail = Tail(0.02, lambda _: False, complete=False)
    assert tail.run() == pytest.approx(PATIENCE, abs=0.1)
    assert tail.sent == [0.0]


def test_stragglers_are_waited_for_when_packets_are_missing() -> None:
    tail = Tail(0.02, lambda _: True, complete=False)
    assert tail.run() == pytest.approx(PAUSE + SETTLE, abs=0.11)


@given(st.floats(0, 5), st.sets(st.integers(0, 11)), st.booleans())
def test_it_always_ends(trip: float, answered: set[int], complete: bool) -> None:
    tail = Tail(trip, answered.__contains__, complete)
    assert tail.run() < 13
    assert len(tail.sent) <= 1 + MOST
