"""The table of every metric: its name, type, labels, unit and help. Names are an API.

Base units; counters come in pairs (all, and those that failed); labels are ids, names live in
the `_info` metrics. Counters start at zero with the daemon, those of devices when the device
pleases. A gauge of a measurement is absent when it is stale or was not measured, and so is all
that a device says of itself but its identity; states and the daemon's counters are always there.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from exporters.prometheus.check_metrics import CHECK_METRICS
from exporters.prometheus.daemon_metrics import DAEMON_METRICS
from exporters.prometheus.metric import DEVICE, Metric
from exporters.prometheus.place_metrics import PLACE_METRICS, STATE_METRICS
from exporters.prometheus.quality_metrics import SIGNAL_METRICS, STREAM_METRICS
from exporters.prometheus.sla_metrics import SLA_METRICS
from exporters.prometheus.telling_metrics import INCIDENT_METRICS
from monitord.model.modules import IDENTITY_FIELDS
from monitord.model.quantities import QUANTITIES, Quantity


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


SAID_METRICS: tuple[Metric, ...] = (
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
)

CHAPTERS: Mapping[str, tuple[Metric, ...]] = {
    "What is watched": PLACE_METRICS,
    "How sites and circuits are": STATE_METRICS,
    "Incidents and maintenance": INCIDENT_METRICS,
    "Service levels, the month so far": SLA_METRICS,
    "Checks, by echo and by SNMP": CHECK_METRICS,
    "Test streams": STREAM_METRICS,
    "Whether devices answer calls": SIGNAL_METRICS,
    "What devices say of themselves": SAID_METRICS,
    "The daemon itself": DAEMON_METRICS,
}
"""The table as people read it."""

METRICS: tuple[Metric, ...] = tuple(chain.from_iterable(CHAPTERS.values()))

METRIC = {metric.name: metric for metric in METRICS}
"""The rows by name."""
