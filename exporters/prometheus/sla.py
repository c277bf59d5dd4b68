"""The lines of the month so far: text is made anew only when it was worked out anew.

A circuit that has left the inventory has no lines, though its time still counts for its provider.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from exporters.prometheus.kinds import Values, gauge
from exporters.prometheus.lines import Family, template
from exporters.prometheus.metric import Metric
from exporters.prometheus.metrics import METRIC
from exporters.prometheus.sla_metrics import (
    CIRCUIT_SLA,
    PROVIDER_SLA,
    SLA_METRICS,
)
from exporters.slices import Slices
from monitord.model.ledger import LEFT_OUT
from monitord.model.snapshot import CentreSnapshot
from monitord.model.standing import MonthToDate, Standing

_READ: Mapping[str, Callable[[Standing], Values | None]] = {
    "availability_ratio": lambda one: gauge(one.available.ratio.value),
    "availability_with_suspected_ratio": lambda one: gauge(one.available.with_suspected.value),
    "target_ratio": lambda one: gauge(one.target),
    "error_budget_seconds": lambda one: gauge(one.budget),
    "error_budget_left_seconds": lambda one: gauge(one.budget_left),
    "coverage_ratio": lambda one: gauge(one.available.coverage.value),
    "counted_seconds": lambda one: (one.available.counted,),
    "down_seconds": lambda one: (
        one.available.provider_down,
        one.available.suspected_down,
        one.available.others_down,
    ),
    "excluded_seconds": lambda one: tuple(
        one.available.excluded.get(each, 0.0) for each in LEFT_OUT
    ),
    "outages": lambda one: (one.outages,),
}
"""By the end of a metric's name; None where there is nothing to expose."""


class SlaSheets:
    """Keeps the text of the last month to date."""

    def __init__(self) -> None:
        self.month: MonthToDate | None = None
        self.circuits: frozenset[str] = frozenset()
        self.texts: Mapping[str, bytes] = {}

    async def families(self, centre: CentreSnapshot, slices: Slices) -> list[Family]:
        """A family for each metric, in the order of the table; empty: not worked out yet."""
        circuits = frozenset(view.circuit.id for view in centre.circuits)
        if centre.month is not self.month or circuits != self.circuits:
            self.texts = await _texts(centre.month, circuits, slices) if centre.month else {}
            self.month, self.circuits = centre.month, circuits
        return [
            Family(metric, [self.texts[metric.name]] if self.texts.get(metric.name) else [])
            for metric in SLA_METRICS
        ]


async def _texts(
    month: MonthToDate, circuits: frozenset[str], slices: Slices
) -> Mapping[str, bytes]:
    parts: dict[str, list[bytes]] = {metric.name: [] for metric in SLA_METRICS}
    for standing in month.circuits:
        if standing.id in circuits:
            labels = {"circuit": standing.id, "provider": standing.provider}
            _add(parts, _lines(CIRCUIT_SLA, standing, labels))
        if slices.over:
            await slices.rest()
    for standing in month.providers:
        _add(parts, _lines(PROVIDER_SLA, standing, {"provider": standing.provider}))
    _add(parts, _of_all(month))
    return {name: b"".join(lines) for name, lines in parts.items()}


def _add(parts: Mapping[str, list[bytes]], lines: Iterable[tuple[str, bytes]]) -> None:
    for name, line in lines:
        parts[name].append(line)


def _lines(
    metrics: Iterable[Metric], standing: Standing, labels: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    for metric in metrics:
        values = _READ[metric.name.partition("_sla_")[2]](standing)
        if values is not None:
            yield metric.name, template(metric, labels) % values


def _of_all(month: MonthToDate) -> Iterator[tuple[str, bytes]]:
    info = METRIC["monitord_sla_month_info"]
    yield info.name, template(info, {"month": month.month}) % ()
    at = METRIC["monitord_sla_computed_timestamp_seconds"]
    yield at.name, template(at, {}) % (month.computed_at,)
