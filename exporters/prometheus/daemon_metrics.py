"""The rows of the table for the daemon itself."""

from __future__ import annotations

from exporters.prometheus.metric import Metric
from exporters.prometheus.quality_metrics import LOAD_METRICS
from exporters.prometheus.sla_metrics import COMPUTING_METRICS
from exporters.prometheus.telling_metrics import STORE_METRICS, TELLING_METRICS

LAG_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
RENDER_BUCKETS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

DAEMON_METRICS: tuple[Metric, ...] = (
    Metric("monitord_build_info", "info", "What is running.", ("version", "python")),
    Metric("monitord_inventory_info", "info", "The inventory in force.", ("revision",)),
    Metric("monitord_ready", "gauge", "Whether everything has started and sites are judged."),
    Metric("monitord_isolated", "gauge", "Whether the monitor itself is cut off from everything."),
    Metric("monitord_unresolved_names", "gauge", "Host names of devices that do not resolve."),
    Metric("monitord_probes_in_flight", "gauge", "Probes whose fate is not yet known.", ("probe",)),
    Metric("monitord_probes_total", "counter", "Probes sent.", ("probe",)),
    Metric(
        "monitord_probe_overruns_total",
        "counter",
        "Turns of a check that came over one interval late and were skipped.",
        ("probe",),
    ),
    Metric(
        "monitord_socket_drops_total",
        "counter",
        "Datagrams that the kernel dropped because a socket's buffer was full.",
        ("family",),
    ),
    Metric(
        "monitord_snmp_outcomes_total", "counter", "Polls by what became of them.", ("outcome",)
    ),
    Metric(
        "monitord_snmp_strays_total",
        "counter",
        "Datagrams that answered no request, by kind; each was thrown away.",
        ("kind",),
    ),
    Metric(
        "monitord_snmp_traps_total",
        "counter",
        "Traps and informs: received in all, and what became of them, by kind.",
        ("kind",),
    ),
    *LOAD_METRICS,
    Metric("monitord_reloads_total", "counter", "Attempts to reload the inventory."),
    Metric("monitord_reloads_failed_total", "counter", "Reloads refused; nothing changed."),
    Metric(
        "monitord_reload_last_successful",
        "gauge",
        "Whether the last reload was accepted (or none).",
    ),
    Metric(
        "monitord_reload_last_success_timestamp_seconds",
        "gauge",
        "When an inventory was last accepted, at start or by a reload.",
        unit="seconds",
    ),
    Metric(
        "monitord_http_refusals_total",
        "counter",
        "Requests and connections over HTTP that were refused or ended, by reason.",
        ("reason",),
    ),
    *STORE_METRICS,
    *TELLING_METRICS,
    *COMPUTING_METRICS,
    Metric(
        "monitord_loop_lag_seconds",
        "histogram",
        "How late the event loop ran what was due.",
        unit="seconds",
        buckets=LAG_BUCKETS,
    ),
    Metric(
        "monitord_loop_lag_max_seconds",
        "gauge",
        "The greatest lag of the event loop in the last one to two minutes.",
        unit="seconds",
    ),
    Metric(
        "monitord_scrape_render_seconds",
        "histogram",
        "How long a scrape took to render and compress, in slices.",
        unit="seconds",
        buckets=RENDER_BUCKETS,
    ),
)
