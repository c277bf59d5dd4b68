"""Which limit a test stream breaks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitord.health.limits import broken
from monitord.model.quality import Direction, Leg
from monitord.model.settings import QualityLimits
from monitord.model.states import Param, Reason
from tests.health.streaming import BOTH, FROM, TO, leg, lossy, result

NO_LIMITS = QualityLimits(None, None, None, None, None)
Legs = Mapping[Direction, Leg]


def both(to_site: Leg | None = None, from_site: Leg | None = None, rtt: float = 0.02) -> Legs:
    return {TO: to_site or leg(), FROM: from_site or leg(), BOTH: leg(delay=rtt)}


TABLE: list[tuple[str, Legs, str, dict[str, Param]]] = [
    ("loss", lossy(to_site=6), "rtp.loss",
     {"direction": "to_site", "value_ratio": 0.012, "limit_ratio": 0.01}),
    ("the worse direction speaks", lossy(to_site=6, from_site=20), "rtp.loss",
     {"direction": "from_site", "value_ratio": 0.040486, "limit_ratio": 0.01, "more": 1}),
    ("the round trip where nobody numbers its packets", {BOTH: leg(lost=10)}, "rtp.loss",
     {"direction": "round_trip", "value_ratio": 0.02, "limit_ratio": 0.01}),
    ("a reflector that died in mid-stream",
     {TO: leg(250), FROM: leg(250), BOTH: leg(500, 250)}, "rtp.loss",
     {"direction": "round_trip", "value_ratio": 0.5, "limit_ratio": 0.01}),
    ("jitter", both(leg(jitter=0.031)), "rtp.jitter",
     {"direction": "to_site", "value_seconds": 0.031, "limit_seconds": 0.03}),
    ("jitter of an echo", {BOTH: leg(jitter=0.031)}, "rtp.jitter",
     {"direction": "round_trip", "value_seconds": 0.031, "limit_seconds": 0.03}),
    ("delay", both(from_site=leg(delay=0.2)), "rtp.delay",
     {"direction": "from_site", "value_seconds": 0.2, "limit_seconds": 0.15}),
    ("round-trip time", both(rtt=0.4), "rtp.rtt",
     {"direction": "round_trip", "value_seconds": 0.4, "limit_seconds": 0.3}),
    ("loss before everything else", both(leg(lost=50, jitter=0.1, delay=0.3), rtt=0.5), "rtp.loss",
     {"direction": "to_site", "value_ratio": 0.1, "limit_ratio": 0.01, "more": 3}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("legs", "code", "params"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_what_breaks_a_limit_is_told(legs: Legs, code: str, params: dict[str, Param]) -> None:
    assert broken(result(legs), QualityLimits()) == Reason(code, params)


@pytest.mark.parametrize(
    "legs",
    [
        lossy(),
        lossy(to_site=5),
        {TO: leg(498), FROM: leg(495), BOTH: leg(500, 5)},
        lossy(to_site=4, from_site=4),
        both(leg(jitter=0.03, delay=0.15), rtt=0.3),
        {BOTH: leg(jitter=None)},
        {},
    ],
    ids=[
        "well",
        "at the limit",
        "lost somewhere",
        "each below",
        "all at the limit",
        "echo",
        "none",
    ],
)
def test_what_keeps_to_the_limits_is_well(legs: Legs) -> None:
    assert broken(result(legs), QualityLimits()) is None


def test_what_has_no_limit_is_not_judged() -> None:
    worst = both(leg(lost=400, jitter=1.0, delay=2.0, mos=1.0), rtt=4.0)
    assert broken(result(worst), NO_LIMITS) is None


def test_mos_is_judged_where_it_is_wanted_and_rated() -> None:
    limits = QualityLimits(None, None, None, None, mos=3.6)
    assert broken(result(both(leg(mos=3.6), leg())), limits) is None
    worst = both(leg(mos=3.5), leg(mos=3.214))
    assert broken(result(worst), limits) == Reason(
        "rtp.mos", {"direction": "from_site", "value": 3.21, "limit": 3.6, "more": 1}
    )


counts = st.integers(0, 100)


@given(counts, counts, counts)
def test_loss_is_told_whenever_a_part_of_it_is_over_the_limit(
    to_site: int, from_site: int, nowhere: int
) -> None:
    """Whoever lost them: 600 packets set out, and each part is judged by what it was of."""
    arrived = 600 - to_site
    legs = {
        TO: leg(600, to_site),
        FROM: leg(arrived, from_site),
        BOTH: leg(600, to_site + from_site + nowhere),
    }
    reason = broken(result(legs), QualityLimits(loss=0.05))
    parts = (to_site / 600, from_site / arrived, nowhere / 600)
    assert (reason is not None) is any(part > 0.05 for part in parts)
