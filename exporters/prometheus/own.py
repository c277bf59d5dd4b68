"""The daemon's own metrics, kept by prometheus_client in a registry of their own."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client import Metric as Samples
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics
from prometheus_client.registry import Collector

from exporters.prometheus.metrics import METRIC
from exporters.prometheus.negotiation import Format
from exporters.prometheus.peak import Peak
from monitord.model.quality import StreamOutcome
from monitord.model.snapshot import PollerSnapshot
from monitord.model.snmp import Outcome

TRAP_KINDS = (
    "received",
    "told",
    "duplicate",
    "replayed",
    "discovery",
    "unknown-source",
    "wrong-credential",
    "limited",
    "malformed",
    "restarted",
)
"""What the receiver counts: each datagram as received and then as one of the others; the last is
its process for version 3, which ended and was started again."""


HTTP_REFUSALS = (
    "no_login",
    "wrong_login",
    "guessing",
    "busy",
    "forbidden",
    "big_body",
    "big_head",
    "connections",
    "slow",
)
"""Why somebody is refused over HTTP: see docs/security.md."""


class Keeper(Protocol):
    """What writes into the database, as far as it tells how it fares."""

    @property
    def waiting(self) -> int:
        """Entries that are not in the database yet."""

    @property
    def lost(self) -> int:
        """Entries given up so far."""

    @property
    def lag(self) -> float:
        """Seconds since the oldest of those that wait was noted; 0 if none does."""

    @property
    def failing_since(self) -> datetime | None:
        """When recording began to fail; None: it does not."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How recording fared at the last look."""

    waiting: int
    lost: int
    lag: float
    failing: bool


class SelfMetrics:
    """What the daemon knows of itself. `clock` is monotonic, in seconds."""

    def __init__(self, version: str, clock: Callable[[], float]) -> None:
        # A series more for each counter, which nothing of ours reads.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.version = version
        self.clock = clock
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.reloads = self._counter("monitord_reloads_total")
        self.reloads_failed = self._counter("monitord_reloads_failed_total")
        self.reload_successful = self._gauge("monitord_reload_last_successful")
        self.reload_at = self._gauge("monitord_reload_last_success_timestamp_seconds")
        self.store_failures = self._counter("monitord_store_failures_total")
        self.alerts = self._counter("monitord_alerts_total")
        self.alerts_failed = self._counter("monitord_alerts_failed_total")
        self.notifications = self._counter("monitord_notifications_total")
        self.notifications_failed = self._counter("monitord_notifications_failed_total")
        self.http_refusals = self._counter("monitord_http_refusals_total")
        for reason in HTTP_REFUSALS:
            self.http_refusals.labels(reason)
        self.ready = self._gauge("monitord_ready")
        self.keeper: Keeper | None = None
        self.keeping: Keeping | None = None
        self.traps = self._counter("monitord_snmp_traps_total")
        for kind in TRAP_KINDS:
            self.traps.labels(kind)
        self.lag = self._histogram("monitord_loop_lag_seconds")
        self.computations = self._counter("monitord_sla_computations_total")
        self.computations_failed = self._counter("monitord_sla_computations_failed_total")
        self.reports = self._counter("monitord_sla_reports_total")
        self.reports_failed = self._counter("monitord_sla_reports_failed_total")
        self.computing = self._histogram("monitord_sla_computation_seconds")
        self.render = self._histogram("monitord_scrape_render_seconds")
        self.peak = Peak(clock())
        greatest = self._gauge("monitord_loop_lag_max_seconds")
        greatest.set_function(lambda: self.peak.greatest(self.clock()))

    def loaded(self, at: float) -> None:
        """Everything has started, with an inventory that was accepted at `at`, Unix seconds."""
        self.ready.set(1)
        self.reload_successful.set(1)
        self.reload_at.set(at)

    def reload(self, ok: bool, at: float) -> None:
        """A reload of the inventory was accepted or refused at `at`, Unix seconds."""
        self.reloads.inc()
        self.reload_successful.set(ok)
        if ok:
            self.reload_at.set(at)
        else:
            self.reloads_failed.inc()

    def loop_lag(self, seconds: float) -> None:
        """The event loop ran something this much later than it was due."""
        self.lag.observe(seconds)
        self.peak = self.peak.seen(self.clock(), seconds)

    def store_failed(self) -> None:
        """The database did not take something; it is tried again."""
        self.store_failures.inc()

    def watch_store(self, keeper: Keeper) -> None:
        """Tell from now on how recording fares."""
        self.keeper = keeper

    def look(self) -> None:
        """Take down how recording fares: on the loop, before `text` in a thread."""
        if self.keeper is not None:
            one = self.keeper
            failing = one.failing_since is not None
            self.keeping = Keeping(one.waiting, one.lost, one.lag, failing)

    def alerts_posted(self, replica: str, outcome: str, alerts: int) -> None:
        """Alerts were posted to a replica; `outcome` is `accepted`, or they were not taken."""
        self.alerts.labels(replica).inc(alerts)
        self.alerts_failed.labels(replica).inc(0 if outcome == "accepted" else alerts)

    def notified(self, receiver: str, outcome: str, incidents: int) -> None:
        """A receiver was told of incidents; `outcome` is `sent`, or it could not be."""
        self.notifications.labels(receiver).inc(incidents)
        self.notifications_failed.labels(receiver).inc(0 if outcome == "sent" else incidents)

    def trap(self, kind: str) -> None:
        """Something of `TRAP_KINDS` happened."""
        self.traps.labels(kind).inc()

    def http_refused(self, reason: str) -> None:
        """A request or a connection was refused: one of `HTTP_REFUSALS`."""
        self.http_refusals.labels(reason).inc()

    def rendered(self, seconds: float) -> None:
        """A scrape took this long to render and compress."""
        self.render.observe(seconds)

    def worked_out(self, seconds: float) -> None:
        """The month so far was worked out, in so much time."""
        self.computations.inc()
        self.computing.observe(seconds)

    def not_worked_out(self) -> None:
        """It could not be."""
        self.computations.inc()
        self.computations_failed.inc()

    def reports_made(self, made: bool) -> None:
        """The reports of a month were made, or not."""
        self.reports.inc()
        self.reports_failed.inc(0 if made else 1)

    def text(self, poller: PollerSnapshot, wanted: Format) -> bytes:
        """The exposition, with its `# EOF` in OpenMetrics. Reads files under /proc."""
        everything = _Everything(self.registry, self.version, poller, self.keeping)
        if wanted is Format.OPENMETRICS:
            body: bytes = generate_openmetrics(everything)  # type: ignore[no-untyped-call]
            return body
        return generate_latest(everything)

    def _counter(self, name: str) -> Counter:
        row = METRIC[name]
        return Counter(name, row.help, row.labels, registry=self.registry)

    def _gauge(self, name: str) -> Gauge:
        return Gauge(name, METRIC[name].help, unit=METRIC[name].unit, registry=self.registry)

    def _histogram(self, name: str) -> Histogram:
        row = METRIC[name]
        return Histogram(name, row.help, unit=row.unit, buckets=row.buckets, registry=self.registry)


