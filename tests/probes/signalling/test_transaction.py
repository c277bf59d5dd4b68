"""When a question is repeated: Timer E of RFC 3261, 17.1.2.2."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.signalling.transaction import T1, T2, Transaction

MILLISECOND = 1_000_000
SECOND = 1000 * MILLISECOND


def resent(timeout: int, *, provisional_at: int | None = None, late: int = 0) -> list[int]:
    """When a question asked at 0 is sent again, if each look comes `late` after it is due."""
    transaction = Transaction.begin(0, timeout)
    found: list[int] = []
    while True:
        now = transaction.due + late
        if provisional_at is not None and now > provisional_at:
            transaction.proceeding = True
        if transaction.over(now):
            return found
        if transaction.resend(now):
            found.append(now // MILLISECOND)


@pytest.mark.parametrize(
    ("timeout", "instants"),
    [
        (0.3, []),
        (0.5, []),
        (4, [500, 1500, 3500]),
        (32, [500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500]),
    ],
)
def test_repetitions_double_up_to_t2(timeout: float, instants: list[int]) -> None:
    assert resent(round(timeout * SECOND)) == instants


def test_a_provisional_response_slows_them_down() -> None:
    assert resent(16 * SECOND, provisional_at=100 * MILLISECOND) == [500, 4500, 8500, 12500]
    assert resent(16 * SECOND, provisional_at=600 * MILLISECOND) == [500, 1500, 5500, 9500, 13500]


def test_it_is_not_repeated_before_its_time_or_after_its_end() -> None:
    transaction = Transaction.begin(7, SECOND)
    assert not transaction.resend(7 + T1 - 1)
    assert transaction.resend(7 + T1)
    assert not transaction.resend(7 + T1)
    assert not transaction.over(7 + SECOND - 1)
    assert transaction.over(7 + SECOND)
    assert not transaction.resend(7 + SECOND + T2)


@given(st.integers(1, 60 * SECOND), st.integers(0, SECOND))
def test_a_late_loop_sends_no_burst(timeout: int, late: int) -> None:
    instants = [0, *resent(timeout, late=late)]
    assert all(b - a >= T1 // MILLISECOND for a, b in pairwise(instants))
    assert len(instants) <= 3 + timeout // T2 + 1
