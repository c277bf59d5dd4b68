"""What the echoes to each device of the site found."""

from __future__ import annotations

from grafana_foundation_sdk.builders import timeseries

from grafana.source.dashboards.site.head import SITE
from grafana.source.limits import ECHOES, from_zero, up_to
from grafana.source.panels import trend
from grafana.source.queries import over_time
from grafana.source.words import Words

EVERY = "$__rate_interval"
BY_DEVICE = "{{device}}"
FEW = 10
"""Packets in five minutes."""


def loss(words: Words) -> timeseries.Panel:
    """As health judges it: over its window of two minutes."""
    panel = trend(
        words,
        "loss",
        over_time(f"monitord_icmp_loss_ratio{{{SITE}}}", BY_DEVICE),
        unit="percentunit",
    )
    return up_to(from_zero(panel, 0.1), ECHOES.loss)


def rtt(words: Words) -> timeseries.Panel:
    """The mean, and by the histogram what 95 % of the echoes take at most.

    Without answers that is NaN, which would leave the whole panel without an axis.
    """
    name = "monitord_icmp_rtt_seconds"
    mean = f"rate({name}_sum{{{SITE}}}[{EVERY}]) / (rate({name}_count{{{SITE}}}[{EVERY}]) > 0)"
    buckets = f"sum by (device, le) (rate({name}_bucket{{{SITE}}}[{EVERY}]))"
    panel = trend(
        words,
        "rtt",
        over_time(mean, words.common("legend.mean")),
        over_time(
            f"histogram_quantile(0.95, {buckets}) >= 0",
            f"{BY_DEVICE}: {words.common('legend.p95')}",
            "B",
        ),
        unit="s",
    )
    return up_to(panel.min(0), ECHOES.rtt)


def variation(words: Words) -> timeseries.Panel:
    """How much a round trip differs from the one before."""
    query = over_time(f"monitord_icmp_rtt_variation_seconds{{{SITE}}}", BY_DEVICE)
    return trend(words, "variation", query, unit="s").min(0)


def odd(words: Words) -> timeseries.Panel:
    """Echoes and replies that are neither answered in time nor simply lost."""
    counters = {
        "late": "monitord_icmp_replies_late_total",
        "duplicate": "monitord_icmp_replies_duplicate_total",
        "refused": "monitord_icmp_echoes_refused_total",
        "unmeasured": "monitord_icmp_echoes_unmeasured_total",
    }
    queries = [
        over_time(f"increase({metric}{{{SITE}}}[5m])", words.own(f"odd.{what}"), ref)
        for ref, (what, metric) in zip("ABCD", counters.items(), strict=True)
    ]
    return from_zero(trend(words, "odd", *queries, unit="short"), FEW)
