"""The rows of the table for the ledger: how circuits and providers stand in the month so far."""

from __future__ import annotations

from collections.abc import Iterator

from exporters.prometheus.metric import Metric
from monitord.model.ledger import LEFT_OUT

DOWN_CLASSES = ("provider", "suspected", "others")
"""Who answers for time down; `suspected`: the provider by suspicion alone."""
COMPUTATION_BUCKETS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)


def _of(what: str, labels: tuple[str, ...]) -> Iterator[Metric]:
    """The rows for `what`, a circuit or a provider."""
    stem = f"monitord_{what}_sla"
    yield Metric(
        f"{stem}_availability_ratio",
        "gauge",
        f"Availability of a {what} by its contract, month to date: seconds that count without "
        "those that the provider had it down, of those that count. Absent where none counts.",
        labels,
        unit="ratio",
    )
    yield Metric(
        f"{stem}_availability_with_suspected_ratio",
        "gauge",
        "The same, were every suspicion against the provider confirmed.",
        labels,
        unit="ratio",
    )
    yield Metric(
        f"{stem}_target_ratio",
        "gauge",
        "The availability that the contract promises; absent where it promises none.",
        labels,
        unit="ratio",
    )
    yield Metric(
        f"{stem}_error_budget_seconds",
        "gauge",
        "Time that the contract allows to be down in the whole month"
        + (", of all its circuits." if what == "provider" else "."),
        labels,
        unit="seconds",
    )
    yield Metric(
        f"{stem}_error_budget_left_seconds",
        "gauge",
        "What is left of it; below zero when it is overdrawn.",
        labels,
        unit="seconds",
    )
    yield Metric(
        f"{stem}_coverage_ratio",
        "gauge",
        "Of the month so far, as far as it is in the inventory: how much was measured.",
        labels,
        unit="ratio",
    )
    yield Metric(
        f"{stem}_counted_seconds",
        "gauge",
        "Time of the month so far that counts: without what is excluded. Sum it before you divide.",
        labels,
        unit="seconds",
    )
    yield Metric(
        f"{stem}_down_seconds",
        "gauge",
        "Time of it that was down, by who answers for it.",
        labels,
        unit="seconds",
        states=DOWN_CLASSES,
        apart="class",
    )
    yield Metric(
        f"{stem}_excluded_seconds",
        "gauge",
        "Time of the month so far that counts neither for nor against anybody, by the reason.",
        labels,
        unit="seconds",
        states=LEFT_OUT,
        apart="class",
    )
    yield Metric(f"{stem}_outages", "gauge", "Outages that began in the month so far.", labels)


CIRCUIT_SLA = tuple(_of("circuit", ("circuit", "provider")))
PROVIDER_SLA = tuple(_of("provider", ("provider",)))

SLA_METRICS: tuple[Metric, ...] = (
    *CIRCUIT_SLA,
    *PROVIDER_SLA,
    Metric(
        "monitord_sla_month_info", "info", "The month of which these are, as 2026-10.", ("month",)
    ),
    Metric(
        "monitord_sla_computed_timestamp_seconds",
        "gauge",
        "Up to when these are known; they are worked out every five minutes.",
        unit="seconds",
    ),
)

COMPUTING_METRICS: tuple[Metric, ...] = (
    Metric(
        "monitord_sla_computations_total",
        "counter",
        "Attempts to work out how circuits stand in the month so far.",
    ),
    Metric(
        "monitord_sla_computations_failed_total",
        "counter",
        "Those of them that failed; what was worked out before stands.",
    ),
    Metric(
        "monitord_sla_reports_total",
        "counter",
        "Attempts to make the reports of a month, of all providers and of each.",
    ),
    Metric(
        "monitord_sla_reports_failed_total",
        "counter",
        "Those of them that failed; they are tried again every hour.",
    ),
    Metric(
        "monitord_sla_computation_seconds",
        "histogram",
        "How long one of them took, in a thread of its own.",
        unit="seconds",
        buckets=COMPUTATION_BUCKETS,
    ),
)
