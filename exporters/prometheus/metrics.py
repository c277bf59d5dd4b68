"""The table of every metric: its name, type, labels, unit and help. Names are an API.

Base units; counters come in pairs (all, and those that failed); labels are ids, names live in
the `_info` metrics. Counters start at zero with the daemon, those of devices when the device
pleases. A gauge of a measurement is absent when it is stale or was not measured, and so is all
that a device says of itself but its identity; states and the daemon's counters are always there.
"""

from __future__ import annotations

from exporters.prometheus.metric import CHECK, DEVICE, Metric
from exporters.prometheus.quality_metrics import LOAD_METRICS, SIGNAL_METRICS, STREAM_METRICS
from exporters.prometheus.telling_metrics import (
    INCIDENT_METRICS,
    STORE_METRICS,
    TELLING_METRICS,
)
from monitord.model.modules import IDENTITY_FIELDS
from monitord.model.quantities import QUANTITIES, Quantity
from monitord.model.states import CHECK_STATES, State

SITE_STATES = tuple(State)
"""What a site or a circuit can be."""

RTT_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.4)
"""The bounds exposed, seconds: of `messages.RTT_BOUNDS` those that a province's figures need,
for each costs a series per device."""

LAG_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
RENDER_BUCKETS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

SITE = ("site",)
CIRCUIT = ("circuit",)


def of_quantity(quantity: Quantity) -> Metric:
    """What devices say of themselves, as a row: `monitord_<name>` of a site's device."""
    return Metric(
        f"monitord_{quantity.name}",
        "counter" if quantity.type == "counter" else "gauge",
        quantity.help,
        (*DEVICE, *quantity.labels),
        quantity.unit,
        quantity.states,
    )


METRICS: tuple[Metric, ...] = (
    # What is watched.
    Metric(
        "monitord_site_info",
        "info",
        "A site: its name, level, parent, path from the root, and service.",
        ("site", "name", "level", "parent", "path", "service"),
    ),
    Metric(
        "monitord_device_info",
        "info",
        "A device of a site.",
        ("site", "device", "role", "profile", "address"),
    ),
    Metric(
        "monitord_circuit_info",
        "info",
        "A rented line of a site.",
        ("site", "circuit", "provider", "role", "medium"),
    ),
    Metric("monitord_level_info", "info", "A level of the site tree.", ("level", "name")),
    Metric("monitord_provider_info", "info", "A telecom company.", ("provider", "name")),
    # What the centre judges.
    Metric(
        "monitord_sites",
        "gauge",
        "Sites in service (live) by state; down and unreachable ones cannot hold a meeting.",
        states=SITE_STATES,
    ),
    Metric(
        "monitord_site_state",
        "gauge",
        "The state of a site: 1 for the state that it is in, 0 for the others.",
        SITE,
        states=SITE_STATES,
    ),
    Metric(
        "monitord_circuit_state",
        "gauge",
        "The state of a circuit: 1 for the state that it is in, 0 for the others.",
        CIRCUIT,
        states=SITE_STATES,
    ),
    Metric(
        "monitord_circuit_state_seconds_total",
        "counter",
        "Time that a circuit has spent in each state.",
        CIRCUIT,
        unit="seconds",
        states=SITE_STATES,
    ),
    *INCIDENT_METRICS,
    # What the poller measures.
    Metric(
        "monitord_check_state",
        "gauge",
        "The state of a check: 1 for the state that it is in, 0 for the others.",
        CHECK,
        states=CHECK_STATES,
    ),
    Metric("monitord_check_flapping", "gauge", "Whether a check's state keeps changing.", CHECK),
    Metric(
        "monitord_check_state_since_timestamp_seconds",
        "gauge",
        "When the state of a check began: the first lost echo, or the first reply.",
        CHECK,
        unit="seconds",
    ),
    Metric(
        "monitord_check_last_measured_timestamp_seconds",
        "gauge",
        "When a check last learned anything, good or bad; absent before the first time.",
        CHECK,
        unit="seconds",
    ),
    Metric("monitord_icmp_echoes_total", "counter", "Echoes sent to a device.", DEVICE),
    Metric(
        "monitord_icmp_echoes_lost_total",
        "counter",
        "Echoes without a reply in time, refused ones included.",
        DEVICE,
    ),
    Metric(
        "monitord_icmp_echoes_refused_total",
        "counter",
        "Echoes answered by an ICMP error instead of a reply.",
        DEVICE,
    ),
    Metric(
        "monitord_icmp_echoes_unmeasured_total",
        "counter",
        "Echoes whose fate is unknown through the monitor's own fault; neither lost nor received.",
        DEVICE,
    ),
    Metric(
        "monitord_icmp_replies_late_total",
        "counter",
        "Replies that came after the time-out; their echoes count as lost.",
        DEVICE,
    ),
    Metric(
        "monitord_icmp_replies_duplicate_total",
        "counter",
        "Replies to an echo that had one already.",
        DEVICE,
    ),
    Metric(
        "monitord_icmp_rtt_seconds",
        "histogram",
        "Round-trip time by the kernel's receive stamps.",
        DEVICE,
        unit="seconds",
        buckets=RTT_BUCKETS,
    ),
    Metric(
        "monitord_icmp_rtt_variation_seconds",
        "gauge",
        "Mean difference between a round-trip time and the one before, over the last summary.",
        DEVICE,
        unit="seconds",
    ),
    Metric(
        "monitord_icmp_loss_ratio",
        "gauge",
        "Echoes lost of those measured, over the window in which health is judged.",
        DEVICE,
        unit="ratio",
    ),
    Metric("monitord_snmp_polls_total", "counter", "Polls of a device's agent.", DEVICE),
    Metric("monitord_snmp_polls_failed_total", "counter", "Polls that read nothing.", DEVICE),
    Metric(
        "monitord_snmp_polls_unmeasured_total",
        "counter",
        "Polls that the monitor itself could not send; not among the failed ones.",
        DEVICE,
    ),
    Metric(
        "monitord_device_reboots_total",
        "counter",
        "Restarts of a device's agent that were seen.",
        DEVICE,
    ),
    Metric(
        "monitord_snmp_poll_duration_seconds",
        "gauge",
        "How long the last poll took.",
        DEVICE,
        unit="seconds",
    ),
    Metric(
        "monitord_snmp_objects_failed",
        "gauge",
        "Objects and columns that the last poll did not get.",
        DEVICE,
    ),
    Metric(
        "monitord_snmp_values_wrong",
        "gauge",
        "Values of the last poll that were not of the type or form that their module says.",
        DEVICE,
    ),
    *STREAM_METRICS,
    *SIGNAL_METRICS,
    # What devices say of themselves.
    Metric(
        "monitord_device_identity_info",
        "info",
        "A device as it calls itself, as last read.",
        (*DEVICE, *IDENTITY_FIELDS),
    ),
    Metric(
        "monitord_interface_info",
        "info",
        "An interface and what its device's configuration calls it (ifAlias), as last read.",
        (*DEVICE, "interface", "alias"),
    ),
    *map(of_quantity, QUANTITIES),
    # The daemon itself.
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
    *STORE_METRICS,
    *TELLING_METRICS,
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

METRIC = {metric.name: metric for metric in METRICS}
"""The rows by name."""