class _Everything(Collector):
    """The registry, and what a snapshot tells of the poller."""

    def __init__(
        self,
        registry: CollectorRegistry,
        version: str,
        poller: PollerSnapshot,
        keeping: Keeping | None,
    ) -> None:
        self.keeping = keeping
        self.registry = registry
        self.version = version
        self.poller = poller

    def collect(self) -> Iterable[Samples]:
        poller = self.poller
        yield _info("monitord_build_info", version=self.version, python=platform.python_version())
        yield _info("monitord_inventory_info", revision=poller.inventory_revision)
        yield _gauge("monitord_isolated", poller.isolated)
        yield _gauge("monitord_unresolved_names", poller.unresolved_names)
        yield _gauges("monitord_probes_in_flight", poller.in_flight)
        yield _counter("monitord_probes_total", poller.sent)
        yield _counter("monitord_probe_overruns_total", poller.overruns)
        yield _counter("monitord_socket_drops_total", poller.socket_drops)
        outcomes = {outcome.value: poller.outcomes.get(outcome, 0) for outcome in Outcome}
        yield _counter("monitord_snmp_outcomes_total", outcomes)
        yield _counter("monitord_snmp_strays_total", poller.strays)
        yield _counter("monitord_signalling_strays_total", poller.signal_strays)
        yield from _streams(poller)
        if self.keeping is not None:
            yield from _kept(self.keeping)
        yield from self.registry.collect()


def _streams(poller: PollerSnapshot) -> Iterable[Samples]:
    """How the test streams fare, and what they take; a rate is in bytes, as all rates are."""
    outcomes = {each.value: poller.stream_outcomes.get(each, 0) for each in StreamOutcome}
    yield _counter("monitord_rtp_outcomes_total", outcomes)
    yield _counter("monitord_rtp_strays_total", poller.stream_strays)
    yield _gauge("monitord_rtp_streams_waiting", poller.stream_load.waiting)
    yield _gauge("monitord_rtp_rate_bytes_per_second", poller.stream_load.rate / 8)


def _kept(keeping: Keeping) -> Iterable[Samples]:
    """How recording fares."""
    yield _gauge("monitord_store_failing", keeping.failing)
    yield _gauge("monitord_store_lag_seconds", keeping.lag)
    yield _gauge("monitord_store_entries_waiting", keeping.waiting)
    lost = METRIC["monitord_store_entries_lost_total"]
    yield CounterMetricFamily(lost.name, lost.help, keeping.lost)


def _info(name: str, **labels: str) -> Samples:
    return InfoMetricFamily(METRIC[name].family, METRIC[name].help, labels)


def _gauges(name: str, values: Mapping[str, float]) -> Samples:
    """One sample for each value of the metric's only label."""
    family = GaugeMetricFamily(name, METRIC[name].help, labels=METRIC[name].labels)
    for label, value in values.items():
        family.add_metric([label], float(value))
    return family


def _gauge(name: str, value: float) -> Samples:
    return GaugeMetricFamily(name, METRIC[name].help, float(value), unit=METRIC[name].unit)


def _counter(name: str, values: Mapping[str, int]) -> Samples:
    row = METRIC[name]
    family = CounterMetricFamily(name, row.help, labels=row.labels)
    for label, value in sorted(values.items()):
        family.add_metric([label], value)
    return family
