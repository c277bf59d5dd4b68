"""The rows of the table for what is watched, and for how the centre finds sites and circuits."""

from __future__ import annotations

from exporters.prometheus.metric import DEVICE, Metric
from monitord.model.states import State

SITE_STATES = tuple(State)
"""What a site or a circuit can be."""

SITE = ("site",)
CIRCUIT = ("circuit",)

PLACE_METRICS: tuple[Metric, ...] = (
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
        "monitord_mcu_info",
        "info",
        "An MCU: its group and its part in it (primary or member; empty: no group), and the MCU or "
        "group above it.",
        (*DEVICE, "group", "role", "cascade_to"),
    ),
    Metric(
        "monitord_circuit_info",
        "info",
        "A rented line of a site, and the device and interface behind which it ends.",
        ("site", "circuit", "provider", "role", "medium", "device", "interface"),
    ),
    Metric(
        "monitord_circuit_bandwidth_bytes_per_second",
        "gauge",
        "What is rented; absent where the inventory does not say.",
        CIRCUIT,
        unit="bytes_per_second",
    ),
    Metric("monitord_level_info", "info", "A level of the site tree.", ("level", "name")),
    Metric("monitord_provider_info", "info", "A telecom company.", ("provider", "name")),
    Metric("monitord_team_info", "info", "Those who are told of incidents.", ("team", "name")),
)

STATE_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_sites",
        "gauge",
        "Sites in service (live or temporary) by state; down and unreachable ones cannot meet.",
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
        "monitord_site_state_since_timestamp_seconds",
        "gauge",
        "When the state of a site began: the first lost echo, or the first reply.",
        SITE,
        unit="seconds",
    ),
    Metric(
        "monitord_circuit_state",
        "gauge",
        "The state of a circuit: 1 for the state that it is in, 0 for the others.",
        CIRCUIT,
        states=SITE_STATES,
    ),
    Metric(
        "monitord_circuit_state_since_timestamp_seconds",
        "gauge",
        "When the state of a circuit began.",
        CIRCUIT,
        unit="seconds",
    ),
    Metric(
        "monitord_circuit_state_seconds_total",
        "counter",
        "Time that a circuit has spent in each state.",
        CIRCUIT,
        unit="seconds",
        states=SITE_STATES,
    ),
    Metric(
        "monitord_circuit_in_use",
        "gauge",
        "Whether the traffic of a site goes over a circuit; absent where that is not known.",
        CIRCUIT,
    ),
)
