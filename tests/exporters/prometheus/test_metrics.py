"""The table of metrics."""

from __future__ import annotations

import re

import pytest

from exporters.prometheus.check_metrics import RTT_BUCKETS
from exporters.prometheus.metric import Metric
from exporters.prometheus.metrics import METRIC, METRICS
from monitord.model.messages import RTT_BOUNDS
from tests.exporters.parsed import families
from tests.exporters.prometheus.conftest import OPENMETRICS, Stage


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_names_follow_the_conventions(metric: Metric) -> None:
    assert re.fullmatch(r"monitord_[a-z]+(_[a-z][a-z0-9]*)*", metric.name)
    assert metric.name.endswith("_total") == (metric.type == "counter")
    assert metric.name.endswith("_info") == (metric.type == "info")
    assert metric.family.endswith(metric.unit)
    assert metric.help.endswith(".")
    assert (metric.type == "histogram") == bool(metric.buckets)


def test_every_name_is_unique() -> None:
    assert len(METRIC) == len(METRICS)


def test_exposed_rtt_bounds_are_measured_ones() -> None:
    assert set(RTT_BUCKETS) < set(RTT_BOUNDS)


async def test_a_scrape_exposes_the_whole_table_with_its_types_and_nothing_else(
    stage: Stage,
) -> None:
    found = families(await stage.scrape(OPENMETRICS))
    ours = {name: family for name, family in found.items() if name.startswith("monitord_")}
    assert {
        name: (family.type, family.unit) for name, family in ours.items() if family.samples
    } == {metric.family: (metric.type, metric.unit if metric.unit else "") for metric in METRICS}
    for metric in METRICS:
        labels = {name for each in ours[metric.family].samples for name in each.labels}
        assert labels == {
            *metric.labels,
            *([metric.apart] if metric.states else []),
            *(["le"] if metric.buckets else []),
        }
        assert ours[metric.family].documentation == metric.help
