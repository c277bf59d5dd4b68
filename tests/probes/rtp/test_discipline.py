"""Whether our clock is kept."""

from __future__ import annotations

import ctypes
import time

import pytest

from probes.rtp.discipline import STA_UNSYNC, TIME_ERROR, Timex, discipline, judge, read


@pytest.mark.parametrize(
    ("state", "status", "synchronised"),
    [(0, 0, True), (0, 0x2001, True), (1, 0, True), (TIME_ERROR, 0, False),
     (0, STA_UNSYNC, False), (TIME_ERROR, STA_UNSYNC, False), (-1, 0, False)],
)  # fmt: skip
def test_a_clock_is_kept_when_the_kernel_says_so(
    state: int, status: int, synchronised: bool
) -> None:
    found = judge(state, status, 2500)
    assert found.synchronised is synchronised
    assert found.error == (0.0025 if synchronised else None)


def test_the_structure_is_the_kernels() -> None:
    assert ctypes.sizeof(Timex) == 208
    found = discipline()
    assert found.synchronised == (found.error is not None)


def test_what_the_kernel_tells_is_read_from_its_places() -> None:
    state, timex = read()
    assert 0 <= state <= TIME_ERROR
    assert abs(timex.time.seconds - time.time()) < 5
    assert 9_000 <= timex.tick <= 11_000
    assert timex.precision >= 1
    assert timex.tolerance > 0
