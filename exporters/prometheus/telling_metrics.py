"""The rows of the table for incidents, maintenance, and what is told and kept of them."""

from __future__ import annotations

from exporters.prometheus.metric import Metric

INCIDENT = ("incident",)
WINDOW = ("window",)

INCIDENT_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_incidents",
        "gauge",
        "Open incidents by what they have in common; absent where there is none of a sort.",
        ("cause", "severity", "owner"),
    ),
    Metric(
        "monitord_incidents_unacknowledged",
        "gauge",
        "Open incidents that nobody has acknowledged.",
        ("severity",),
    ),
    Metric(
        "monitord_incident_info",
        "info",
        "An open incident: what is wrong with what (subject, and its name in words), why, how bad "
        "it is, who answers for it, who is told, and the ticket of the provider.",
        (
            *INCIDENT,
            "scope",
            "subject",
            "name",
            "cause",
            "severity",
            "urgency",
            "owner",
            "team",
            "ticket",
        ),
    ),
    Metric(
        "monitord_incident_since_timestamp_seconds",
        "gauge",
        "When an open incident began: the first lost echo of what is its root.",
        INCIDENT,
        unit="seconds",
    ),
    Metric(
        "monitord_incident_sites", "gauge", "Sites that suffer from an open incident now.", INCIDENT
    ),
    Metric(
        "monitord_incident_acknowledged",
        "gauge",
        "Whether somebody takes care of an open incident.",
        INCIDENT,
    ),
    Metric(
        "monitord_site_cause",
        "gauge",
        "1 for a site that suffers from an open incident; of several the most severe.",
        ("site", "cause", "incident"),
    ),
    Metric(
        "monitord_sites_in_maintenance",
        "gauge",
        "Sites that a maintenance window in force covers, whatever their state.",
    ),
    Metric("monitord_maintenance_windows", "gauge", "Maintenance windows in force."),
    Metric(
        "monitord_maintenance_info",
        "info",
        "A maintenance window in force: what is worked on.",
        (*WINDOW, "scope", "subject"),
    ),
    Metric(
        "monitord_maintenance_start_timestamp_seconds",
        "gauge",
        "When a maintenance window in force began.",
        WINDOW,
        unit="seconds",
    ),
    Metric(
        "monitord_maintenance_end_timestamp_seconds",
        "gauge",
        "When a maintenance window in force is to end.",
        WINDOW,
        unit="seconds",
    ),
)

TELLING_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_alerts_total",
        "counter",
        "Alerts posted to a replica of Alertmanager; each is posted again every minute.",
        ("replica",),
    ),
    Metric(
        "monitord_alerts_failed_total",
        "counter",
        "Alerts that a replica of Alertmanager did not take; they are posted again.",
        ("replica",),
    ),
    Metric(
        "monitord_notifications_total",
        "counter",
        "Incidents that a receiver was told of without Alertmanager.",
        ("receiver",),
    ),
    Metric(
        "monitord_notifications_failed_total",
        "counter",
        "Incidents that a receiver could not be told of; it is tried again.",
        ("receiver",),
    ),
)

STORE_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_store_failures_total",
        "counter",
        "Writes that the database refused; each is tried again.",
    ),
    Metric("monitord_store_failing", "gauge", "Whether the database does not take what is noted."),
    Metric(
        "monitord_store_lag_seconds",
        "gauge",
        "Age of the oldest entry that is not in the database yet; 0 when all are.",
        unit="seconds",
    ),
    Metric("monitord_store_entries_waiting", "gauge", "Entries that are not in the database yet."),
    Metric(
        "monitord_store_entries_lost_total",
        "counter",
        "Entries given up because the database stayed away for too long.",
    ),
)
