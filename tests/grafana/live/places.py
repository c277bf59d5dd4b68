"""The places of which the dashboards are asked: what is chosen at their top."""

from __future__ import annotations

from collections.abc import Mapping

from tests.grafana.live import plot
from tests.grafana.live.overlay import GATED

CENTRE = f"/{plot.CENTRE}"
PLACES: tuple[Mapping[str, str], ...] = (
    {},
    {"site": plot.CENTRE, "path": CENTRE, "provider": "vnpt", "circuit": "TSL-TH-0100"},
    {
        "site": plot.ON_BACKUP,
        "path": f"{CENTRE}/{plot.ON_BACKUP}",
        "provider": "viettel",
        "circuit": "4G-TH-0600",
    },
    {"site": plot.HEARD_BADLY, "path": f"{CENTRE}/{plot.UNREGISTERED}", "circuit": "TSL-TH-2400"},
    {"site": GATED, "path": f"{CENTRE}/{GATED}"},
    {"site": plot.DISTRICT, "path": f"{CENTRE}/{plot.DISTRICT}", "circuit": "TSL-TH-2200"},
)
"""Nothing in particular (all, or what comes first), or where something is the matter."""
