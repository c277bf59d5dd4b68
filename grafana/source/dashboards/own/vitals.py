"""Whether it runs and sees, what is running, and what that costs."""

from __future__ import annotations

from grafana_foundation_sdk.builders import stat, table, timeseries
from grafana_foundation_sdk.models.common import BigValueTextMode

from grafana.source.limits import from_zero
from grafana.source.palette import BAD, CALM, NEUTRAL, NOTICE, WELL, steps, yes_or_no
from grafana.source.panels import figure, in_turn, trend
from grafana.source.queries import now, over_time, rows
from grafana.source.tables import column, joined, when
from grafana.source.words import Words

JOB = 'job="monitord"'
"""As `deploy/prometheus/prometheus.yml` calls it."""
EVERY = "$__rate_interval"


def up(words: Words) -> stat.Panel:
    """Whether Prometheus reads it: if not, all else here is old."""
    return _two(words, "up", f"up{{{JOB}}}", WELL, BAD)


def ready(words: Words) -> stat.Panel:
    """Whether sites are judged."""
    return _two(words, "ready", "monitord_ready", WELL, BAD)


def isolated(words: Words) -> stat.Panel:
    """Whether the monitor itself is cut off."""
    return _two(words, "isolated", "monitord_isolated", BAD, WELL)


def recording(words: Words) -> stat.Panel:
    """Whether the database takes what is noted."""
    return _two(words, "recording", "monitord_store_failing", BAD, WELL)


def reload(words: Words) -> stat.Panel:
    """Whether the last change of the inventory was accepted."""
    return _two(words, "reload", "monitord_reload_last_successful", WELL, NOTICE)


def _two(words: Words, key: str, expr: str, one: str, zero: str) -> stat.Panel:
    made = yes_or_no(words, f"self.{key}", one, zero)
    panel = figure(words, key, now(expr, words.title(key))).mappings(made)
    return panel.text_mode(BigValueTextMode.VALUE)


def unresolved(words: Words) -> stat.Panel:
    """Names that the resolver does not know: their devices are not measured."""
    query = now("monitord_unresolved_names", words.title("unresolved"))
    panel = figure(words, "unresolved", query).text_mode(BigValueTextMode.VALUE)
    return panel.thresholds(steps(WELL, (1, NOTICE)))


def windows(words: Words) -> stat.Panel:
    """Maintenance in force: somebody may wonder why there is no alert."""
    query = now("monitord_maintenance_windows", words.title("windows"))
    panel = figure(words, "windows", query).text_mode(BigValueTextMode.VALUE)
    return panel.thresholds(steps(NEUTRAL, (1, CALM)))


def running(words: Words) -> table.Panel:
    """Which version with which inventory, since when."""
    queries = [
        rows("monitord_build_info * on (instance) group_left (revision) monitord_inventory_info"),
        rows(f"1000 * process_start_time_seconds{{{JOB}}}", "B"),
        rows("1000 * monitord_reload_last_success_timestamp_seconds", "C"),
    ]
    return joined(
        words,
        "running",
        queries,
        [
            column(words, "instance"),
            column(words, "version"),
            column(words, "python"),
            column(words, "revision"),
            column(words, "started", "B", *when(words)),
            column(words, "accepted", "C", *when(words)),
        ],
    )


def reloads(words: Words) -> timeseries.Panel:
    """Attempts, and those that were refused."""
    panel = trend(
        words,
        "reloads",
        over_time("increase(monitord_reloads_total[5m])", words.own("reloads.all")),
        over_time("increase(monitord_reloads_failed_total[5m])", words.own("reloads.failed"), "B"),
        unit="none",
    )
    return in_turn(from_zero(panel, 5), "AB")


def scrape(words: Words) -> timeseries.Panel:
    """How long Prometheus waits, and what of it monitord takes to render."""
    rendered = f"sum by (le) (rate(monitord_scrape_render_seconds_bucket[{EVERY}]))"
    return trend(
        words,
        "scrape",
        over_time(f"scrape_duration_seconds{{{JOB}}}", words.own("scrape.all")),
        over_time(f"histogram_quantile(0.95, {rendered}) >= 0", words.own("scrape.render"), "B"),
        unit="s",
    ).min(0)


def series(words: Words) -> timeseries.Panel:
    """What Prometheus has to keep."""
    query = over_time(f"scrape_samples_scraped{{{JOB}}}", words.title("series"))
    return trend(words, "series", query, unit="short").min(0)


def processor(words: Words) -> timeseries.Panel:
    """Of one core."""
    query = over_time(
        f"rate(process_cpu_seconds_total{{{JOB}}}[{EVERY}])", words.title("processor")
    )
    return trend(words, "processor", query, unit="percentunit").min(0)


def memory(words: Words) -> timeseries.Panel:
    """What is resident."""
    query = over_time(f"process_resident_memory_bytes{{{JOB}}}", words.title("memory"))
    return trend(words, "memory", query, unit="bytes").min(0)
