"""The places of which the dashboards are asked: what is chosen at their top."""

from __future__ import annotations

from collections.abc import Mapping

from tests.grafana.live import plot

PLACES: tuple[Mapping[str, str], ...] = (
    {},
    {"site": plot.CENTRE, "area": plot.CENTRE},
    {"site": plot.ON_BACKUP, "area": plot.ON_BACKUP},
    {"site": plot.HEARD_BADLY, "area": plot.UNREGISTERED},
    {"site": plot.DISTRICT, "area": plot.DISTRICT},
)
"""Nothing in particular (all, or what comes first), or where something is the matter."""
