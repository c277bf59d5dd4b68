"""What was sent, and when."""

from __future__ import annotations

import pytest

from probes.rtp.sender.outbox import LATER, Outbox

START = 1_790_000_000_000_000_000


def filled(count: int = 3) -> Outbox:
    outbox = Outbox(8000, 500, START)
    for k in range(count):
        outbox.add(START + k, outbox.media_time(START + k))
    return outbox


@pytest.mark.parametrize(
    ("rate", "after", "expected"),
    [(8000, 0, 500), (8000, 20_000_000, 660), (8000, 62_500, 501), (8000, 62_499, 500),
     (90_000, 1_000_000_000, 90_500), (48_000, -1_000_000, 452)],
)  # fmt: skip
def test_media_time_is_that_of_the_instant(rate: int, after: int, expected: int) -> None:
    assert Outbox(rate, 500, START).media_time(START + after) == expected


def test_the_kernels_stamp_is_when_a_packet_left() -> None:
    outbox = filled()
    outbox.stamped(1, START + 20_000)
    assert list(outbox.left) == [START, START + 20_000, START + 2]
    assert list(outbox.noted) == [START, START + 1, START + 2]


@pytest.mark.parametrize(
    ("number", "at"), [(3, START + 5), (1, START + LATER + 2), (1, START - 2_000_000), (1, 0)]
)
def test_a_stamp_that_makes_no_sense_is_ignored(number: int, at: int) -> None:
    outbox = filled()
    outbox.stamped(number, at)
    assert outbox.left == outbox.noted


def test_a_stamp_that_is_a_trifle_early_is_the_instant_of_the_send() -> None:
    outbox = filled()
    outbox.stamped(2, START - 900_000)
    assert outbox.left == outbox.noted


def test_after_a_failure_the_kernel_counts_anew() -> None:
    outbox = filled(2)
    outbox.renumber()
    outbox.add(START + 100, 7)
    outbox.stamped(0, START + 150)
    assert list(outbox.left) == [START, START + 1, START + 150]


def test_packets_that_a_late_loop_sends_at_once_have_a_time_each() -> None:
    outbox = filled(4)
    assert list(outbox.stamps) == [500, 501, 502, 503]
    assert outbox.media_time(START + 20_000_000) == 660
