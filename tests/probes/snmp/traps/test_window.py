"""Which authenticated messages are too old (RFC 3414, 3.2.7)."""

from __future__ import annotations

import pytest

from probes.snmp.traps.window import LAST_BOOTS, Clocks


@pytest.mark.parametrize(
    ("boots", "time", "now", "accepted"),
    [
        pytest.param(5, 1000, 10, True, id="the same again"),
        pytest.param(5, 1090, 100, True, id="in step"),
        pytest.param(5, 5000, 100, True, id="ahead of us: our clock runs late"),
        pytest.param(5, 851, 10, True, id="just inside the window"),
        pytest.param(5, 849, 10, False, id="just outside"),
        pytest.param(5, 1000, 161, False, id="replayed later"),
        pytest.param(4, 9000, 10, False, id="of an earlier start"),
        pytest.param(6, 0, 10, True, id="started again"),
        pytest.param(LAST_BOOTS, 1000, 10, False, id="cannot count its starts any more"),
    ],
)
def test_a_message_after_boots_5_time_1000_at_10(
    boots: int, time: int, now: float, accepted: bool
) -> None:
    clocks = Clocks()
    assert clocks.accept(b"engine", 5, 1000, 10)
    assert clocks.accept(b"engine", boots, time, now) is accepted
    assert clocks.accept(b"another", 1, 1, now)


def test_an_old_message_does_not_turn_the_clock_back() -> None:
    clocks = Clocks()
    assert clocks.accept(b"engine", 5, 1000, 0)
    assert clocks.accept(b"engine", 5, 900, 0)
    assert not clocks.accept(b"engine", 5, 849, 0)
