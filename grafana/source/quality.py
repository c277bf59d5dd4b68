"""Lines of quality over time: percentiles over the province, and the worst sites of an area."""

from __future__ import annotations

from collections.abc import Iterable

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.prometheus import Dataquery

from grafana.source.codes import direction
from grafana.source.limits import ECHOES, STREAMS, down_to, up_to
from grafana.source.panels import trend
from grafana.source.queries import over_time
from grafana.source.words import Words
from monitord.model.quality import Direction

MOS = 3.6
"""ITU-T G.107, table B.1: below it many users are dissatisfied. monitord judges by loss, jitter and
delay at first, so it has no limit of its own."""
MOST = 10
"""Lines in a panel; more nobody can tell apart."""
SAMPLED = "1m"
"""A subquery's points stand on whole minutes: with wider steps, short ranges would hold none."""
REFS = "ABCDEFGHIJ"


def percentiles(words: Words, metric: str, *quantiles: str) -> list[Dataquery]:
    """Of the province, by its recording rules: `monitord:<metric>:<quantile>`."""
    return [
        over_time(f"max (monitord:{metric}:{each})", words.common(f"legend.{each}"), ref)
        for ref, each in zip(REFS, quantiles, strict=False)
    ]


def by_direction(words: Words, metric: str, *quantiles: str) -> list[Dataquery]:
    """Likewise, for each way of the test streams."""
    wanted = [(each, way) for each in quantiles for way in Direction]
    return [
        over_time(
            f'max (monitord:{metric}:{each}{{direction="{way}"}})',
            f"{direction(words, way)}: {words.common(f'legend.{each}')}",
            ref,
        )
        for ref, (each, way) in zip(REFS, wanted, strict=False)
    ]


def worst(metric: str, info: str, *, least: bool = False) -> str:
    """The ten sites of `info` with the highest (`least`: lowest) mean of `metric`, by name.

    Which they are is found once, over all the time that the panel shows, so that lines neither
    begin nor end where one site overtakes another. `metric` has one series for each site.
    """
    pick = "bottomk" if least else "topk"
    mean = f"avg_over_time(({metric})[$__range:{SAMPLED}] @ end())"
    chosen = f"{pick} ({MOST}, {mean} and on (site) {info})"
    return f"({metric} and on (site) {chosen}) * on (site) group_left (name) {info}"


def loss(words: Words, key: str, queries: Iterable[Dataquery]) -> timeseries.Panel:
    """Of echoes."""
    return up_to(trend(words, key, *queries, unit="percentunit").min(0), ECHOES.loss)


def round_trips(words: Words, key: str, queries: Iterable[Dataquery]) -> timeseries.Panel:
    """Of echoes."""
    return up_to(trend(words, key, *queries, unit="s").min(0), ECHOES.rtt)


def stream_loss(words: Words, key: str, queries: Iterable[Dataquery]) -> timeseries.Panel:
    """Of test streams."""
    return up_to(trend(words, key, *queries, unit="percentunit").min(0), STREAMS.loss)


def jitter(words: Words, key: str, queries: Iterable[Dataquery]) -> timeseries.Panel:
    """Of test streams (RFC 3550)."""
    return up_to(trend(words, key, *queries, unit="s").min(0), STREAMS.jitter)


def mos(words: Words, key: str, queries: Iterable[Dataquery]) -> timeseries.Panel:
    """Of test streams, narrowband or wideband: two scales, so two panels."""
    panel = trend(words, key, *queries, unit="none").decimals(2)
    return down_to(panel.min(1).max(4.5), MOS)
