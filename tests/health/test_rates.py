"""How full interfaces are, from two answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.rates import Rates
from monitord.model.readings import Reading

SECOND = 10**9
MEGABYTE = 10**6


def interface(
    received: float, sent: float = 0, capacity: float | None = MEGABYTE, name: str = "wan0"
) -> list[Reading]:
    """What a poll reads of one."""
    found = [
        Reading("interface_receive_bytes_total", (name,), received),
        Reading("interface_transmit_bytes_total", (name,), sent),
        Reading("interface_up", (name,), 1),
        Reading("mcu_status", (), "normal"),
    ]
    if capacity is not None:
        found.append(Reading("interface_capacity_bytes_per_second", (name,), capacity))
    return found


NOTHING = (None, None)


def ratios(rates: Rates, at: float, readings: list[Reading]) -> tuple[object, object]:
    """Received and sent, rounded; None: not measured. Polls are 60 s apart."""
    found = rates.measure(readings, int(at * SECOND), 60.0)
    ratio = {each.quantity.split("_")[1]: round(float(each.value), 7) for each in found}
    return ratio.get("receive"), ratio.get("transmit")


def test_bytes_per_second_of_the_capacity() -> None:
    rates = Rates()
    assert ratios(rates, 0, interface(1000, 5000)) == NOTHING
    more = interface(1000 + 30 * MEGABYTE, 5000 + 6 * MEGABYTE)
    assert ratios(rates, 60, more) == (0.5, 0.1)


TABLE = [
    ("a counter that went back", 0, interface(10), 60, interface(5, 60), (None, 1e-6)),
    ("no capacity", 0, interface(0, capacity=None), 60, interface(9, 9, capacity=None), NOTHING),
    ("a capacity of nothing", 0, interface(0), 60, interface(9, 9, capacity=0), NOTHING),
    ("an interface that is new", 0, interface(0, name="lan"), 60, interface(9, 9), NOTHING),
    ("a counter that jumped", 0, interface(0), 60, interface(67 * MEGABYTE, 60), (None, 1e-6)),
    ("a little over the capacity", 0, interface(0), 60, interface(63 * MEGABYTE, 0), (1.0, 0.0)),
    ("too short a time", 0, interface(0), 29, interface(MEGABYTE), NOTHING),
    ("too long a time", 0, interface(0), 181, interface(MEGABYTE), NOTHING),
    ("two polls lost", 0, interface(0), 180, interface(18 * MEGABYTE), (0.1, 0.0)),
]


@pytest.mark.parametrize(
    ("at", "before", "then", "after", "found"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_what_is_not_measured_is_not_there(
    at: float, before: list[Reading], then: float, after: list[Reading], found: object
) -> None:
    rates = Rates()
    ratios(rates, at, before)
    assert ratios(rates, then, after) == found


def test_polls_out_of_turn_do_not_keep_it_from_being_measured() -> None:
    rates = Rates()
    ratios(rates, 0, interface(0))
    assert ratios(rates, 10, interface(MEGABYTE)) == NOTHING
    assert ratios(rates, 20, interface(2 * MEGABYTE)) == NOTHING
    assert ratios(rates, 60, interface(6 * MEGABYTE)) == (0.1, 0.0)


def test_after_a_restart_it_begins_anew() -> None:
    rates = Rates()
    ratios(rates, 0, interface(0))
    rates.forget()
    assert ratios(rates, 60, interface(MEGABYTE)) == NOTHING
    assert ratios(rates, 120, interface(7 * MEGABYTE)) == (0.1, 0.0)


@given(st.lists(st.tuples(st.floats(0.1, 400), st.integers(0, 2**64)), max_size=20))
def test_a_ratio_is_one(polls: list[tuple[float, int]]) -> None:
    rates, at = Rates(), 0.0
    for passed, count in polls:
        at += passed
        for reading in rates.measure(interface(count, count // 2), int(at * SECOND), 60.0):
            assert 0 <= float(reading.value) <= 1
