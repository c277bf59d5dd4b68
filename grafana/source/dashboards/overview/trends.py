"""How the day went: sites by state, sites by cause, and percentiles of quality."""

from __future__ import annotations

from grafana_foundation_sdk.builders import timeseries

from grafana.source import quality as lines
from grafana.source.panels import fixed, in_turn, stacked, trend
from grafana.source.queries import over_time
from grafana.source.words import Words
from monitord.model.incidents import Cause
from monitord.model.quality import Direction
from monitord.model.states import WORST_FIRST, State
from monitord.texts.marks import COLOURS

NOT_WELL = tuple(state for state in WORST_FIRST if state is not State.UP)
UPPER = ("p50", "p95", "p99")
LOWER = ("p50", "p05")


def sites(words: Words) -> timeseries.Panel:
    """Sites in service that are not simply up: beside those, nobody would see the others."""
    queries = [
        over_time(f'max (monitord:sites:count{{state="{state}"}})', words.state(state), ref)
        for ref, state in zip(lines.REFS, NOT_WELL, strict=False)
    ]
    panel = stacked(trend(words, "trend", *queries, unit="none").min(0).decimals(0))
    for state in NOT_WELL:
        panel.override_by_name(words.state(state), [fixed(COLOURS[state])])
    return panel


def causes(words: Words) -> timeseries.Panel:
    """Sites that suffer by cause; a cause that nobody suffers from has no line."""
    queries = [
        over_time(
            f'max (monitord:cause_sites:count{{cause="{cause}"}})',
            words.texts.say(f"cause.{cause}"),
            ref,
        )
        for ref, cause in zip(lines.REFS, Cause, strict=True)
    ]
    panel = stacked(trend(words, "causes", *queries, unit="none").min(0).decimals(0))
    return in_turn(panel, lines.REFS)


def quality(words: Words) -> list[list[timeseries.Panel]]:
    """By echoes over all sites, then by test streams over all reflectors: rows of three."""
    rtt = lines.round_trips(words, "rtt", lines.percentiles(words, "icmp_rtt_seconds", *UPPER))
    loss = lines.loss(words, "loss", lines.percentiles(words, "icmp_loss_ratio", *UPPER))
    jitter = lines.jitter(
        words, "jitter", lines.by_direction(words, "rtp_jitter_seconds", "p50", "p95")
    )
    streams = lines.stream_loss(
        words, "stream-loss", lines.by_direction(words, "rtp_loss_ratio", "p50", "p95")
    )
    mos = lines.mos(words, "mos", lines.by_direction(words, "rtp_mos", *LOWER))
    wide = lines.mos(words, "wideband", lines.by_direction(words, "rtp_wideband_mos", *LOWER))
    for panel in (rtt, loss):
        in_turn(panel, "ABC")
    for panel in (jitter, streams, mos, wide):
        by_way(panel)
    return [[rtt, loss, jitter], [streams, mos, wide]]


def by_way(panel: timeseries.Panel) -> timeseries.Panel:
    """A colour for each line; those of the first quantile are dashed, those that tell are not."""
    ways = len(Direction)
    return in_turn(panel, lines.REFS[: 2 * ways], dashed=lines.REFS[:ways])
