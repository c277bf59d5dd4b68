"""Reflectors of the province that lie or break, on perfect lines: no loss and no delay of it."""

from __future__ import annotations

import os

import pytest

from monitord.model.quality import Direction, StreamOutcome
from tests.probes.rtp.lab.evidence import Run, p99

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can enter the province"),
]
DELAY = 0.0002


@pytest.mark.parametrize(
    ("site", "restarts", "steps"),
    [
        ("restart", 1, 0),
        ("restart-stamp", 1, 0),
        ("clock-ahead", 0, 0),
        ("clock-behind", 0, 0),
        ("clock-step", 0, 1),
        ("clock-step-small", 0, 1),
        ("unsynchronised", 0, 0),
        ("echo-z", 0, 0),
    ],
)
def test_nothing_is_lost_doubled_or_delayed(run: Run, site: str, restarts: int, steps: int) -> None:
    seen = run[0][site]
    result = seen.result
    assert (result.outcome, result.restarts, result.clock_steps) == (
        StreamOutcome.OK, restarts, steps,
    )  # fmt: skip
    for direction in Direction:
        leg = result.legs[direction]
        assert (leg.sent, leg.lost, leg.duplicates) == (len(seen.there), 0, 0)
        assert leg.variation is not None
        assert leg.variation.max < max(seen.trips)
        assert leg.jitter is not None
        assert leg.jitter.max < max(seen.trips)
    assert result.rtt is not None
    assert result.rtt.max <= max(seen.trips) + DELAY


@pytest.mark.parametrize("site", ["clock-ahead", "clock-behind", "clock-step", "unsynchronised"])
def test_no_delay_each_way_is_made_of_a_clock_that_is_wrong(run: Run, site: str) -> None:
    legs = run[0][site].result.legs
    assert legs[Direction.TO_SITE].delay is None
    assert legs[Direction.FROM_SITE].delay is None


def test_a_reflector_that_keeps_no_state_tells_no_direction(run: Run) -> None:
    seen = run[0]["stateless"]
    assert seen.result.legs.keys() == {Direction.ROUND_TRIP}
    assert seen.result.legs[Direction.ROUND_TRIP].lost == seen.log.to_site.lost > 0
    assert seen.result.rtt is not None
    assert seen.result.rtt.p99 == pytest.approx(p99(seen.trips), abs=DELAY)


def test_replays_are_counted(run: Run) -> None:
    seen = run[0]["replay"]
    assert seen.result.strays.keys() == {"replayed"}
    assert seen.result.strays["replayed"] > 50
    for leg in seen.result.legs.values():
        assert (leg.sent, leg.lost, leg.duplicates) == (len(seen.there), 0, 0)


@pytest.mark.parametrize(
    ("site", "outcome", "stray"),
    [
        ("other-address", StreamOutcome.SILENT, "wrong-source"),
        ("garbage", StreamOutcome.MALFORMED, "malformed"),
        ("truncated", StreamOutcome.MALFORMED, "malformed"),
        ("forged", StreamOutcome.MALFORMED, "wrong-session"),
        ("silent", StreamOutcome.SILENT, None),
    ],
)
def test_what_is_no_reply_is_counted_and_answers_nothing(
    run: Run, site: str, outcome: StreamOutcome, stray: str | None
) -> None:
    result = run[0][site].result
    sent = len(run[0][site].there)
    assert result.outcome is outcome
    assert dict(result.strays) == ({stray: sent} if stray else {})
    if outcome is StreamOutcome.SILENT:
        assert result.legs[Direction.ROUND_TRIP].loss == 1
