"""What test streams came to, as series."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import pytest

from exporters.prometheus.quality_metrics import STREAM_METRICS
from monitord.model.quality import Direction, Leg, StreamOutcome, StreamResult
from monitord.model.views import PacketTotals, StreamTotals, StreamView
from tests.exporters.parsed import Key, key, samples
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage
from tests.exporters.province import poller_of, province, streaming
from tests.exporters.streams import G711, NOW, leg, with_result

NARROW, WIDE = "xa-00000", "xa-00001"
PLACE = {"site": NARROW, "device": "rt"}


@pytest.fixture
def stage() -> Stage:
    """Two sites, and streams to both."""
    return Stage(streaming(province(2), 2))


def view_of(stage: Stage, site: str = NARROW) -> StreamView:
    [view] = [each for each in stage.province.poller.streams if each.site == site]
    return view


def change(stage: Stage, what: Callable[[StreamView], StreamView]) -> None:
    """Replace the streams to the first site."""
    checks = [
        what(view) if isinstance(view, StreamView) and view.site == NARROW else view
        for view in stage.province.poller.checks
    ]
    stage.province = replace(stage.province, poller=poller_of(checks))


def came_to(stage: Stage, what: Callable[[StreamResult], StreamResult]) -> None:
    """Replace what the last stream to the first site came to."""

    def changed(view: StreamView) -> StreamView:
        assert view.recent is not None
        return with_result(view, what(view.recent.result))

    change(stage, changed)


async def told(stage: Stage, site: str = NARROW, accept: str = "") -> dict[Key, float]:
    """The series of streams to a site."""
    names = {metric.name for metric in STREAM_METRICS}
    found = samples(await stage.scrape(accept))
    return {e: value for e, value in found.items() if e[0] in names and ("site", site) in e[1]}


def expected_leg(direction: str, each: Leg, wideband: bool) -> dict[Key, float]:
    """Written out, so that a slip in the series is not repeated here."""
    way = {**PLACE, "direction": direction}
    assert each.loss is not None
    assert each.jitter
    assert each.variation
    assert each.delay
    assert each.rating
    scale = "wideband_" if wideband else ""
    found = {
        key("monitord_rtp_loss_ratio", **way): each.loss,
        key("monitord_rtp_jitter_seconds", **way): each.jitter.mean,
        key("monitord_rtp_jitter_max_seconds", **way): each.jitter.max,
        key("monitord_rtp_delay_variation_p50_seconds", **way): each.variation.p50,
        key("monitord_rtp_delay_variation_p95_seconds", **way): each.variation.p95,
        key("monitord_rtp_delay_variation_p99_seconds", **way): each.variation.p99,
        key("monitord_rtp_delay_variation_max_seconds", **way): each.variation.max,
        key("monitord_rtp_loss_run_max_packets", **way): each.bursts.longest_run,
        key("monitord_rtp_burst_density_ratio", **way): each.bursts.burst_density,
        key("monitord_rtp_gap_density_ratio", **way): each.bursts.gap_density,
        key(f"monitord_rtp_{scale}r_factor", **way): each.rating.r,
        key(f"monitord_rtp_{scale}mos", **way): each.rating.mos,
    }
    if direction != "round_trip":
        found[key("monitord_rtp_delay_seconds", **way)] = each.delay.mean
    return found


def expected_totals(totals: StreamTotals) -> dict[Key, float]:
    found: dict[Key, float] = {
        key("monitord_rtp_streams_total", **PLACE): totals.streams,
        key("monitord_rtp_streams_failed_total", **PLACE): totals.failed,
        key("monitord_rtp_streams_unmeasured_total", **PLACE): totals.unmeasured,
    }
    for direction, packets in totals.packets.items():
        way = {**PLACE, "direction": str(direction)}
        found[key("monitord_rtp_packets_total", **way)] = packets.sent
        found[key("monitord_rtp_packets_lost_total", **way)] = packets.lost
        found[key("monitord_rtp_packets_duplicate_total", **way)] = packets.duplicates
        found[key("monitord_rtp_packets_reordered_total", **way)] = packets.reordered
        found[key("monitord_rtp_packets_late_total", **way)] = packets.late
    return found


@pytest.mark.parametrize("accept", ["", OPENMETRICS])
async def test_every_series_says_what_the_stream_came_to(stage: Stage, accept: str) -> None:
    view = view_of(stage)
    assert view.recent is not None
    result = view.recent.result
    assert result.rtt is not None
    assert result.pacing is not None
    expected = expected_totals(view.totals) | {
        key("monitord_rtp_stream_info", **PLACE, mode="rtp", codec="g711"): 1.0,
        key("monitord_rtp_rating_provisional", **PLACE): 0.0,
        key("monitord_rtp_rtt_seconds", **PLACE): result.rtt.mean,
        key("monitord_rtp_rtt_p99_seconds", **PLACE): result.rtt.p99,
        key("monitord_rtp_pacing_p99_seconds", **PLACE): result.pacing,
        key("monitord_rtp_packets_unsent", **PLACE): 0.0,
        key("monitord_rtp_clocks_synchronised", **PLACE): 1.0,
        key("monitord_rtp_clock_steps", **PLACE): 0.0,
        key("monitord_rtp_reflector_restarts", **PLACE): 0.0,
    }
    for direction in ("to_site", "from_site", "round_trip"):
        expected |= expected_leg(direction, result.legs[Direction(direction)], wideband=False)
    assert await told(stage, accept=accept) == expected


async def test_wideband_ratings_have_names_of_their_own(stage: Stage) -> None:
    names = {name for name, _ in await told(stage, WIDE)}
    assert {"monitord_rtp_wideband_r_factor", "monitord_rtp_wideband_mos"} < names
    assert not {"monitord_rtp_r_factor", "monitord_rtp_mos"} & names
    place = {"site": WIDE, "device": "rt"}
    assert (await told(stage, WIDE))[key("monitord_rtp_rating_provisional", **place)] == 1.0


async def test_a_codec_without_a_scale_is_not_rated_and_never_provisional(stage: Stage) -> None:
    video = replace(G711, id="video-720p", medium="video", scale=None, bpl=None)
    unrated = replace(leg(G711, 0, 0), rating=None)
    came_to(stage, lambda result: replace(result, codec=video, legs={Direction.TO_SITE: unrated}))
    names = {name for name, _ in await told(stage)}
    assert not [name for name in names if "mos" in name or "r_factor" in name]
    assert "monitord_rtp_rating_provisional" not in names
    assert "monitord_rtp_loss_ratio" in names


async def test_what_is_known_of_the_round_trip_only_is_told_of_it_only(stage: Stage) -> None:
    both = Direction.ROUND_TRIP
    came_to(stage, lambda result: replace(result, legs={both: result.legs[both]}))
    change(
        stage,
        lambda view: replace(view, totals=StreamTotals(7, 0, 0, {both: PacketTotals(3500, 1)})),
    )
    found = await told(stage)
    directions = {dict(labels).get("direction") for _, labels in found}
    assert directions == {None, "round_trip"}
    assert found[key("monitord_rtp_packets_lost_total", **PLACE, direction="round_trip")] == 1
    assert key("monitord_rtp_rtt_seconds", **PLACE) in found


async def test_what_was_not_measured_is_absent_never_nan(stage: Stage) -> None:
    nothing = replace(leg(G711, 0, 0), sent=0, jitter=None, variation=None, delay=None, rating=None)
    wild = replace(leg(G711, 0, 1), rating=None)
    wild = replace(wild, bursts=replace(wild.bursts, burst_density=nan, gap_density=inf))
    came_to(
        stage,
        lambda result: replace(
            result,
            legs={Direction.TO_SITE: nothing, Direction.FROM_SITE: wild},
            pacing=None,
        ),
    )
    rendered = await stage.scrape(OPENMETRICS)
    assert not re.search(rb" (nan|inf|None)\n", rendered.body, re.IGNORECASE)
    found = await told(stage)
    of_nothing = {name for name, labels in found if ("direction", "to_site") in labels}
    assert {name for name in of_nothing if not name.endswith("_total")} == {
        "monitord_rtp_loss_run_max_packets",
        "monitord_rtp_burst_density_ratio",
        "monitord_rtp_gap_density_ratio",
    }
    of_wild = {name for name, labels in found if ("direction", "from_site") in labels}
    assert not [name for name in of_wild if "density" in name]
    names = {name for name, _ in found}
    assert not {"monitord_rtp_pacing_p99_seconds", "monitord_rtp_rtt_seconds"} & names


async def test_a_stream_is_told_until_the_moment_it_goes_stale_and_its_totals_stay(
    stage: Stage,
) -> None:
    stage.now = NOW + 569.9
    fresh = await told(stage)
    stage.now = NOW + 570.0
    totals = expected_totals(view_of(stage).totals)
    info = {key("monitord_rtp_stream_info", **PLACE, mode="rtp", codec="g711"): 1.0}
    assert await told(stage) == totals | info
    assert len(fresh) > 60


async def test_a_stream_that_was_never_sent_has_totals_of_zero(stage: Stage) -> None:
    change(stage, lambda view: replace(view, totals=StreamTotals(), outcome=None, recent=None))
    found = await told(stage)
    assert {name for name, _ in found} == {
        "monitord_rtp_stream_info",
        "monitord_rtp_streams_total",
        "monitord_rtp_streams_failed_total",
        "monitord_rtp_streams_unmeasured_total",
    }
    assert found[key("monitord_rtp_streams_total", **PLACE)] == 0


async def test_a_stream_without_a_reply_has_no_direction(stage: Stage) -> None:
    came_to(
        stage,
        lambda result: replace(result, outcome=StreamOutcome.SILENT, legs={}, pacing=0.001),
    )
    found = await told(stage)
    assert not [name for name, labels in found if "loss_ratio" in name]
    assert found[key("monitord_rtp_pacing_p99_seconds", **PLACE)] == 0.001


async def test_a_stream_becomes_text_once_and_a_new_one_anew(stage: Stage) -> None:
    before = await told(stage)
    sheets = stage.exposition.renderer.streams.sheets
    first = sheets[NARROW, "rt"]
    change(stage, lambda view: replace(view, flapping=True))
    assert await told(stage) == before
    assert stage.exposition.renderer.streams.sheets[NARROW, "rt"] is first
    came_to(stage, lambda result: replace(result, restarts=3))
    after = await told(stage)
    assert after[key("monitord_rtp_reflector_restarts", **PLACE)] == 3
    change(stage, lambda view: replace(view, codec="opus"))
    assert key("monitord_rtp_stream_info", **PLACE, mode="rtp", codec="opus") in await told(stage)


async def test_a_removed_reflector_vanishes_at_once_with_its_text(stage: Stage) -> None:
    await stage.scrape()
    stage.province = streaming(replace(stage.province, poller=poller_of([])), 1)
    assert await told(stage, WIDE) == {}
    assert list(stage.exposition.renderer.streams.sheets) == [(NARROW, "rt")]


async def test_streams_that_wait_and_their_rate_are_told(stage: Stage) -> None:
    found = samples(await stage.scrape())
    assert found[key("monitord_rtp_streams_waiting")] == 1
    assert found[key("monitord_rtp_rate_bytes_per_second")] == 20_000
    assert found[key("monitord_rtp_strays_total", kind="forged")] == 2
    assert found[key("monitord_signalling_strays_total", kind="duplicate")] == 5
    outcomes = {
        dict(labels)["outcome"]: value
        for (name, labels), value in found.items()
        if name == "monitord_rtp_outcomes_total"
    }
    assert outcomes == {**{each.value: 0 for each in StreamOutcome}, "ok": 90, "silent": 2}
