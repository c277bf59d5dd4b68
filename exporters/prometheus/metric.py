"""One row of the table of metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

MetricType: TypeAlias = Literal["counter", "gauge", "histogram", "info"]

DEVICE = ("site", "device")
CHECK = (*DEVICE, "check")
"""Labels of many rows."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the table."""

    name: str
    type: MetricType
    help: str
    labels: tuple[str, ...] = ()
    unit: str = ""
    """As OpenMetrics has it: the end of the family's name."""
    states: tuple[str, ...] = ()
    """One series for each, 0 or 1 (or its seconds), told apart by a label of their own."""
    buckets: tuple[float, ...] = ()
    """A histogram's upper bounds, without the last one, which is infinite."""
    apart: str = "state"
    """The label that tells `states` apart."""

    @property
    def family(self) -> str:
        """The name of the family in OpenMetrics."""
        return self.name.removesuffix("_total").removesuffix("_info")
