"""`docs/metrics.md`: the table for people, with how many series each metric is in a province.

`python -m exporters.prometheus.reference` writes it, `--check` says whether it is as written. How
many there are was counted by `benchmarks.census`, which leaves what it found beside the page.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporters.prometheus.metric import Metric
from exporters.prometheus.metrics import CHAPTERS
from exporters.prometheus.place_metrics import SITE_STATES

DOCS = Path(__file__).parents[2] / "docs"
PAGE, COUNTED = DOCS / "metrics.md", DOCS / "metrics.json"

INTRODUCTION = """# Metrics

Every metric of `GET /metrics`, in the text format of Prometheus and in OpenMetrics 1.0. Made from
the table in the source by `python -m exporters.prometheus.reference`; do not edit.

- Names are an API: a change of one is in the changelog.
- Units are base units: seconds, bytes (never bits), ratios from 0 to 1, Unix time. The unit is the
  end of the name.
- Labels are ids. Names that people read are in the metrics of type *info*, whose value is always 1;
  in the text format they are gauges. Join them:
  `monitord_site_state == 1` becomes
  `(monitord_site_state == 1) * on (site) group_left (name, path) monitord_site_info`.
  More such questions are at the top of `deploy/prometheus/rules/recording.yml`.
- A metric with the label `state` has one series for each state: 1 for the one that holds, 0 for the
  others. Where the table names no states they are those of sites:
  {states}.
- What is not measured is absent: never 0, never NaN, never the last value. A measurement goes two
  intervals after it was made; states stay. What has left the inventory, an incident that is over
  and a window that has ended go at once.
- Counters start at zero with the daemon, those that devices keep when the device pleases.
- No sample has a time stamp of its own.

*Series* is how many there are in the province of `inventory.yaml`, counted in the simulator while
all was well and every reflector had been measured: {sites} sites, {devices} devices, {circuits}
circuits. *A site* is that number over its sites. A metric of incidents or maintenance has as many
series as there are open incidents, sites that suffer, and windows in force; **—** is for what that
province has no device for, or was not the case there.

**{total} series in all, {per_site} a site; one scrape is {plain} KiB, as gzip {packed} KiB.**
"""

PROCESS = """
`process_…` are those of Prometheus' own client library: CPU, memory and files of the daemon.
"""


@dataclass(frozen=True, slots=True)
class Census:
    """What was counted in a province, one scrape."""

    sites: int
    devices: int
    circuits: int
    series: Mapping[str, int]
    """By metric, also those of the process that are none of ours."""
    plain: int
    """Bytes."""
    packed: int
    """Bytes, compressed."""

    @property
    def total(self) -> int:
        """Of all metrics."""
        return sum(self.series.values())


def read(path: Path = COUNTED) -> Census:
    """As `benchmarks.census` wrote it."""
    return Census(**json.loads(path.read_text(encoding="utf-8")))


def page(census: Census) -> str:
    """The whole of it, in Markdown."""
    introduction = INTRODUCTION.format(
        states=", ".join(f"`{state}`" for state in SITE_STATES),
        sites=census.sites,
        devices=f"{census.devices:,}",
        circuits=census.circuits,
        total=f"{census.total:,}",
        per_site=round(census.total / census.sites),
        plain=f"{census.plain / 1024:,.0f}",
        packed=f"{census.packed / 1024:,.0f}",
    )
    return introduction + "".join(_chapters(census)) + PROCESS


def _chapters(census: Census) -> Iterator[str]:
    for title, metrics in CHAPTERS.items():
        series = sum(census.series.get(metric.name, 0) for metric in metrics)
        yield f"\n## {title}\n\n{len(metrics)} metrics, {series:,} series.\n\n"
        yield "| name | type | unit | labels | series | a site | meaning |\n"
        yield "|---|---|---|---|--:|--:|---|\n"
        yield from (_row(metric, census) for metric in metrics)


def _row(metric: Metric, census: Census) -> str:
    count = census.series.get(metric.name, 0)
    cells = (
        f"`{metric.name}`",
        metric.type,
        metric.unit.replace("_per_", " per ") or " ",
        ", ".join(_labels(metric)) or " ",
        f"{count:,}" if count else "—",
        _share(count / census.sites),
        _meaning(metric),
    )
    return f"| {' | '.join(cells)} |\n"


def _labels(metric: Metric) -> Iterator[str]:
    yield from metric.labels
    if metric.states:
        yield metric.apart
    if metric.buckets:
        yield "le"


def _share(of_a_site: float) -> str:
    """One that few sites have, or the daemon only, says nothing of a site."""
    return f"{of_a_site:.1f}" if of_a_site >= 0.1 else " "


def _meaning(metric: Metric) -> str:
    said = metric.help.replace("|", "\\|")
    if metric.buckets:
        said += f" Bounds: {', '.join(f'{bound:g}' for bound in metric.buckets)}."
    if metric.states and metric.states != SITE_STATES:
        sorts = "States" if metric.apart == "state" else "Classes"
        said += f" {sorts}: {', '.join(f'`{state}`' for state in metric.states)}."
    return said


def main() -> int:
    """0: written, or as it is made; 1: it is not."""
    made = page(read())
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == made:
        return 0
    sys.stdout.write("docs/metrics.md: not as made: python -m exporters.prometheus.reference\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
