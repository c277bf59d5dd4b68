"""How the delays of a stream are distributed, next to the figures drawn from the same packets."""

from __future__ import annotations

import pytest

from monitord.model.quality import Direction, Leg
from monitord.model.sketch import EMPTY, RELATIVE_ERROR
from probes.rtp.statistics import assess
from tests.probes.rtp.statistics.streams import MS, Way, play
from tests.probes.rtp.statistics.test_timing import shaken

TO, FROM, BOTH = Direction.TO_SITE, Direction.FROM_SITE, Direction.ROUND_TRIP


def agree(leg: Leg) -> None:
    """Percentiles of the sketch are those of the leg, to what a sketch promises."""
    assert leg.delay
    for q, exact in ((0.5, leg.delay.p50), (0.95, leg.delay.p95), (0.99, leg.delay.p99)):
        assert leg.delays.quantile(q) == pytest.approx(exact, rel=RELATIVE_ERROR)


def test_each_packet_that_came_back_is_in_the_sketch_of_the_round_trip() -> None:
    way = shaken(3, 40 * MS)
    gone = Way(delays=way.delays, lost={5, 6, 200})
    leg = assess(play(500, there=gone).record).legs[BOTH]
    assert leg.delays.count == leg.received == 497
    agree(leg)


def test_without_synchronised_clocks_there_is_no_delay_of_one_way() -> None:
    legs = assess(play(100).record).legs
    assert (legs[TO].delay, legs[TO].delays) == (None, EMPTY)
    assert (legs[FROM].delay, legs[FROM].delays) == (None, EMPTY)
