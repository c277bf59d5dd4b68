"""Every series that there is to ask for, and its labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from exporters.prometheus.metric import Metric
from exporters.prometheus.metrics import METRICS
from tests.grafana.promql import read

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "rules" / "recording.yml"
SCRAPED = frozenset({"job", "instance"})
"""Every series has these."""
OF_PROMETHEUS = dict.fromkeys(("up", "scrape_duration_seconds", "scrape_samples_scraped"), SCRAPED)
OF_PROCESS = {
    f"process_{what}": SCRAPED
    for what in ("cpu_seconds_total", "resident_memory_bytes", "start_time_seconds", "open_fds")
}
"""Of Prometheus' own client library, which the daemon exposes of itself."""
LAST = re.compile(r"\s*\w+\s+(by|without)\s+\(([^)]*)\)")


def known() -> Mapping[str, frozenset[str]]:
    """By name: monitord's, Prometheus' own of each target, and what the rules record."""
    found = {**OF_PROMETHEUS, **OF_PROCESS}
    for metric in METRICS:
        found.update(dict(_series(metric)))
    for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            found[rule["record"]] = _recorded(rule["expr"], found)
    return found


def _series(metric: Metric) -> Iterator[tuple[str, frozenset[str]]]:
    labels = SCRAPED.union(metric.labels, (metric.apart,) if metric.states else ())
    if metric.type == "histogram":
        yield f"{metric.name}_bucket", labels | {"le"}
        yield f"{metric.name}_sum", labels
        yield f"{metric.name}_count", labels
    else:
        yield metric.name, labels


def _recorded(expr: str, before: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """At most these; what is aggregated last says which are left."""
    asked = read(expr)
    labels = asked.made.union(*(before[name] for name in asked.series))
    if (last := LAST.match(expr)) is None:
        return frozenset(labels)
    named = set(re.findall(r"\w+", last[2]))
    return frozenset(labels & named if last[1] == "by" else labels - named)
