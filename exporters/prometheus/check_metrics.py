"""The rows of the table for checks, whatever their probe, and for those by ICMP and SNMP."""

from __future__ import annotations

from exporters.prometheus.metric import CHECK, DEVICE, Metric
from monitord.model.states import CHECK_STATES

RTT_BUCKETS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.4)
"""The bounds exposed, seconds: of `messages.RTT_BOUNDS` those that a province's figures need,
for each costs a series per device."""

CHECK_METRICS: tuple[Metric, ...] = (
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
)
