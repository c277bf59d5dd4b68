"""What a stream's figures are worth: loss and order exact, times as the capture has them."""

from __future__ import annotations

import logging
import os
import shutil

import pytest

from monitord.model.quality import Direction, Leg, Mode, StreamOutcome
from probes.rtp.sender.closing import MOST
from tests.lab.streams import Way
from tests.probes.rtp.lab.evidence import SECONDS, Run, mean_jitter, p99
from tests.probes.rtp.lab.weather import GOOD, LOSS, ORDER, PORT, TIMES
from tests.system.pcap import rtp_streams

pytestmark = [
    pytest.mark.lab,
    pytest.mark.system,
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can enter the province"),
]
logger = logging.getLogger(__name__)

DELAY = 0.0002
"""Seconds by which the p99 of a delay may differ from the capture's."""
SHARE = 0.05
"""By which a mean jitter may."""
STATIC = {"g711", "g729", "g722"}
"""Codecs whose payload type is static, so that tshark knows their clock."""


def counts(leg: Leg) -> Way:
    return Way(leg.sent, leg.lost, leg.duplicates, leg.reordered)


def test_every_stream_was_measured(run: Run) -> None:
    for site in (each.id for each in GOOD):
        result = run[0][site].result
        assert (result.outcome, result.strays, result.unsent) == (StreamOutcome.OK, {}, 0), site
        assert (result.restarts, result.clock_steps) == (0, 0), site
        assert result.synchronised == (result.mode is not Mode.ECHO), site
    paces = [seen.result.pacing or 0.0 for seen in run[0].values()]
    logger.info("pacing p99: %.1f ms at worst", max(paces) * 1e3)


@pytest.mark.parametrize("site", [site.id for site in (*LOSS, *ORDER)])
def test_loss_duplicates_and_order_are_those_of_the_log(run: Run, site: str) -> None:
    seen = run[0][site]
    legs = seen.result.legs
    each_way = counts(legs[Direction.TO_SITE]), counts(legs[Direction.FROM_SITE])
    assert each_way == seen.log.told
    closing = len(seen.there) - round(SECONDS * seen.result.codec.packets)
    assert not seen.log.untold or closing == MOST  # all was done to have the last one answered
    both = legs[Direction.ROUND_TRIP]
    assert both.sent == len(seen.there)
    assert both.received == len(seen.first)
    assert both.duplicates == len(seen.home) - len(seen.first)


def test_of_an_echo_the_round_trip_is_known(run: Run) -> None:
    seen = run[0]["echo"]
    assert seen.result.legs.keys() == {Direction.ROUND_TRIP}
    leg = seen.result.legs[Direction.ROUND_TRIP]
    assert (leg.sent, leg.received) == (len(seen.there), len(seen.first))
    assert leg.lost == seen.log.to_site.lost + seen.log.from_site.lost > 0


def test_something_befell_the_packets(run: Run) -> None:
    logs = [seen.log for seen in run[0].values()]
    for way in ("to_site", "from_site"):
        assert sum(getattr(log, way).lost for log in logs) > 100
        assert sum(getattr(log, way).duplicates for log in logs) > 10
        assert sum(getattr(log, way).reordered for log in logs) > 10


@pytest.mark.parametrize("site", [site.id for site in GOOD])
def test_delay_is_that_of_the_capture(run: Run, site: str) -> None:
    seen = run[0][site]
    rtt = seen.result.rtt
    assert rtt is not None
    truth = p99(seen.trips)
    logger.info("%s: RTT p99 %.3f ms, in the capture %.3f ms", site, rtt.p99 * 1e3, truth * 1e3)
    assert rtt.p99 == pytest.approx(truth, abs=DELAY)


@pytest.mark.parametrize("site", [site.id for site in TIMES if site.mode != "echo"])
def test_delay_each_way_is_that_of_log_and_capture(run: Run, site: str) -> None:
    seen = run[0][site]
    there = seen.result.legs[Direction.TO_SITE].delay
    back = seen.result.legs[Direction.FROM_SITE].delay
    assert there is not None
    assert back is not None
    assert there.p99 == pytest.approx(p99(seen.there_delays), abs=DELAY)
    assert back.p99 == pytest.approx(p99(seen.home_delays), abs=DELAY)


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_jitter_is_that_of_tshark(run: Run) -> None:
    evidence, pcap = run
    streams = {s.destination[1]: s for s in rtp_streams(pcap, [PORT]) if s.source[1] == PORT}
    compared = 0
    for site in TIMES:
        seen = evidence[site.id]
        jitter = seen.result.legs[Direction.ROUND_TRIP].jitter
        if site.mode != "rtp" or site.codec not in STATIC or "jitter" not in site.id:
            continue
        assert jitter is not None
        theirs = streams[seen.port]
        logger.info(
            "%s: %.3f ms, tshark %.3f ms", site, jitter.mean * 1e3, theirs.mean_jitter * 1e3
        )
        assert jitter.mean == pytest.approx(theirs.mean_jitter, rel=SHARE), site
        compared += 1
    assert compared >= 5


@pytest.mark.parametrize(
    "site", [s.id for s in TIMES if s.to_site.get("jitter", "1ms") != "1ms" and s.mode != "echo"]
)
def test_jitter_to_the_site_is_that_of_the_log(run: Run, site: str) -> None:
    seen = run[0][site]
    jitter = seen.result.legs[Direction.TO_SITE].jitter
    assert jitter is not None
    assert jitter.mean == pytest.approx(mean_jitter(seen.there_delays), rel=SHARE)


@pytest.mark.parametrize(
    "site", [s.id for s in TIMES if "jitter" in s.from_site and s.mode != "echo"]
)
def test_jitter_from_the_site_is_that_of_the_log(run: Run, site: str) -> None:
    seen = run[0][site]
    jitter = seen.result.legs[Direction.FROM_SITE].jitter
    assert jitter is not None
    assert jitter.mean == pytest.approx(mean_jitter(seen.home_delays), rel=SHARE)
